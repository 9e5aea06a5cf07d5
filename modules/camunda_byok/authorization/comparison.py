"""Two policies of one resource, compared over all requests; and one policy, asked who can do what.

Principals, actions, resources and values of condition keys are split into the classes that the policies tell apart. Every
combination is decided, so what is not among the differences is the same. Order, grouping, sids and spelling play no part.

Exact: what `conditions`, `keys` and `statements` model. An `Undecided` names what is not, or which limit was passed, and only
where the answer hangs on it.

What is assumed: condition keys that do not follow from the principal are independent of each other and may be in any request,
though AWS sends some with certain actions alone; services ask without `aws:PrincipalArn` and `aws:PrincipalAccount`; federated
users count only where a policy names them; the actions of a resource's service are those of the catalogue.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import product

from camunda_byok.authorization.actions import CATALOGUE, possible
from camunda_byok.authorization.decision import base_level, residue
from camunda_byok.authorization.model import (
    Answer,
    Comparison,
    Difference,
    Level,
    Permission,
    Permissions,
    Principal,
    Request,
    Undecided,
)
from camunda_byok.authorization.principals import principal_classes
from camunda_byok.authorization.situations import Findings, Pair, Residues, findings
from camunda_byok.authorization.statements import Json, Statement, read
from camunda_byok.authorization.values import words_for
from camunda_byok.authorization.wildcards import Pattern, TooManyError, classes

_EVERYTHING = Pattern("*")
_OBJECTS = Pattern("*/*")


def compare(
    before: Json | None, after: Json | None, *, owner: str, service: str = "kms", resources: Sequence[str] = ()
) -> Comparison:
    """Returns who gains and who loses what when the policy of a resource of the account `owner` changes.

    before, after: the documents; None where there is no policy.
    service: whose policy it is; its actions are asked, and those that the policies name besides.
    resources: ARNs to ask about; by default one of every class that the policies tell apart.

    Raises InputError where a document is not a policy.
    """
    return _sweep(read(before), read(after), owner=owner, service=service, resources=tuple(resources))


def who_can(policy: Json | None, *, owner: str, service: str = "kms", resources: Sequence[str] = ()) -> Permissions:
    """Returns everything that a policy allows or leaves to IAM, as rows of a table.

    Raises InputError where the document is not a policy.
    """
    found = _sweep((), read(policy), owner=owner, service=service, resources=tuple(resources), from_nothing=True)
    rows = tuple(
        Permission(made.principal, made.actions, made.resource, made.after, made.when, made.witness) for made in found.differences
    )
    return Permissions(rows, found.undecided)


def can(policy: Json, who: str, action: str, *, owner: str, resource: str = "") -> Answer | Undecided:
    """Returns the most that the policy lets any principal do whose ARN is like `who`, over all circumstances, with a request.

    who: an ARN, in which `*` stands for any text within its part.
    action: one action, without wildcards.
    resource: an ARN; by default any resource.

    Raises InputError where the document is not a policy.
    """
    asked = Pattern(who, arn=True)
    service = action.partition(":")[0]
    statements = tuple(made for made in read(policy) if made.has_action(action))
    try:
        principals = principal_classes(statements, owner=owner, service=service, asked=[asked])
        places = [(resource, resource)] if resource else _resource_classes(statements, service, owner)
    except TooManyError as fault:
        return Undecided(str(fault))
    best: Answer | None = None
    doubts: list[Undecided] = []
    for principal in principals:
        if principal.kind != "AWS" or not asked.matches(principal.value):
            continue
        for place, _ in places:
            here = [made for made in statements if made.has_resource(place)]
            left = frozenset(part for made in here for part in residue(made, principal))
            base = base_level(principal, action, owner)
            found = findings(frozenset(), left, (Level.DENIED, base))
            doubts += found.undecided
            best = best or Answer(Level.DENIED, Request(principal, action, place))
            for made in found.found:
                if made.pair[1] > best.level:
                    best = Answer(made.pair[1], Request(principal, action, place, made.context))
    if best is None:
        return Undecided(f"{who} is the ARN of no principal that is modelled")
    return doubts[0] if doubts and best.level < Level.ALLOWED else best


@lru_cache(maxsize=256)  # several rules and the review itself ask about the same change
def _sweep(
    before: tuple[Statement, ...],
    after: tuple[Statement, ...],
    *,
    owner: str,
    service: str,
    resources: tuple[str, ...],
    from_nothing: bool = False,
) -> Comparison:
    both = (*before, *after)
    try:
        principals = principal_classes(both, owner=owner, service=service)
        actions = _action_classes(both, service)
        places = [(arn, arn) for arn in resources] or _resource_classes(both, service, owner)
    except TooManyError as fault:
        return Comparison((), (Undecided(str(fault)),))
    old, new = frozenset(before), frozenset(after)
    known: dict[tuple[Residues, Residues, Pair], Findings] = {}
    actions_of: dict[_Group, list[str]] = {}
    witnesses: dict[_Group, Request] = {}
    undecided: dict[Undecided, None] = {}
    for principal in principals:
        left = {made: residue(made, principal) for made in old | new}
        for (names, applying), (place, words) in product(actions, places):
            possible_here = [name for name in names if possible(name, place)]
            here = [made for made in applying if made.has_resource(place)]
            base = base_level(principal, names[0], owner)
            question = (
                frozenset(part for made in here if made in old for part in left[made]),
                frozenset(part for made in here if made in new for part in left[made]),
                (Level.DENIED if from_nothing else base, base),
            )
            if not possible_here or (question[0] == question[1] and not from_nothing):
                continue
            if question not in known:
                known[question] = findings(*question)
            undecided.update(dict.fromkeys(known[question].undecided))
            for made in known[question].found:
                group = _Group(principal, words, made.pair, made.when)
                actions_of.setdefault(group, []).extend(possible_here)
                witnesses.setdefault(group, Request(principal, possible_here[0], place, made.context))
    found = (
        Difference(group.principal, tuple(sorted(actions)), group.resource, *group.pair, group.when, witnesses[group])
        for group, actions in actions_of.items()
    )
    return Comparison(tuple(found), tuple(undecided))


@dataclass(frozen=True)
class _Group:
    """What differences have in common that are told as one."""

    principal: Principal
    resource: str
    pair: Pair
    when: tuple[str, ...]


def _action_classes(statements: tuple[Statement, ...], service: str) -> list[tuple[list[str], tuple[Statement, ...]]]:
    """Returns the actions of one service that the same statements speak of, together with those statements.

    They are those of the catalogue; an identity policy is about other services too, so there every class of names counts.
    """
    patterns = list(dict.fromkeys(pattern for made in statements for pattern in made.actions))
    names = list(CATALOGUE.get(service, ()))
    known = {frozenset(pattern for pattern in patterns if pattern.matches(name)) for name in names}
    unknown = frozenset(patterns).difference(*known)
    if any(made.names is None for made in statements):
        unknown = frozenset(patterns)
    if unknown:
        examples = [pattern.text.replace("*", "").replace("?", "x") for pattern in patterns]
        for matched, text in classes(patterns, prefer=examples).items():
            if matched & unknown and matched not in known:
                names.append(text)
    found: dict[tuple[str, tuple[Statement, ...]], list[str]] = {}
    for name in names:
        speaking = tuple(made for made in statements if made.has_action(name))
        found.setdefault((name.partition(":")[0].lower(), speaking), []).append(name)
    return [(alike, speaking) for (_, speaking), alike in found.items()]


def _resource_classes(statements: tuple[Statement, ...], service: str, owner: str) -> list[tuple[str, str]]:
    """Returns an ARN of every class of resources with words for the class."""
    patterns = frozenset(pattern for made in statements for pattern in made.resources)
    if patterns <= {_EVERYTHING}:
        return [("*", "*")]
    objects = [_OBJECTS] if service == "s3" else []
    examples = ["arn:aws:s3:::other", "arn:aws:s3:::other/object"] if objects else [f"arn:aws:{service}:eu-west-1:{owner}:other"]
    unnamed_too = any(made.other_resources for made in statements)
    found = sorted(classes([*patterns, *objects], prefer=examples).items(), key=lambda item: item[1])
    return [
        (text, words_for(matched - {_EVERYTHING, _OBJECTS}))
        for matched, text in found
        if unnamed_too or not matched <= {_OBJECTS}
    ]
