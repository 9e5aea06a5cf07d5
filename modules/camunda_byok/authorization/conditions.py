"""One condition of a statement, and whether the values of a request meet it.

Exact: String*, Arn*, Bool, Null, Numeric*, Date*, IpAddress and NotIpAddress, with ForAnyValue:, ForAllValues: and ...IfExists.
Undecided: BinaryEquals and unknown operators, policy variables, an ARN pattern with fewer than six parts, values that are not
of the operator's kind, and a single-valued operator on a request with several values.
Source: IAM user guide, "IAM JSON policy elements: Condition operators" and "Set operators for multi-valued context keys".
"""

import ipaddress
from dataclasses import dataclass, field
from datetime import datetime, timezone
from decimal import Decimal, InvalidOperation

from camunda_byok.authorization.wildcards import Pattern

ABSENT: tuple[str, ...] = ()
"""The values of a key that a request does not carry."""

OPAQUE = "opaque"
_RELATIONS = {"equals": "=", "lessthan": "<", "lessthanequals": "<=", "greaterthan": ">", "greaterthanequals": ">="}
_OPERATORS: dict[str, tuple[str, str, bool]] = {
    "stringequals": ("text", "exact", False),
    "stringnotequals": ("text", "exact", True),
    "stringequalsignorecase": ("text", "any case", False),
    "stringnotequalsignorecase": ("text", "any case", True),
    "stringlike": ("text", "like", False),
    "stringnotlike": ("text", "like", True),
    "arnequals": ("text", "arn", False),
    "arnlike": ("text", "arn", False),
    "arnnotequals": ("text", "arn", True),
    "arnnotlike": ("text", "arn", True),
    "bool": ("truth", "=", False),
    "ipaddress": ("address", "in", False),
    "notipaddress": ("address", "in", True),
    **{f"numeric{name}": ("number", sign, False) for name, sign in _RELATIONS.items()},
    **{f"date{name}": ("time", sign, False) for name, sign in _RELATIONS.items()},
    "numericnotequals": ("number", "=", True),
    "datenotequals": ("time", "=", True),
}
"""Operator, in small letters: what it compares, how, and whether it is negated. ArnEquals and ArnLike are the same to AWS."""


@dataclass(frozen=True)
class Test:
    """One operator on one key. `values` are alternatives; negated, none of them may match."""

    key: str
    """In small letters: AWS does not tell cases of key names apart."""
    kind: str
    """`text`, `truth`, `number`, `time`, `address`, `null` or `opaque`."""
    relation: str
    values: tuple[str, ...]
    negated: bool = False
    quantifier: str = ""
    """`any` or `all` of the request's values; empty: it has one."""
    if_exists: bool = False
    spelled: str = field(default="", compare=False)
    """The key as the policy writes it."""
    reason: str = field(default="", compare=False)
    """Why an opaque test cannot be decided."""

    @property
    def patterns(self) -> tuple[Pattern, ...]:
        """What a test of texts compares with."""
        wild, arn, any_case = self.relation in ("like", "arn"), self.relation == "arn", self.relation == "any case"
        return tuple(Pattern(value, wild=wild, arn=arn, ignore_case=any_case) for value in self.values)

    def holds(self, values: tuple[str, ...]) -> bool | None:
        """Whether a request with these values of the key meets the test; None where that cannot be decided."""
        if self.kind == OPAQUE:
            return None
        if self.kind == "null":
            return (values == ABSENT) == (self.values == ("true",))
        if values == ABSENT:
            return self.if_exists or self.quantifier == "all" or (self.negated and not self.quantifier)
        if not self.quantifier and len(values) > 1:
            return None
        met = [self._meets(value) for value in values]
        if self.quantifier == "any":
            return True if True in met else None if None in met else False
        return False if False in met else None if None in met else True

    def _meets(self, value: str) -> bool | None:
        if self.kind == "text":
            return self.negated != any(pattern.matches(value) for pattern in self.patterns)
        if self.kind == "truth":
            return value.lower() in self.values
        if self.kind == "address":
            address = read_address(value)
            return None if address is None else self.negated != any(address in read_network(net) for net in self.values)
        given = read_number(value) if self.kind == "number" else read_time(value)
        return None if given is None else self.negated != any(self._compares(given, wanted) for wanted in self.values)

    def _compares(self, given: Decimal, wanted: str) -> bool:
        limit = read_number(wanted) if self.kind == "number" else read_time(wanted)
        assert limit is not None, "read_test lets no other value in"
        if given == limit:
            return "=" in self.relation
        return self.relation[0] == ("<" if given < limit else ">")


def opaque(key: str, text: str, reason: str) -> Test:
    """Returns a test that nobody can decide here. Two of the same key and text are the same test, whatever it says."""
    return Test(key=key.lower(), kind=OPAQUE, relation="", values=(text,), spelled=key, reason=reason)


def read_test(operator: str, key: str, values: tuple[str, ...], *, variables: bool) -> Test:
    """Returns the test that a policy writes as `{operator: {key: values}}`. variables: whether `${...}` is one."""
    name = operator.lower()
    distinct = tuple(sorted(set(values)))
    unreadable = opaque(key, f"{name} {' '.join(distinct)}", f"{operator} on {key}")
    if_exists = name.endswith("ifexists")
    base = name.removesuffix("ifexists")
    quantifier = ""
    for prefix, word in (("foranyvalue:", "any"), ("forallvalues:", "all")):
        if base.startswith(prefix):
            base, quantifier = base.removeprefix(prefix), word
    if not distinct:
        return _because(unreadable, "has no value to compare with")
    if variables and any("${" in value for value in distinct):
        return _because(unreadable, "has a policy variable")
    if base == "null":
        wanted = tuple(sorted({value.lower() for value in distinct}))
        if quantifier or if_exists or wanted not in (("true",), ("false",)):
            return _because(unreadable, "is not a plain true or false")
        return Test(key.lower(), "null", "=", wanted, spelled=key)
    if base not in _OPERATORS:
        return _because(unreadable, "is an operator that is not modelled")
    kind, relation, negated = _OPERATORS[base]
    if relation == "like" and key.lower() == "aws:principalarn" and any(map(_crosses_account, distinct)):
        return _because(unreadable, "has a wildcard that reaches beyond a part of the ARN")
    if kind == "truth":
        distinct = tuple(sorted({value.lower() for value in distinct}))
    wrong = next((value for value in distinct if not _fits(kind, relation, value)), None)
    if wrong is not None:
        return _because(unreadable, f"has the value {wrong!r}, which is not one for it")
    return Test(key.lower(), kind, relation, distinct, negated, quantifier, if_exists, spelled=key)


def _because(test: Test, why: str) -> Test:
    return opaque(test.spelled, test.values[0], f"{test.reason} {why}")


def _fits(kind: str, relation: str, value: str) -> bool:
    if kind == "truth":
        return value in ("true", "false")
    if kind == "number":
        return read_number(value) is not None
    if kind == "time":
        return read_time(value) is not None
    if kind == "address":
        return _is_network(value)
    return relation != "arn" or value.count(":") >= 5


def _crosses_account(value: str) -> bool:
    """Whether a wildcard of a text could take in the account of an ARN together with other parts of it."""
    parts = value.split(":", 5)
    return "*" in value and value != "*" and (len(parts) < 6 or "*" in "".join(parts[:4]))


def read_number(text: str) -> Decimal | None:
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def read_time(text: str) -> Decimal | None:
    """Returns seconds since 1970, of such seconds or of an ISO 8601 date."""
    if (seconds := read_number(text)) is not None:
        return seconds
    try:
        moment = datetime.fromisoformat(text.replace("Z", "+00:00"))
    except ValueError:
        return None
    return Decimal(str((moment if moment.tzinfo else moment.replace(tzinfo=timezone.utc)).timestamp()))


def read_address(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(text)
    except ValueError:
        return None


def read_network(text: str) -> ipaddress.IPv4Network | ipaddress.IPv6Network:
    return ipaddress.ip_network(text, strict=False)


def _is_network(text: str) -> bool:
    try:
        read_network(text)
    except ValueError:
        return False
    return True
