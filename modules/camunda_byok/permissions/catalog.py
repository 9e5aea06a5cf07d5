"""Everybody and every command that needs a policy, by name."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum

from camunda_byok.access import Access
from camunda_byok.environment import Environment
from camunda_byok.errors import InputError
from camunda_byok.permissions import before, commands, deploying, ending, looking, people, proving, trying
from camunda_byok.permissions.permission import Permission, policies_of, policy_of, together
from camunda_byok.permissions.scope import Scope
from camunda_byok.policies.documents import Document


class Kind(Enum):
    """What a policy is for."""

    PERSON = "person"
    COMMAND = "command"


@dataclass(frozen=True, kw_only=True)
class Needs:
    """Somebody, or a command, and what he or it needs."""

    name: str
    kind: Kind
    summary: str
    """What it is there for, in one line."""
    permissions: Callable[[Scope], tuple[Permission, ...]]
    reads_only: bool = False
    """Whether nothing is changed by it."""


def _person(name: str, summary: str, permissions: Callable[[Scope], tuple[Permission, ...]], *, reads: bool = False) -> Needs:
    return Needs(name=name, kind=Kind.PERSON, summary=summary, permissions=permissions, reads_only=reads)


def _command(name: str, summary: str, permissions: Callable[[Scope], tuple[Permission, ...]], *, reads: bool = False) -> Needs:
    return Needs(name=name, kind=Kind.COMMAND, summary=summary, permissions=permissions, reads_only=reads)


CATALOG = (
    _person("deployer", "runs Terraform: makes and changes what the stacks hold", deploying.deployer),
    _person("planner", "runs Terraform where it only plans; writes nothing but the lock", deploying.planner),
    _person("administrator", "rotates and enables the key, looks after aliases and grants", people.administrator),
    _person("auditor", "reads all about keys and trail", people.auditor, reads=True),
    _person("log-reader", "reads the log files and asks the log group", people.log_reader),
    _person("break-glass", "stops a cluster and brings it back", people.break_glass),
    _person("on-call", "follows the runbooks at night", people.on_call),
    _person("proof-person", "tries in byok prove: what he needs besides his own", proving.try_everything),
    _command("preflight", "looks at what the first deployment stands on", before.preflight, reads=True),
    _command("plan", "plans and reviews: the planner's", deploying.planner),
    _command("apply", "applies reviewed plans: the deployer's", deploying.deployer),
    _command("handover", "checks a key for Camunda, and waits for its first use", before.handover, reads=True),
    _command("status", "looks at everything that is declared", looking.look_at_everything, reads=True),
    _command("alarms", "shows every alarm and who hears of it", looking.look_at_alarms, reads=True),
    _command("alarms-test", "tries the alarms: byok alarms test", trying.try_alarms),
    _command("can", "shows what somebody may do with the key", commands.can, reads=True),
    _command("rotations", "shows when keys rotated", commands.rotations, reads=True),
    _command("rotate", "gives keys new material", commands.rotate),
    _command("import-material", "imports key material of one's own", commands.import_material),
    _command("freeze", "disables the cluster's keys", commands.freeze),
    _command("thaw", "brings them back", commands.thaw),
    _command("replace", "shows how far a key's replacement is", ending.look_at_replacing, reads=True),
    _command("replace-administrator", "--hand-over, --camunda-confirmed, --undo", ending.replace_as_administrator),
    _command("replace-break-glass", "--quarantine, --schedule-deletion", ending.replace_as_break_glass),
    _command("retire", "shows how far a key's end is", ending.look_at_retiring, reads=True),
    _command("retire-administrator", "--camunda-confirmed, --undo", ending.retire_as_administrator),
    _command("retire-break-glass", "--quarantine, --schedule-deletion", ending.retire_as_break_glass),
    _command("prove", "lets everybody try, and looks at key, trail and buckets", proving.prove),
)
_STATE = (
    (Access.DEPLOY, _person("state-writer", "reads, writes and locks Terraform's state", deploying.state_writer)),
    (Access.PLAN, _person("state-reader", "reads Terraform's state and locks it", deploying.state_reader)),
)
"""Roles of their own for the state, where the environment names some."""


def everybody(environment: Environment) -> Iterator[Needs]:
    """Gives everybody and every command of an environment."""
    yield from CATALOG
    scope = Scope(environment=environment)
    yield from (needs for chosen, needs in _STATE if deploying.keeps_state_elsewhere(scope, chosen))


def needs_of(environment: Environment, who: str) -> Needs:
    """Returns what stands under a name. Raises InputError where nothing does."""
    known = {needs.name: needs for needs in everybody(environment)}
    if who in known:
        return known[who]
    raise InputError(
        field="FOR",
        value=who,
        problem="there is no policy for this",
        allowed=", ".join(known),
        remedy="Name one of them, or leave it out to see what each is for.",
    )


def permissions_for(environment: Environment, who: str, *, keys: tuple[str, ...] = ()) -> tuple[Permission, ...]:
    """Returns what somebody or a command needs, each statement once. keys: ARNs of the cluster's keys, where they are known.

    Raises InputError where nobody is called so.
    """
    return together(needs_of(environment, who).permissions(Scope(environment=environment, keys=keys)))


def policy_for(environment: Environment, who: str, *, keys: tuple[str, ...] = ()) -> Document:
    """Returns everything that somebody or a command needs as one policy, however long. Raises as `permissions_for` does."""
    return policy_of(permissions_for(environment, who, keys=keys))


def policies_for(environment: Environment, who: str, *, keys: tuple[str, ...] = ()) -> tuple[Document, ...]:
    """Returns the same as managed policies, as few as IAM's limit of characters allows."""
    return policies_of(permissions_for(environment, who, keys=keys))
