"""Differences between policies in sentences that somebody can read at night: the worst action first, people alike in one line."""

from collections.abc import Iterable
from dataclasses import replace

from camunda_byok.authorization.actions import ACCOUNT_WIDE, READING
from camunda_byok.authorization.model import Difference, Level, Permission, Principal, Request

WORST_FIRST = (
    "kms:Decrypt", "kms:Encrypt", "kms:GenerateDataKey", "kms:CreateGrant", "kms:PutKeyPolicy", "kms:ReplicateKey",
    "kms:UpdatePrimaryRegion", "kms:ScheduleKeyDeletion", "kms:DisableKey", "kms:DeleteImportedKeyMaterial", "kms:RevokeGrant",
)  # fmt: skip
MOST_ACTIONS, MOST_PRINCIPALS, MOST_SENTENCES = 5, 3, 8

_HARMLESS = frozenset({*ACCOUNT_WIDE, *READING})


def in_words(found: Iterable[Difference | Permission]) -> tuple[str, ...]:
    """Returns a sentence for everybody to whom the same happens: who, what, when, and a request that shows it."""
    alike: dict[tuple[str, tuple[str, ...], tuple[str, ...]], list[tuple[Principal, Request]]] = {}
    for made in found:
        actions = _worst_first(action for action in made.actions if action not in _HARMLESS) or _worst_first(made.actions)
        # All actions of a difference are answered alike in the same circumstances, so the worst is as true an example.
        alike.setdefault((_verb(made), actions, made.when), []).append((made.principal, replace(made.witness, action=actions[0])))
    sentences = [_sentence(*what, who) for what, who in alike.items()]
    return tuple(_some(sentences, MOST_SENTENCES, "And {} more like these."))


def _some(texts: list[str], most: int, rest: str) -> list[str]:
    more = len(texts) - most
    return [*texts[:most], rest.format(more)] if more > 0 else texts


def _worst_first(actions: Iterable[str]) -> tuple[str, ...]:
    return tuple(
        sorted(actions, key=lambda action: (WORST_FIRST.index(action) if action in WORST_FIRST else len(WORST_FIRST), action))
    )


def _verb(made: Difference | Permission) -> str:
    if isinstance(made, Difference) and not made.gained:
        return "can no longer"
    level = made.level if isinstance(made, Permission) else made.after
    return "can, if IAM allows it," if level is Level.IF_IAM_ALLOWS else "can"


def _sentence(verb: str, actions: tuple[str, ...], when: tuple[str, ...], who: list[tuple[Principal, Request]]) -> str:
    who = sorted(who, key=lambda one: not one[0].standing_for)  # whoever is not named says most
    people = ", ".join(_some([str(principal) for principal, _ in who], MOST_PRINCIPALS, "{} more"))
    names = [action.removeprefix("kms:") for action in actions]
    what = ", ".join(_some(names, MOST_ACTIONS, "{} more"))
    circumstances = f" when {', or when '.join(when)}" if when else ""
    return f"{people} {verb} {what}{circumstances}. Request: {who[0][1]}."
