"""What of a review is said in short, and never so short that it hides something."""

from camunda_byok.authorization.actions import (
    ADMINISTRATION,
    CATALOGUE,
    CRYPTOGRAPHIC_USE,
    ENDING,
    GRANTS,
    POLICY,
    READING,
    REPLICATION,
)
from camunda_byok.output.review_words import MOST_ACTIONS, actions_in_short


def test_reading_and_administering_are_counted_and_whatever_is_dangerous_is_named() -> None:
    named, others = actions_in_short((*ENDING, *READING, *ADMINISTRATION, "kms:Decrypt"))
    assert named == (*ENDING, "kms:Decrypt")
    assert others == f", and {len(READING) + len(ADMINISTRATION)} that only read or administer the key"


def test_a_few_actions_are_all_named() -> None:
    assert actions_in_short(("kms:Decrypt", *READING[:4])) == (("kms:Decrypt", *READING[:4]), "")


def test_of_very_many_the_rest_is_counted() -> None:
    named, others = actions_in_short(CATALOGUE["s3"])
    assert named == CATALOGUE["s3"][:MOST_ACTIONS]
    assert others == f", and {len(CATALOGUE['s3']) - MOST_ACTIONS} more"


def test_every_dangerous_action_on_a_key_is_named_even_of_somebody_who_may_do_everything() -> None:
    named, others = actions_in_short(CATALOGUE["kms"])
    assert {*CRYPTOGRAPHIC_USE, *GRANTS, *POLICY, *REPLICATION, *ENDING} <= set(named)
    assert others == f", and {len(READING) + len(ADMINISTRATION)} that only read or administer the key"
