"""Keeps stacks that a blocking rule objects to out of an application, before anything of them is written.

An annotation would fail `list`, `synth`, `diff` and `deploy` of every stack of the application. Left out, one environment cannot
be deployed by accident, and all others can.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from camunda_byok.accepted_risks import AcceptedRisk, accept, expired
from camunda_byok.bindings import App, Construct, TerraformStack
from camunda_byok.finding import Finding
from camunda_byok.inventory.synthesized import read
from camunda_byok.rules import catalog
from camunda_byok.rules.case import Case

_Group = dict[str, TerraformStack]
"""Stacks that stand or fall together, by their paths."""


@dataclass(frozen=True, kw_only=True)
class Guarded:
    """What the guard found in stacks that stand or fall together."""

    stacks: tuple[str, ...]
    """Their names; none for what is said of all of them, such as an acceptance that has ended."""
    findings: tuple[Finding, ...]

    @property
    def left_out(self) -> bool:
        """Whether these stacks are no longer part of the application."""
        return any(finding.blocks for finding in self.findings)


def guard(
    app: App,
    *,
    stacks: Iterable[TerraformStack] | None = None,
    risks: Sequence[AcceptedRisk] = (),
    tenant_roles: Iterable[str] = (),
    today: date | None = None,
) -> list[Guarded]:
    """Judges every stack of an application, and takes out those that a blocking rule objects to.

    Call it just before `app.synth()`, when every stack is complete. Aspects run later, so what they change is not judged.

    Stacks that depend on each other, also by using a value of another, stand or fall together: alarms without their key would be
    of no use. A stack that has been taken out stays deployed as it is.

    stacks: those to judge, with all that they depend on. Every stack of the application unless given.
    risks: findings that somebody has accepted; they do not block. None unless given.
    tenant_roles: ARNs of Camunda's roles; found in the key policies unless given.
    today: the day on which acceptances are valid, for tests; the day of the call unless given.

    Returns what was found, one for each group of stacks in which something was.
    """
    day = today or date.today()
    roles = frozenset(tenant_roles)
    judged: list[Guarded] = []
    for group in _groups(_all(app) if stacks is None else stacks):
        cases = [Case(after=read(stack.to_terraform()), tenant_roles=roles) for stack in group.values()]
        findings = tuple(accept((found for case in cases for found in catalog.findings(case)), risks, today=day))
        if any(finding.blocks for finding in findings):
            group = _with_dependents(group, app)
            for stack in group.values():
                _take_out(stack)
        if findings:
            judged.append(Guarded(stacks=tuple(stack.node.id for stack in group.values()), findings=findings))
    ended = tuple(expired(risks, today=day))
    return [*judged, *([Guarded(stacks=(), findings=ended)] if ended else [])]


def _all(app: App) -> Iterator[TerraformStack]:
    return (each for each in app.node.find_all() if isinstance(each, TerraformStack))


def _groups(stacks: Iterable[TerraformStack]) -> list[_Group]:
    """Returns the stacks in groups, each with all that its members depend on."""
    groups: list[_Group] = []
    for stack in stacks:
        group = _needed_by(stack)
        for joined in [other for other in groups if other.keys() & group.keys()]:
            groups.remove(joined)
            group = {**joined, **group}
        groups.append(group)
    return groups


def _needed_by(stack: TerraformStack) -> _Group:
    """Returns the stack behind all that it depends on."""
    # Only now does a value of another stack become a dependency.
    stack.prepare_stack()
    needed = {path: each for other in stack.dependencies for path, each in _needed_by(other).items()}
    return {**needed, stack.node.path: stack}


def _with_dependents(group: _Group, app: App) -> _Group:
    """Returns the group with whatever else of the application is of no use without it."""
    (joined,) = [each for each in _groups([*group.values(), *_all(app)]) if each.keys() & group.keys()]
    return joined


def _take_out(stack: TerraformStack) -> None:
    scope = stack.node.scope
    assert isinstance(scope, Construct)
    scope.node.try_remove_child(stack.node.id)
