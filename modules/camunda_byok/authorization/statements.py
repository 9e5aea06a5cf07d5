"""Policy documents, read into statements that no longer depend on order, grouping or spelling."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, cast

from camunda_byok.authorization.conditions import Test, opaque, read_test
from camunda_byok.authorization.wildcards import Pattern
from camunda_byok.errors import InputError

Json = Mapping[str, Any]

_KNOWN = {"Sid", "Effect", "Principal", "NotPrincipal", "Action", "NotAction", "Resource", "NotResource", "Condition"}
_KINDS = ("AWS", "Service", "Federated", "CanonicalUser")


@dataclass(frozen=True)
class Statement:
    """One statement. Action and resource patterns are alternatives, tests must all hold."""

    allows: bool
    names: frozenset[tuple[str, str]] | None
    """Kind and value of each principal; None: the statement names nobody, as in an identity policy."""
    names_others: bool
    """Whether it speaks of everybody but `names`: NotPrincipal."""
    actions: frozenset[Pattern]
    other_actions: bool
    resources: frozenset[Pattern]
    other_resources: bool
    tests: frozenset[Test]

    def has_action(self, action: str) -> bool:
        return self.other_actions != any(pattern.matches(action) for pattern in self.actions)

    def has_resource(self, resource: str) -> bool:
        return self.other_resources != any(pattern.matches(resource) for pattern in self.resources)


def read(policy: Json | None) -> tuple[Statement, ...]:
    """Returns the statements of a policy, none for None.

    Raises InputError where the document is not one that AWS could have taken: the field names the statement, counted from 0.
    """
    if policy is None:
        return ()
    version = policy.get("Version", "2008-10-17")
    found = policy.get("Statement", [])
    if not isinstance(found, list | Mapping):
        raise _fault("Statement", "is neither a statement nor a list of statements")
    statements: list[Any] = list(cast("list[Any]", found)) if isinstance(found, list) else [found]
    return tuple(_read(made, f"Statement[{at}]", version == "2012-10-17") for at, made in enumerate(statements))


def _fault(field: str, problem: str) -> InputError:
    return InputError(field=field, problem=problem, remedy="Take the policy as AWS gives it, for instance from GetKeyPolicy.")


def _read(made: Any, at: str, variables: bool) -> Statement:
    if not isinstance(made, Mapping):
        raise _fault(at, "is not a JSON object")
    statement = cast(Json, made)
    for key in statement:
        if key not in _KNOWN:
            raise _fault(f"{at}.{key}", "is not an element of a policy's statement")
    for key in ("Principal", "Action", "Resource"):
        if key in statement and f"Not{key}" in statement:
            raise _fault(f"{at}.{key}", f"stands beside Not{key}")
    effect = statement.get("Effect")
    if effect not in ("Allow", "Deny"):
        raise _fault(f"{at}.Effect", "is neither Allow nor Deny")
    if "Action" not in statement and "NotAction" not in statement:
        raise _fault(at, "has neither Action nor NotAction")
    tests = list(_tests(statement.get("Condition", {}), f"{at}.Condition", variables))
    names, doubt = _names(statement, at)
    resources, unclear = _resources(statement, at, variables)
    return Statement(
        allows=effect == "Allow",
        names=names,
        names_others="NotPrincipal" in statement and not doubt,
        actions=frozenset(
            Pattern(text, ignore_case=True)
            for text in _texts(statement.get("Action", statement.get("NotAction")), f"{at}.Action")
        ),
        other_actions="NotAction" in statement,
        resources=resources,
        other_resources="NotResource" in statement and not unclear,
        tests=frozenset([*tests, *doubt, *unclear]),
    )


def _texts(given: Any, at: str) -> tuple[str, ...]:
    """Returns one text or a list of texts as a tuple. AWS takes numbers and truth values for texts too."""
    values: list[Any] = list(cast("list[Any]", given)) if isinstance(given, list | tuple) else [given]
    texts: list[str] = []
    for value in values:
        if not isinstance(value, str | int | float):
            raise _fault(at, "is neither a text nor a list of texts")
        texts.append(str(value).lower() if isinstance(value, bool) else str(value))
    return tuple(texts)


def _tests(conditions: Any, at: str, variables: bool) -> Iterable[Test]:
    if not isinstance(conditions, Mapping):
        raise _fault(at, "is not a JSON object")
    for operator, keys in cast(Json, conditions).items():
        if not isinstance(keys, Mapping):
            raise _fault(f"{at}.{operator}", "is not a JSON object")
        for key, values in cast(Json, keys).items():
            yield read_test(operator, key, _texts(values, f"{at}.{operator}.{key}"), variables=variables)


def _names(statement: Json, at: str) -> tuple[frozenset[tuple[str, str]] | None, list[Test]]:
    """Returns whom the statement names; where that cannot be told, everybody with a doubt."""
    element = "NotPrincipal" if "NotPrincipal" in statement else "Principal"
    given = statement.get(element)
    if given is None:
        return None, []
    if given == "*":
        return frozenset({("AWS", "*")}), []
    if not isinstance(given, Mapping):
        raise _fault(f"{at}.{element}", "is neither * nor a JSON object")
    names = {(kind, value) for kind, values in cast(Json, given).items() for value in _texts(values, f"{at}.{element}.{kind}")}
    for kind, value in sorted(names):
        if kind not in _KINDS:
            raise _fault(f"{at}.{element}.{kind}", "is not a kind of principal")
        if "*" in value and (kind, value) != ("AWS", "*"):
            wildcard = opaque(element, f"{value}", f"{element} {value} has a wildcard, which AWS takes nowhere but alone")
            return frozenset({("AWS", "*")}), [wildcard]
    return frozenset(names), []


def _resources(statement: Json, at: str, variables: bool) -> tuple[frozenset[Pattern], list[Test]]:
    element = "NotResource" if "NotResource" in statement else "Resource"
    everything = frozenset({Pattern("*")})
    if element not in statement:
        return everything, []
    texts = _texts(statement[element], f"{at}.{element}")
    for text in texts:
        if variables and "${" in text:
            return everything, [opaque(element, " ".join(sorted(texts)), f"{element} {text} has a policy variable")]
        if text != "*" and text.count(":") < 5:
            return everything, [opaque(element, " ".join(sorted(texts)), f"{element} {text} is neither * nor an ARN")]
    return frozenset(Pattern(text, arn=text != "*") for text in texts), []
