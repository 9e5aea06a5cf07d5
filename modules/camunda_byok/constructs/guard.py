"""Keeps stacks that a blocking rule objects to out of an application, before anything of them is written.

An annotation would fail `list`, `synth`, `diff` and `deploy` of every stack of the application. Left out, one environment cannot
be deployed by accident, and all others can.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from camunda_byok.accepted_risks import AcceptedRisk, accept
from camunda_byok.bindings import App, TerraformStack
from camunda_byok.finding import Finding
from camunda_byok.inventory.synthesized import read
from camunda_byok.rules import catalog
from camunda_byok.rules.case import Case


@dataclass(frozen=True, kw_only=True)
class Guarded:
    """What the guard found in stacks that stand or fall together."""

    stacks: tuple[str, ...]
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

    Call it just before `app.synth()`, when every stack is complete.

    Stacks that depend on each other stand or fall together: alarms without their key would be of no use. A stack that has been
    taken out stays deployed as it is.

    stacks: those to judge, with all that they depend on. Every stack of the application unless given.
    risks: findings that somebody has accepted; they do not block. None unless given.
    tenant_roles: ARNs of Camunda's roles; found in the key policies unless given.
    today: the day on which acceptances are valid, for tests; the day of the call unless given.

    Returns what was found, one for each group of stacks in which something was.
    """
    judged = [
        Guarded(stacks=tuple(stack.node.id for stack in group), findings=tuple(_findings(group, risks, tenant_roles, today)))
        for group in _groups(
            [each for each in app.node.children if isinstance(each, TerraformStack)] if stacks is None else stacks
        )
    ]
    for each in judged:
        if each.left_out:
            for stack in each.stacks:
                app.node.try_remove_child(stack)
    return [each for each in judged if each.findings]


def _findings(
    group: Sequence[TerraformStack], risks: Sequence[AcceptedRisk], tenant_roles: Iterable[str], today: date | None
) -> list[Finding]:
    found: list[Finding] = []
    for stack in group:
        found += catalog.findings(Case(after=read(stack.to_terraform()), tenant_roles=frozenset(tenant_roles)))
    return accept(found, risks, today=today or date.today())


def _groups(stacks: Iterable[TerraformStack]) -> list[list[TerraformStack]]:
    """Returns the stacks in groups, each with all that its members depend on."""
    groups: list[dict[str, TerraformStack]] = []
    for stack in stacks:
        group = {each.node.id: each for each in (stack, *stack.dependencies)}
        for joined in [other for other in groups if other.keys() & group.keys()]:
            groups.remove(joined)
            group = {**joined, **group}
        groups.append(group)
    return [list(group.values()) for group in groups]
