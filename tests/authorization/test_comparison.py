"""Two policies, compared over all requests: rewrites make no difference, edits make one that can be shown."""

from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest

from camunda_byok.authorization import situations, values
from camunda_byok.authorization.comparison import can, compare, who_can
from camunda_byok.authorization.decision import decide
from camunda_byok.authorization.model import Answer, Comparison, Difference, Level, Undecided
from camunda_byok.errors import InputError
from camunda_byok.policies.documents import Document
from tests.authorization.cases import DELETED, OTHER, OWNER, ROLE, ROOT, TENANT, THIRD, allow, deny, policy

VIA = "kms:ViaService"
KEYS = "kms:EncryptionContextKeys"
SSO = f"arn:aws:iam::{OWNER}:role/aws-reserved/sso.amazonaws.com/eu-west-1/AWSReservedSSO_Admin_*"
BASE = policy(
    allow({"AWS": ROOT}, ["kms:DescribeKey", "kms:PutKeyPolicy", "kms:ScheduleKeyDeletion"], Sid="Manage"),
    allow({"AWS": TENANT}, ["kms:Encrypt", "kms:Decrypt"], Sid="Use"),
    allow({"AWS": ROOT}, "kms:ListGrants", Condition={"ArnLike": {"aws:PrincipalArn": [ROLE, SSO]}}, Sid="Read"),
    deny("*", "kms:ScheduleKeyDeletion", Condition={"ArnNotLike": {"aws:PrincipalArn": ROLE}}, Sid="Guard"),
    deny("*", "kms:PutKeyPolicy", Condition={"NumericLessThan": {"kms:Days": "30"}}, Sid="Days"),
)


def compared(before: Document | None, after: Document | None, **others: Any) -> Comparison:
    """Compares, and holds every difference to its own witness."""
    found = compare(before, after, owner=OWNER, **others)
    for made in found.differences:
        assert decide(before or policy(), made.witness, owner=OWNER) == made.before
        assert decide(after or policy(), made.witness, owner=OWNER) == made.after
        assert made.witness.action in made.actions
    return found


def edited(change: Callable[[list[dict[str, Any]]], Any]) -> Document:
    made = deepcopy(BASE)
    change(made["Statement"])
    return made


def as_object(statements: list[dict[str, Any]]) -> None:
    for made in statements:
        if isinstance(made["Action"], list) and len(made["Action"]) == 1:
            made["Action"] = made["Action"][0]


def split(statements: list[dict[str, Any]]) -> None:
    first = statements.pop(0)
    statements += [{**first, "Action": [action]} for action in reversed(first["Action"])]


REWRITES: dict[str, Callable[[list[dict[str, Any]]], Any]] = {
    "another order": list.reverse,
    "other sids": lambda made: [one.update(Sid=f"Other{at}") for at, one in enumerate(made)],
    "a statement for each action": split,
    "other cases of actions": lambda made: made[1].update(Action=["KMS:encrypt", "kms:DECRYPT"]),
    "other cases of keys": lambda made: made[3].update(Condition={"arnnotlike": {"AWS:principalARN": [ROLE]}}),
    "ArnEquals for ArnLike": lambda made: made[2].update(Condition={"ArnEquals": {"aws:PrincipalArn": [SSO, ROLE]}}),
    "the account's number for its root": lambda made: made[0].update(Principal={"AWS": [OWNER]}),
    "a wildcard that means the same": lambda made: made[1].update(Action=["kms:Encryp?", "kms:Decrypt"]),
    "a permission given twice": lambda made: made.append(allow({"AWS": ROOT}, "kms:DescribeKey")),
    "an allow that a deny takes back": lambda made: made.append(
        allow({"AWS": TENANT}, "kms:ScheduleKeyDeletion", Condition={"Bool": {"aws:ViaAWSService": "true"}})
    ),
    "a number for its text": lambda made: made[4].update(Condition={"NumericLessThan": {"kms:Days": 30}}),
    "a condition that always holds": lambda made: made[0].update(Condition={"Null": {"aws:CurrentTime": "false"}}),
    "both sides of a condition": lambda made: made.append(
        allow({"AWS": TENANT}, "kms:Decrypt", Condition={"StringLike": {VIA: "s3.*"}})
    ),
    "a statement for nobody": lambda made: made.append(
        allow({"AWS": TENANT}, "kms:*", Condition={"StringEquals": {"aws:PrincipalAccount": OWNER}})
    ),
}


@pytest.mark.parametrize("rewrite", REWRITES)
def test_a_policy_written_otherwise_is_the_same(rewrite: str) -> None:
    found = compared(BASE, edited(REWRITES[rewrite]))

    assert found.same, found


def test_one_statement_needs_no_list() -> None:
    assert compared(policy(allow()), {"Version": "2012-10-17", "Statement": allow()}).same


def test_two_halves_of_all_requests_are_all_requests() -> None:
    halves = [allow({"AWS": TENANT}, Condition={operator: {VIA: "s3"}}) for operator in ("StringEquals", "StringNotEquals")]

    assert compared(policy(*halves), policy(allow({"AWS": TENANT}))).same


EDITS: dict[str, tuple[Callable[[list[dict[str, Any]]], Any], str]] = {
    "everybody is the tenant": (
        lambda made: made[1].update(Principal="*"),
        "a principal of any other account: kms:Decrypt, kms:Encrypt: denied -> allowed",
    ),
    "the tenant's whole account": (
        lambda made: made[1].update(Principal={"AWS": f"arn:aws:iam::{OTHER}:root"}),
        f"any other principal of account {OTHER}: kms:Decrypt, kms:Encrypt: denied -> if IAM allows",
    ),
    "the account may decrypt": (
        lambda made: made[0]["Action"].append("kms:Decrypt"),
        f"any other principal of account {OWNER}: kms:Decrypt: denied -> if IAM allows",
    ),
    "the guard is gone": (
        lambda made: made.pop(3),
        f"any other principal of account {OWNER}: kms:ScheduleKeyDeletion: denied -> if IAM allows",
    ),
    "the guard spares the unknown": (
        lambda made: made[3].update(Condition={"ArnNotLike": {"aws:PrincipalArn": [ROLE, SSO]}}),
        f"a principal like {SSO} of account {OWNER}: kms:ScheduleKeyDeletion: denied -> if IAM allows",
    ),
    "a shorter window": (
        lambda made: made[4].update(Condition={"NumericLessThan": {"kms:Days": "7"}}),
        f"any other principal of account {OWNER}: kms:PutKeyPolicy when kms:Days is 7 or between 7 and 30: "
        "denied -> if IAM allows",
    ),
    "the tenant without encrypt": (
        lambda made: made[1].update(Action="kms:Decrypt"),
        f"role c8-cluster/c8-apps-1234 of account {OTHER}: kms:Encrypt: allowed -> denied",
    ),
    "the tenant only through S3": (
        lambda made: made[1].update(Condition={"StringLike": {VIA: "s3.*.amazonaws.com"}}),
        f"role c8-cluster/c8-apps-1234 of account {OTHER}: kms:Decrypt, kms:Encrypt "
        "when kms:ViaService is not like s3.*.amazonaws.com: allowed -> denied",
    ),
    "a service may decrypt": (
        lambda made: made.append(allow({"Service": "s3.amazonaws.com"})),
        "service s3.amazonaws.com: kms:Decrypt: denied -> allowed",
    ),
    "the tenant's role was deleted": (
        lambda made: made[1].update(Principal={"AWS": DELETED}),
        f"unique id {DELETED} (the role or user was deleted): kms:Decrypt, kms:Encrypt: denied -> allowed",
    ),
}


@pytest.mark.parametrize("edit", EDITS)
def test_an_edit_that_matters_is_told_in_a_sentence(edit: str) -> None:
    change, sentence = EDITS[edit]

    assert sentence in [str(made) for made in compared(BASE, edited(change)).differences]


def test_a_witness_is_a_request_that_could_be_made() -> None:
    after = edited(lambda made: made[1].update(Condition={"StringLike": {VIA: "s3.*.amazonaws.com"}}))

    (back,) = compared(after, BASE).gained

    assert str(back.witness) == f"role c8-cluster/c8-apps-1234 of account {OTHER}, kms:Decrypt"
    assert back.when == ("kms:ViaService is not like s3.*.amazonaws.com",)


def test_a_witness_carries_no_key_that_it_can_do_without() -> None:
    made = [allow({"AWS": TENANT}, Condition=one) for one in ({"StringEquals": {VIA: "a"}}, {"Null": {VIA: "true"}})]

    (gained,) = compared(None, policy(*made)).differences

    assert gained.when == ("kms:ViaService is absent or a",)
    assert gained.witness.context == {}


def test_a_key_that_turns_out_not_to_matter_is_not_told() -> None:
    made = [
        allow({"AWS": TENANT}, Condition={"StringEquals": {VIA: "a"}, "Bool": {"aws:ViaAWSService": truth}})
        for truth in ("true", "false")
    ]

    (gained,) = compared(None, policy(*made)).differences

    assert gained.when == ("kms:ViaService is a",)


def test_numbers_between_whole_numbers_count_only_where_a_policy_names_one() -> None:
    whole, halves = (
        allow({"AWS": TENANT}, Condition={"NumericEquals": {"kms:Days": days}}) for days in (["7", "8"], ["7", "7.5"])
    )

    assert [made.when for made in compared(None, policy(whole)).differences] == [("kms:Days is 7 or 8",)]
    between = allow({"AWS": TENANT}, Condition={"NumericGreaterThan": {"kms:Days": "7"}, "NumericLessThan": {"kms:Days": "7.5"}})
    (gained,) = compared(policy(halves), policy(halves, between)).differences
    assert gained.witness.context == {"kms:Days": "7.25"}


def test_what_one_side_gains_the_other_way_round_loses() -> None:
    after = edited(lambda made: made[1].update(Principal="*"))

    there, back = compared(BASE, after), compared(after, BASE)

    assert there.gained
    assert not there.lost
    assert {(str(made.principal), made.actions) for made in there.gained} == {
        (str(made.principal), made.actions) for made in back.lost
    }


def test_people_who_are_not_told_apart_are_all_named() -> None:
    roles = [f"arn:aws:iam::{OWNER}:role/{name}" for name in ("a", "b")]
    found = compared(None, policy(allow({"AWS": ROOT}, Condition={"ArnEquals": {"aws:PrincipalArn": roles}})))

    assert [str(made.principal) for made in found.differences] == [f"role a of account {OWNER} and role b of account {OWNER}"]


@pytest.mark.parametrize("key", ["aws:PrincipalOrgID", "aws:PrincipalTag/team", "aws:PrincipalArn"])
def test_a_service_never_meets_a_condition_on_what_only_iam_principals_have(key: str) -> None:
    asked = "arn:aws:iam::111122223333:role/x"
    after = policy(allow({"Service": "s3.amazonaws.com"}, Condition={"StringEquals": {key: asked}}))

    assert compared(None, after).same


@pytest.mark.parametrize(
    ("condition", "who"),
    [
        ({"StringEquals": {"aws:PrincipalAccount": THIRD}}, f"any other principal of account {THIRD}"),
        ({"StringEquals": {"kms:CallerAccount": THIRD}}, f"any other principal of account {THIRD}"),
        ({"StringLike": {"aws:PrincipalAccount": "7777*"}}, "any other principal of an account like 7777*"),
        ({"ArnEquals": {"aws:PrincipalArn": f"arn:aws:iam::{THIRD}:role/x"}}, f"role x of account {THIRD}"),
        (
            {"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::77778888????:role/x"}},
            "a principal like arn:aws:iam::77778888????:role/x of account 777788880000",
        ),
    ],
)
def test_an_account_that_only_a_condition_names_is_found(condition: dict[str, Any], who: str) -> None:
    found = compared(None, policy(allow("*", Condition=condition))).differences

    assert [str(made.principal) for made in found] == [who]


def test_principals_of_another_partition_are_found_by_the_patterns_that_name_them() -> None:
    people = {"ArnLike": {"aws:PrincipalArn": f"arn:aws-cn:iam::{OWNER}:role/x"}}

    (gained,) = compared(None, policy(allow({"AWS": OWNER}, Condition=people))).differences

    assert gained.witness.principal.value == f"arn:aws-cn:iam::{OWNER}:role/x"


def test_a_key_that_is_not_modelled_is_the_same_in_every_spelling() -> None:
    names = [allow({"AWS": ROOT}, Condition={"StringEquals": {key: "bob"}}) for key in ("aws:username", "AWS:UserName")]

    assert compared(policy(names[0]), policy(names[1])).same


def test_a_session_is_told_from_its_role() -> None:
    session = f"arn:aws:sts::{OTHER}:assumed-role/c8-apps-1234/s1"
    after = edited(lambda made: made.append(allow({"AWS": session}, "kms:Sign")))

    found = compared(BASE, after).differences

    assert f"session s1 of role c8-cluster/c8-apps-1234 of account {OTHER}" in [str(made.principal) for made in found]
    assert {made.actions for made in found} == {("kms:Sign",)}


def test_several_sessions_of_one_role_are_told_apart() -> None:
    sessions = [f"arn:aws:sts::{OTHER}:assumed-role/app/{name}" for name in ("s1", "s2")]
    both = policy(allow({"AWS": sessions[0]}), allow({"AWS": sessions[1]}, "kms:Sign"))

    found = compared(None, both).differences

    assert {(made.principal.session, made.actions) for made in found} == {("s1", ("kms:Decrypt",)), ("s2", ("kms:Sign",))}


def test_no_policy_at_all_is_one_that_allows_nothing() -> None:
    assert {made.before for made in compared(None, BASE).differences} == {Level.DENIED}
    assert {made.after for made in compared(BASE, None).differences} == {Level.DENIED}
    assert compared(None, None).same


def test_what_is_not_modelled_makes_no_difference_where_it_stays() -> None:
    doubtful = allow({"AWS": TENANT}, "kms:Sign", Condition={"BinaryEquals": {"kms:X": "YQ=="}})
    before = edited(lambda made: made.append(doubtful))
    after = edited(lambda made: made.insert(0, {**doubtful, "Sid": "Moved"}))

    assert compared(before, after).same


def test_a_rewrite_beside_what_is_not_modelled_is_the_same_too() -> None:
    doubtful = allow({"AWS": TENANT}, "kms:Sign", Condition={"BinaryEquals": {"kms:X": "YQ=="}})
    exact, like = (allow({"AWS": TENANT}, "kms:Sign", Condition={text: {VIA: "s3"}}) for text in ("StringEquals", "StringLike"))

    assert compared(policy(doubtful, exact), policy(doubtful, like)).same


def test_what_is_not_modelled_is_undecided_where_it_comes_or_goes() -> None:
    doubtful = allow({"AWS": TENANT}, "kms:Sign", Condition={"BinaryEquals": {"kms:X": "YQ=="}})
    found = compared(BASE, edited(lambda made: made.append(doubtful)))

    assert not found.differences
    assert found.undecided == (Undecided("BinaryEquals on kms:X is an operator that is not modelled"),)
    assert not found.same


def test_what_is_not_modelled_plays_no_part_where_the_answer_does_not_hang_on_it() -> None:
    doubtful = allow({"AWS": TENANT}, "kms:Sign", Condition={"BinaryEquals": {"kms:X": "YQ=="}})

    assert compared(policy(doubtful), policy(doubtful, allow({"AWS": TENANT}, "kms:Decrypt"))).undecided == ()
    assert compared(policy(doubtful, deny()), policy(doubtful, deny(), deny("*", "kms:Sign"))).undecided != ()
    assert compared(policy(allow({"AWS": TENANT}, "kms:Sign")), policy(allow({"AWS": TENANT}, "kms:Sign"), doubtful)).same


@pytest.mark.parametrize(
    ("conditions", "why"),
    [
        (
            {
                "StringEquals": {"kms:EncryptionContext:app": "x"},
                "ForAnyValue:StringEquals": {KEYS: "app"},
            },
            "kms:EncryptionContextKeys follows from kms:encryptioncontext:app",
        ),
        (
            {"StringEquals": {KEYS: "app"}},
            "kms:EncryptionContextKeys is read as one value and has several",
        ),
        ({"StringEquals": {"kms:X": "7"}, "NumericLessThan": {"kms:X": "8"}}, "kms:X is compared as number and as text"),
    ],
)
def test_keys_that_hang_together_in_a_way_not_modelled_are_undecided(conditions: dict[str, Any], why: str) -> None:
    found = compared(BASE, edited(lambda made: made.append(allow({"AWS": TENANT}, "kms:Sign", Condition=conditions))))

    assert [one.reason for one in found.undecided] == [why]


def test_a_key_with_several_values_is_asked_with_every_set_of_them() -> None:
    any_of = allow({"AWS": TENANT}, Condition={"ForAnyValue:StringEquals": {KEYS: ["a", "b"]}})
    all_of = allow({"AWS": TENANT}, Condition={"ForAllValues:StringEquals": {KEYS: ["a", "b"]}})

    found = compared(policy(any_of), policy(all_of))

    assert [(made.when, made.gained) for made in found.differences] == [
        ((f"{KEYS} is absent",), True),
        ((f"{KEYS} is a and anything else",), False),
    ]


def test_past_a_limit_the_answer_names_what_was_too_much(monkeypatch: pytest.MonkeyPatch) -> None:
    keys = {f"kms:Key{at}": [str(at)] for at in range(6)}
    after = policy(allow({"AWS": TENANT}, Condition={"StringEquals": keys}))
    monkeypatch.setattr(situations, "MOST_SITUATIONS", 50)

    (undecided,) = compare(None, after, owner=OWNER).undecided

    assert undecided.reason == ("kms:Key0, kms:Key1, kms:Key2, kms:Key3, kms:Key4, kms:Key5 have 64 combinations, more than 50")


def test_a_key_with_too_many_sets_of_values_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(values, "MOST_CLASSES_OF_SEVERAL", 1)
    after = policy(allow({"AWS": TENANT}, Condition={"ForAnyValue:StringEquals": {"aws:TagKeys": ["a"]}}))

    (undecided,) = compare(None, after, owner=OWNER).undecided

    assert "aws:TagKeys has 2 classes" in undecided.reason


def test_networks_inside_networks_are_told_apart() -> None:
    wide = allow({"AWS": TENANT}, Condition={"IpAddress": {"aws:SourceIp": "10.0.0.0/8"}})
    narrow = allow({"AWS": TENANT}, Condition={"IpAddress": {"aws:SourceIp": ["10.0.0.0/9", "10.128.0.0/9"]}})
    less = allow({"AWS": TENANT}, Condition={"IpAddress": {"aws:SourceIp": "10.0.0.0/9"}})

    assert compared(policy(wide), policy(narrow)).same
    (lost,) = compared(policy(wide), policy(less)).differences
    assert lost.witness.context == {"aws:SourceIp": "10.128.0.0"}


def test_a_bucket_s_own_account_loses_by_a_deny_what_its_iam_could_give() -> None:
    bucket = ["arn:aws:s3:::logs", "arn:aws:s3:::logs/*"]
    tls = policy(deny("*", "s3:*", bucket, Condition={"Bool": {"aws:SecureTransport": "false"}}))

    found = compared(None, tls, service="s3")

    assert {(str(made.principal), made.before, made.after, made.when) for made in found.differences} == {
        (f"any other principal of account {OWNER}", Level.IF_IAM_ALLOWS, Level.DENIED, ("aws:SecureTransport is false",))
    }
    assert {made.resource for made in found.differences} == {"arn:aws:s3:::logs", "like arn:aws:s3:::logs/*"}
    assert "s3:GetObject" not in next(made for made in found.differences if made.resource == "arn:aws:s3:::logs").actions


def test_an_action_of_another_service_is_judged_as_its_own_service_judges_it() -> None:
    found = compared(None, policy(deny("*", ["s3:GetObject", "kms:Decrypt"], "arn:aws:s3:::logs/*")), service="s3")

    assert {made.actions for made in found.differences} == {("s3:GetObject",)}


def test_resources_that_a_statement_leaves_out_are_told_from_all_others() -> None:
    topic = f"arn:aws:sns:eu-west-1:{OWNER}:kept"
    but = allow({"AWS": TENANT}, "sns:Publish")
    del but["Resource"]

    (gained,) = compared(None, policy({**but, "NotResource": topic}), service="sns").differences

    assert gained.resource == "anything else"
    assert gained.witness.resource != topic


def test_only_the_resources_asked_for_are_looked_at() -> None:
    queue = "arn:aws:sqs:eu-west-1:111122223333:q"
    after = policy(allow("*", "sqs:SendMessage", queue), allow("*", "sqs:PurgeQueue", f"{queue}2"))

    found = compared(None, after, service="sqs", resources=[queue])

    assert {made.actions for made in found.differences} == {("sqs:SendMessage",)}


def test_an_action_that_no_catalogue_knows_is_compared_all_the_same() -> None:
    found = compared(BASE, edited(lambda made: made[1]["Action"].append("kms:InventTomorrow")))

    assert [made.actions for made in found.differences] == [("kms:InventTomorrow",)]


def test_identity_and_trust_policies_are_compared_too() -> None:
    trust = policy({"Effect": "Allow", "Principal": {"Service": "events.amazonaws.com"}, "Action": "sts:AssumeRole"})
    (gained,) = compared(None, trust, service="sts").differences
    assert str(gained) == "service events.amazonaws.com: sts:AssumeRole: denied -> allowed"

    wide = policy({"Effect": "Allow", "Action": "events:Put*", "Resource": "*"})
    narrow = policy({"Effect": "Allow", "Action": "events:PutEvents", "Resource": "*"})
    (lost,) = compared(wide, narrow, service="events").differences
    assert str(lost.principal) == "whoever holds the policy"
    assert "events:PutEvents" not in lost.actions


def test_an_identity_policy_is_compared_beyond_the_service_asked_for() -> None:
    every, own = (policy({"Effect": "Allow", "Action": action, "Resource": "*"}) for action in ("*", "s3:*"))

    assert not compared(every, own, service="s3").same


def test_the_table_of_a_bucket_holds_what_its_account_s_iam_could_give_without_a_statement() -> None:
    table = who_can(
        policy(allow({"Service": "s3.amazonaws.com"}, "s3:PutObject", "arn:aws:s3:::logs/*")), owner=OWNER, service="s3"
    )

    assert [str(row.principal) for row in table.rows] == [f"any other principal of account {OWNER}", "service s3.amazonaws.com"]
    assert table.rows[0].level == Level.IF_IAM_ALLOWS
    assert "s3:GetObject" in table.rows[0].actions


def test_who_can_do_what_is_a_table_with_conditions() -> None:
    rows = {(str(row.principal), row.actions, row.level, row.when) for row in who_can(BASE, owner=OWNER).rows}

    assert (f"role c8-cluster/c8-apps-1234 of account {OTHER}", ("kms:Decrypt", "kms:Encrypt"), Level.ALLOWED, ()) in rows
    assert (
        f"role team/app of account {OWNER}",
        ("kms:PutKeyPolicy",),
        Level.IF_IAM_ALLOWS,
        ("kms:Days is not below 30",),
    ) in rows
    assert not [row for row in rows if "any other account" in row[0]]


@pytest.mark.parametrize(
    ("who", "action", "level"),
    [
        (TENANT, "kms:Decrypt", Level.ALLOWED),
        (TENANT, "kms:PutKeyPolicy", Level.DENIED),
        (f"arn:aws:iam::{OTHER}:role/*", "kms:Decrypt", Level.ALLOWED),
        (f"arn:aws:iam::{OTHER}:user/*", "kms:Decrypt", Level.DENIED),
        (f"arn:aws:iam::{OWNER}:*", "kms:Decrypt", Level.DENIED),
        (ROLE, "kms:ScheduleKeyDeletion", Level.IF_IAM_ALLOWS),
        (f"arn:aws:iam::{OWNER}:user/*", "kms:ScheduleKeyDeletion", Level.DENIED),
        ("arn:aws:iam::*:*", "kms:Encrypt", Level.ALLOWED),
    ],
)
def test_the_most_that_somebody_can_do_comes_with_a_request_that_shows_it(who: str, action: str, level: Level) -> None:
    answer = can(BASE, who, action, owner=OWNER)

    assert isinstance(answer, Answer)
    assert answer.level == level
    assert decide(BASE, answer.witness, owner=OWNER) == level


def test_whether_anybody_can_is_undecided_where_it_hangs_on_what_is_not_modelled() -> None:
    doubtful = policy(allow({"AWS": TENANT}, Condition={"BinaryEquals": {"kms:X": "YQ=="}}))

    assert isinstance(can(doubtful, TENANT, "kms:Decrypt", owner=OWNER), Undecided)
    assert isinstance(can(policy(*doubtful["Statement"], allow()), TENANT, "kms:Decrypt", owner=OWNER), Answer)


@pytest.mark.parametrize(
    ("statement", "field"),
    [
        ({"Effect": "Permit", "Principal": "*", "Action": "kms:*"}, "Statement[0].Effect"),
        ({"Effect": "Allow", "Principal": "*"}, "Statement[0]"),
        ({"Effect": "Allow", "Principal": "*", "Action": "kms:*", "Condtion": {}}, "Statement[0].Condtion"),
        ({"Effect": "Allow", "Principal": "*", "NotPrincipal": "*", "Action": "kms:*"}, "Statement[0].Principal"),
        ({"Effect": "Allow", "Principal": {"Aws": "*"}, "Action": "kms:*"}, "Statement[0].Principal.Aws"),
        ({"Effect": "Allow", "Principal": 7, "Action": "kms:*"}, "Statement[0].Principal"),
        ({"Effect": "Allow", "Principal": "*", "Action": [{}]}, "Statement[0].Action"),
        ({"Effect": "Allow", "Principal": "*", "Action": "kms:*", "Condition": []}, "Statement[0].Condition"),
        (
            {"Effect": "Allow", "Principal": "*", "Action": "kms:*", "Condition": {"Bool": "true"}},
            "Statement[0].Condition.Bool",
        ),
        ("Allow", "Statement[0]"),
    ],
)
def test_a_document_that_is_no_policy_is_refused_with_its_place(statement: Any, field: str) -> None:
    with pytest.raises(InputError) as fault:
        compare(None, {"Version": "2012-10-17", "Statement": [statement]}, owner=OWNER)

    assert fault.value.field == field


def test_a_difference_names_many_actions_once() -> None:
    after = edited(lambda made: made.append(allow({"AWS": TENANT}, ["kms:Sign", "kms:Verify", "kms:GenerateDataKey*"])))

    (gained,) = compared(BASE, after).differences

    assert isinstance(gained, Difference)
    assert len(gained.actions) == 6
