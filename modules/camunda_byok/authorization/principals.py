"""Splits all principals into the classes that some statements can tell apart, each with an example that stands for it."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from camunda_byok.authorization.conditions import OPAQUE, Test
from camunda_byok.authorization.decision import account_named, is_unique_id, named, of_arn, session_named
from camunda_byok.authorization.keys import of_principal
from camunda_byok.authorization.model import Principal
from camunda_byok.authorization.statements import Statement
from camunda_byok.authorization.values import words_for
from camunda_byok.authorization.wildcards import ANY_TEXT, Pattern, Token, classes

_ACCOUNT = (Token("0123456789"),) * 12
_PARTITION = re.compile(r"arn:(aws[a-z-]*):")
_OTHER_ACCOUNTS = ("999900001111", "999900002222", "999900003333")
_OTHER_SERVICES = ("other.amazonaws.com", "another.amazonaws.com")
_SIGNED_ONLY = ("kms", "sts")
"""Services that answer nobody without credentials."""


def principal_classes(
    statements: Iterable[Statement], *, owner: str, service: str, asked: Iterable[Pattern] = ()
) -> list[Principal]:
    """Returns an example of every class of principals, those that are named first.

    asked: patterns of ARNs whose principals are to be told from others besides.

    Raises TooManyError where the patterns in the statements have too many combinations.
    """
    told = tuple(dict.fromkeys(statements))
    if any(made.names is None for made in told):
        return [Principal("holder")]
    patterns = tuple(asked)
    tests = sorted({test for made in told for test in made.tests if test.kind != OPAQUE}, key=str)
    found: dict[tuple[object, ...], list[_Candidate]] = {}
    for candidate in _candidates(told, tests, owner, service, patterns):
        principal = candidate.principal
        answers = (
            principal.kind,
            principal.account,
            *(named(made, principal) for made in told),
            *(None if (known := of_principal(test.key, principal)) is None else test.holds(known) for test in tests),
            *(pattern.matches(principal.value) for pattern in patterns),
        )
        found.setdefault(answers, []).append(candidate)
    return [_standing_for(alike) for alike in found.values()]


@dataclass(frozen=True)
class _Candidate:
    principal: Principal
    words: str = ""
    """Whom it is an example of; empty where it stands for itself."""
    rest: bool = False
    """Whether it is an example of all who are not told from each other by name or pattern."""


def _standing_for(alike: list[_Candidate]) -> Principal:
    """Returns one for all: of the rest, if they are among them, and a role, for that is who asks most often."""
    chosen = [one for one in alike if one.rest] or alike
    principal = next((one.principal for one in chosen if ":role/" in one.principal.value), chosen[0].principal)
    words = dict.fromkeys(one.words or one.principal.name for one in chosen)
    return replace(principal, standing_for="" if list(words) == [principal.name] else " and ".join(words))


Candidates = Iterator[_Candidate]


def _candidates(
    statements: tuple[Statement, ...], tests: list[Test], owner: str, service: str, asked: tuple[Pattern, ...]
) -> Candidates:
    names = sorted({name for made in statements for name in made.names or ()})
    yield from _of_accounts([value for kind, value in names if kind == "AWS"], tests, owner, asked)
    for kind, value in names:
        if kind == "AWS" and is_unique_id(value):
            yield _Candidate(Principal("unique id", value))
        elif kind in ("Federated", "CanonicalUser"):
            yield _Candidate(Principal(kind, value))
    yield from _services([value for kind, value in names if kind == "Service"], tests)
    if service not in _SIGNED_ONLY:
        yield _Candidate(Principal("anonymous"))


def _services(values: list[str], tests: list[Test]) -> Candidates:
    patterns = [Pattern(value, wild=False) for value in values]
    patterns += [pattern for test in tests if test.key == "aws:principalservicename" for pattern in test.patterns]
    for matched, text in sorted(classes(patterns, prefer=_OTHER_SERVICES).items(), key=lambda item: (not item[0], item[1])):
        exact = any(pattern.literal for pattern in matched)
        words = "" if exact else f"service {words_for(matched)}" if matched else "any other AWS service"
        yield _Candidate(Principal("Service", text), words, rest=not matched)


def _of_accounts(values: list[str], tests: list[Test], owner: str, asked: tuple[Pattern, ...]) -> Candidates:
    of_arn_tests = [pattern for test in tests if test.key == "aws:principalarn" for pattern in test.patterns]
    compared = [*of_arn_tests, *asked]
    literal = {owner, *(account for value in values if (account := _account(value)))}
    patterns = [Pattern(account, wild=False) for account in sorted(literal)]
    for test in tests:
        if test.key in ("aws:principalaccount", "kms:calleraccount"):
            patterns += test.patterns
    for pattern in compared:
        parts = pattern.text.split(":", 5)
        if len(parts) == 6:
            patterns.append(Pattern(parts[4], wild=pattern.wild))
    partition = next((found[1] for text in values + [one.text for one in compared] if (found := _PARTITION.match(text))), "aws")
    accounts = classes(patterns, within=_ACCOUNT, prefer=_OTHER_ACCOUNTS)
    for matched, account in sorted(accounts.items(), key=lambda item: (item[1] != owner, not item[0], item[1])):
        known = any(pattern.literal for pattern in matched)
        others = f"any other principal of account {account}" if known else "a principal of any other account"
        if matched and not known:
            others = f"any other principal of an account {words_for(matched)}"
        yield from _of_account(f"arn:{partition}:iam::{account}:", account, values, of_arn_tests, asked, others)
    for value in values:
        account = _account(value)
        if account and not re.fullmatch(r"\d{12}", account):
            yield _Candidate(Principal("AWS", value, account))


def _account(value: str) -> str:
    parts = value.split(":", 5)
    return account_named(value) or (parts[4] if len(parts) == 6 else "")


def _of_account(
    prefix: str, account: str, values: list[str], compared: list[Pattern], asked: tuple[Pattern, ...], others: str
) -> Candidates:
    own = [value for value in values if _account(value) == account and not account_named(value)]
    patterns = [Pattern(value, wild=False) for value in own if not session_named(value)]
    sessions_of: dict[Pattern, list[str]] = {}
    for _, role, name in (session for value in own if (session := session_named(value))):
        # A session's ARN leaves out the path of its role, so it may be of a role of that name on any path.
        for pattern in (Pattern(f"{prefix}role/{role}", wild=False), Pattern(f"{prefix}role/*/{role}", arn=True)):
            sessions_of.setdefault(pattern, []).append(name)
    patterns += [*compared, *asked, *sessions_of]
    silent = sessions_of.keys() | set(asked)
    fixed = Pattern(prefix, wild=False).tokens
    found: list[tuple[frozenset[Pattern], str]] = []
    for kind in ("role", "user"):
        within = (*fixed, *Pattern(f"{kind}/", wild=False).tokens, ANY_TEXT, Token(None, refuses="/"))
        found += classes(patterns, within=within, prefer=[f"{prefix}{kind}/other"]).items()
    root = f"{prefix}root"
    found.insert(0, (frozenset(pattern for pattern in patterns if pattern.matches(root)), root))
    for matched, arn in sorted(found, key=lambda item: (not item[0], item[1])):
        telling = frozenset(pattern for pattern in matched if pattern not in silent)
        exact = any(pattern.literal for pattern in telling)
        words = "" if exact else f"a principal {words_for(telling)} of account {account}" if telling else others
        yield _Candidate(of_arn(arn), words, rest=not telling)
        for pattern in matched & sessions_of.keys():
            yield from (_Candidate(replace(of_arn(arn), session=name)) for name in sessions_of[pattern])
    for value in own:
        if ":federated-user/" in value:
            yield _Candidate(Principal("AWS", value, account))
