"""What is asked of a policy and what it answers: principals, requests, levels, differences.

Every answer is exact for what is modelled. What is not modelled is an `Undecided` with its reason, never a guess.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum

Value = str | tuple[str, ...]


class Level(IntEnum):
    """How far a policy lets a request come.

    ALLOWED means allowed by the resource's policy. A principal of another account needs a permission of its own account's IAM
    besides, which no policy of the resource can show: it counts as ALLOWED where the policy names it, or everybody.
    """

    DENIED = 0
    """Refused: by a Deny, or because nothing allows it."""
    IF_IAM_ALLOWS = 1
    """The policy leaves it to the IAM policies of the principal's account."""
    ALLOWED = 2

    def __str__(self) -> str:
        return {"DENIED": "denied", "IF_IAM_ALLOWS": "if IAM allows", "ALLOWED": "allowed"}[self.name]


@dataclass(frozen=True)
class Undecided:
    """A question that this package cannot answer, and why."""

    reason: str

    def __str__(self) -> str:
        return f"cannot be decided: {self.reason}"


@dataclass(frozen=True)
class Principal:
    """Who asks. A role's `value` is the role's ARN, path included; `session` is the name of its session, where one is named."""

    kind: str
    """`AWS`, `Service`, `Federated`, `CanonicalUser`, `unique id`, `anonymous` or `holder` (of an identity policy)."""
    value: str = ""
    account: str = ""
    session: str = ""
    standing_for: str = field(default="", compare=False)
    """Words for the class that this principal is an example of; empty where it stands for itself."""

    def __str__(self) -> str:
        return self.standing_for or self.name

    @property
    def name(self) -> str:
        """The principal itself, in words."""
        if self.kind == "AWS":
            return self._of_account()
        if self.kind == "unique id":
            return f"unique id {self.value} (the role or user was deleted)"
        if self.kind == "anonymous":
            return "anybody without credentials"
        if self.kind == "holder":
            return "whoever holds the policy"
        words = {"Service": "service", "Federated": "identity provider", "CanonicalUser": "canonical user"}
        return f"{words[self.kind]} {self.value}"

    def _of_account(self) -> str:
        resource = self.value.split(":", 5)[-1]
        kind, _, name = resource.partition("/")
        if resource == "root":
            return f"root user of account {self.account}"
        session = f"session {self.session} of " if self.session else ""
        return f"{session}{kind} {name} of account {self.account}"


@dataclass(frozen=True)
class Request:
    """One request. Keys of `context` are condition keys in any case; a key that is left out is absent from the request.

    Keys that follow from the principal (`aws:PrincipalArn` and its like) are never read from `context`.
    """

    principal: Principal
    action: str
    resource: str = "*"
    context: Mapping[str, Value] = field(default_factory=dict[str, Value])

    def __str__(self) -> str:
        who = self.principal.name
        on = f" on {self.resource}" if self.resource != "*" else ""
        given = " and ".join(
            f"{key} is {value if isinstance(value, str) else ' and '.join(value)}" for key, value in self.context.items()
        )
        return f"{who}, {self.action}{on}" + (f", when {given}" if given else "")


@dataclass(frozen=True)
class Difference:
    """Requests that two policies answer differently: one class of principals, some actions, one pair of answers."""

    principal: Principal
    actions: tuple[str, ...]
    resource: str
    """The resource, or words for the class of resources; `*` where the policies know only one."""
    before: Level
    after: Level
    when: tuple[str, ...]
    """The conditions under which this is so, alternatives of each other; empty: always."""
    witness: Request
    """One request of these, as concrete as a request can be."""

    @property
    def gained(self) -> bool:
        return self.after > self.before

    def __str__(self) -> str:
        on = f" on {self.resource}" if self.resource != "*" else ""
        when = f" when {', or when '.join(self.when)}" if self.when else ""
        return f"{self.principal}: {', '.join(self.actions)}{on}{when}: {self.before} -> {self.after}"


@dataclass(frozen=True)
class Comparison:
    """All differences between two policies, and what could not be decided. Without either the policies mean the same."""

    differences: tuple[Difference, ...]
    undecided: tuple[Undecided, ...]

    @property
    def gained(self) -> tuple[Difference, ...]:
        return tuple(made for made in self.differences if made.gained)

    @property
    def lost(self) -> tuple[Difference, ...]:
        return tuple(made for made in self.differences if not made.gained)

    @property
    def same(self) -> bool:
        """Whether the policies surely answer every request alike."""
        return not self.differences and not self.undecided


@dataclass(frozen=True)
class Permission:
    """One row of the table of who can do what."""

    principal: Principal
    actions: tuple[str, ...]
    resource: str
    level: Level
    when: tuple[str, ...]
    """The conditions under which this is so, alternatives of each other; empty: always."""
    witness: Request


@dataclass(frozen=True)
class Permissions:
    """Everything that a policy allows or leaves to IAM, and what could not be decided."""

    rows: tuple[Permission, ...]
    undecided: tuple[Undecided, ...]


@dataclass(frozen=True)
class Answer:
    """The most that a policy lets some principals do, with a request that shows it."""

    level: Level
    witness: Request
