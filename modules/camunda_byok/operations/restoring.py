"""Puts the declared policy of a key in the place of one that somebody broke, and says who gains and loses what by it."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from camunda_byok.aws.answers import Absence, Asked, answer, pages
from camunda_byok.errors import InputError
from camunda_byok.inventory.model import Key
from camunda_byok.inventory.values import Unknown
from camunda_byok.operations.acting import Acting
from camunda_byok.operations.expressions import literal
from camunda_byok.operations.found_keys import FoundKey
from camunda_byok.operations.key_words import in_words, the_key
from camunda_byok.operations.steps import Change, Check, Refusal
from camunda_byok.policies.documents import to_json
from camunda_byok.policy_changes import PolicyChange, policy_change

DEFAULT = "default"
"""The name of a key's own policy. Source: AWS KMS API reference, "PutKeyPolicy"."""
NOBODY_ELSE = "Only deployers and break-glass may put a policy: run it as one of them, or name one by --role."


@dataclass(frozen=True, kw_only=True)
class Restoring:
    """What restoring the policy of one key takes and means."""

    refusal: Refusal | None = None
    change: Change | None = None
    """None where the live policy means what the declared one does."""
    key_id: str = ""
    """The key's id or ARN, where it could be found out."""
    effects: tuple[str, ...] = ()
    cautions: tuple[str, ...] = ()


def restoring(acting: Acting, key: FoundKey, declared: Key | None) -> Restoring:
    """Returns what restoring a key's policy takes. A live policy that nobody may read is replaced unseen, which is said."""
    where = in_words(key)
    if declared is None or not isinstance(declared.policy, dict):
        return Restoring(
            refusal=Refusal(
                problem=f"{where} has no declared policy: its owner, and not this kit, says what is in it.",
                remedy="Ask the key's owner to put the policy back, and leave --restore-policy out.",
            )
        )
    if isinstance(key.state, Absence):
        return Restoring()
    key_id = key.arn or _behind_alias(acting, key)
    if isinstance(key_id, Unknown):
        return Restoring(
            refusal=Refusal(problem=f"{where} cannot be found, because {key_id.reason}.", remedy="Run it as somebody who may.")
        )
    live = _live_policy(acting, key, key_id)
    change = _put(key, key_id, declared.policy, acting.environment.account)
    if isinstance(live, Unknown):
        caution = f"The policy of {the_key(key)} cannot be read, because {live.reason}: what stands there now is replaced unseen."
        return Restoring(change=change, key_id=key_id, cautions=(caution, NOBODY_ELSE))
    meant = _meant(live, declared)
    if meant is not None and not (meant.lines or meant.cannot_tell):
        return Restoring(key_id=key_id, cautions=(f"The policy of {the_key(key)} means what is declared, and stays.",))
    return Restoring(
        change=change, key_id=key_id, effects=tuple(_in_words(key, meant)), cautions=(*_doubts(key, meant), NOBODY_ELSE)
    )


def _behind_alias(acting: Acting, key: FoundKey) -> str | Unknown:
    """Returns the id of the key that an alias leads to, as the account's IAM lets it be asked whatever the key's policy says."""
    if not key.sought.reference.startswith("alias/"):
        return key.sought.reference
    listed = answer(
        lambda: pages(acting.clients("kms", key.region), "list_aliases", "Aliases"),
        Asked(action="kms:ListAliases", region=key.region),
    )
    if isinstance(listed, Unknown):
        return listed
    found = [each for each in listed if each["AliasName"] == key.sought.reference] if isinstance(listed, list) else []
    return found[0]["TargetKeyId"] if found and "TargetKeyId" in found[0] else Unknown("no alias of that name leads to a key")


def _live_policy(acting: Acting, key: FoundKey, key_id: str) -> dict[str, Any] | Unknown:
    text = answer(
        lambda: acting.clients("kms", key.region).get_key_policy(KeyId=key_id, PolicyName=DEFAULT)["Policy"],
        Asked(action="kms:GetKeyPolicy", region=key.region),
    )
    if isinstance(text, Absence):
        return Unknown("KMS says that there is no such policy")
    return text if isinstance(text, Unknown) else json.loads(text)


def _put(key: FoundKey, key_id: str, policy: dict[str, Any], owner: str) -> Change:
    return Change(
        says=f"Put the declared policy on {the_key(key)}",
        service="kms",
        operation="PutKeyPolicy",
        region=key.region,
        parameters={"KeyId": key_id, "PolicyName": DEFAULT, "Policy": to_json(policy)},
        settled_by=(
            Check(
                says=f"See whether {the_key(key)} has the declared policy",
                service="kms",
                operation="GetKeyPolicy",
                region=key.region,
                parameters={"KeyId": key_id, "PolicyName": DEFAULT},
                holds=is_declared(policy, owner),
                otherwise="It has another one.",
            ),
        ),
    )


def is_declared(policy: dict[str, Any], owner: str) -> str:
    """Returns the condition on what GetKeyPolicy answers: the policy means what the declared one does."""
    return f"means_the_same(Policy, {literal(to_json(policy))}, '{owner}')"


def _meant(live: dict[str, Any], declared: Key) -> PolicyChange | None:
    """Returns what the restored policy changes; None where the live one is not a policy that can be read."""
    try:
        return policy_change(live, declared.policy, str(declared.account)) if isinstance(declared.policy, dict) else None
    except InputError:
        return None


def _in_words(key: FoundKey, meant: PolicyChange | None) -> Iterator[str]:
    yield f"The policy of {the_key(key)} becomes the declared one:"
    for line in meant.lines if meant else ():
        verb = "gain" if line.sign == "+" else "lose"
        when = f", when {', or when '.join(line.when)}" if line.when else ""
        yield f"{verb}s: {line.who}: {', '.join(line.actions)} ({line.answer}{when})."


def _doubts(key: FoundKey, meant: PolicyChange | None) -> Iterator[str]:
    if meant is None:
        yield f"What stands on {the_key(key)} cannot be compared: it is not written as a policy is."
    else:
        yield from (f"Who else gains or loses something cannot be told, because {reason}." for reason in meant.cannot_tell)
