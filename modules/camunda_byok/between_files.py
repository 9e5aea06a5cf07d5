"""What the environments of several files must be to each other: which cannot stand beside another, and whose trail is shared."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from difflib import get_close_matches
from itertools import product

from camunda_byok import arns, limits
from camunda_byok.destinations import Channel
from camunda_byok.environment import Environment
from camunda_byok.environment_file import EnvironmentFile, placed
from camunda_byok.errors import InputError
from camunda_byok.faults import dotted
from camunda_byok.name_clashes import first_clash
from camunda_byok.relations.keys import KEYS, PAIRS
from camunda_byok.relations.people import TENANT_ROLES
from camunda_byok.trail_settings import SharedTrail
from camunda_byok.yaml_nodes import Loc, Mapping, Node, Scalar, node_at, place_of


def _same(one: str, other: str) -> bool:
    return one == other


def _one_begins_with_the_other(one: str, other: str) -> bool:
    return one.startswith(f"{other}-") or other.startswith(f"{one}-")


def _same_key(one: str, other: str) -> bool:
    """A multi-Region key has the same id in each of its regions."""
    return one == other or (arns.is_multi_region(one) and arns.key_id(one) == arns.key_id(other))


_KEYS: tuple[Loc, ...] = tuple((*place, field) for place in KEYS for pair in PAIRS for field in pair)

_UNIQUE: tuple[tuple[tuple[Loc, ...], Callable[[str, str], bool], str, str], ...] = (
    ((("name",),), _same, "have the same name, and with it the same key alias and log bucket", "Give each its own name."),
    (
        (("name",),),
        _one_begins_with_the_other,
        "have names of which one begins with the other and a hyphen, so that `cdktf deploy '<shorter>-*'` would deploy both",
        "Put the difference first, as in eu-prod, or leave the hyphen out.",
    ),
    (
        TENANT_ROLES,
        _same,
        "have the same tenant role, and a key belongs to one cluster",
        "Copy each cluster's own tenant role ARN from the Camunda Console.",
    ),
    (_KEYS, _same_key, "have the same key, and a key belongs to one cluster", "Give each cluster a key of its own."),
)
"""What two environments cannot share. All other names are composed of the environment's own."""
_MADE_ONCE = (
    (("state", "bucket"),),
    _same,
    "both make the same state bucket",
    "Leave create: true to the environment whose account is to own the bucket. The other then finds it there.",
)
"""What they can share, but only one of them can make."""


_Clash = tuple[tuple[str, str], InputError]
"""The names of two files that cannot stand beside each other, and why."""
_Whole = dict[EnvironmentFile, Environment]
"""The environments without a fault so far, each with its file."""


def between_files(files: list[EnvironmentFile]) -> tuple[tuple[Environment, ...], list[InputError]]:
    """Returns the environments that are right beside all others, in the order of their files, and the faults of the rest."""
    clashes = _shared(files)
    clashes += _same_names(files, [pair for pair, _ in clashes])
    broken = {name for pair, _ in clashes for name in pair}
    whole = {file: file.environment for file in files if file.environment and file.name not in broken}
    whole, beyond_quota = _quota_of_trails(whole)
    whole, without_owner = _owners_of_trails(files, whole)
    return tuple(whole.values()), [*(error for _, error in clashes), *beyond_quota, *without_owner]


def _shared(files: list[EnvironmentFile]) -> list[_Clash]:
    """Finds what two files share that only one may have; one fault for two files, the first in the order of `_UNIQUE`."""
    found: list[_Clash] = []
    for index, file in enumerate(files):
        for other in files[:index]:
            if error := _first_clash(file, other):
                found.append(((other.name, file.name), error))
            else:
                found += [((other.name, file.name), error) for error in _shared_channels(file, other)]
    return found


def _first_clash(file: EnvironmentFile, other: EnvironmentFile) -> InputError | None:
    both_make = all(_makes_bucket(one.root) for one in (file, other))
    for places, clash, problem, remedy in (*_UNIQUE, *([_MADE_ONCE] if both_make else [])):
        for (loc, here), (_, there) in product(_scalars(file, places), _scalars(other, places)):
            if here.value and clash(here.text, there.text):
                return InputError(
                    file=file.name,
                    line=here.line,
                    column=here.column,
                    field=dotted(loc),
                    value=here.text,
                    problem=f"this file and {other.name}:{there.line} {problem}",
                    remedy=remedy,
                )
    return None


def _scalars(file: EnvironmentFile, places: tuple[Loc, ...]) -> list[tuple[Loc, Scalar]]:
    """Returns what a file has at these places, where that is one value."""
    nodes = [(loc, node_at(file.root, loc)) for loc in places] if file.root else []
    return [(loc, node) for loc, node in nodes if isinstance(node, Scalar)]


def _makes_bucket(root: Node | None) -> bool:
    create = node_at(root, ("state", "create")) if root else None
    return isinstance(create, Scalar) and create.value is True


def _same_names(files: list[EnvironmentFile], found: list[tuple[str, str]]) -> list[_Clash]:
    """Finds names that two environments would share, where nothing else was found about the two."""
    clashes: list[_Clash] = []
    for index, file in enumerate(files):
        for other in files[:index]:
            pair = (other.name, file.name)
            clash = first_clash(file.environment, other.environment) if file.environment and other.environment else None
            if clash and pair not in found and isinstance(file.root, Mapping):
                loc, error = clash
                named = replace(error, field=dotted(loc), problem=f"{file.name} and {other.name}: {error.problem}")
                there = placed(named, loc, file.root, file.conventions)
                clashes.append((pair, replace(there, file=there.file or file.name)))
    return clashes


def _shared_channels(file: EnvironmentFile, other: EnvironmentFile) -> Iterator[InputError]:
    """Finds a chat channel that two environments of one account name: AWS takes one configuration for each channel."""
    if not (file.environment and other.environment) or file.environment.account != other.environment.account:
        return
    theirs = [one.receiver for one in other.environment.alarms.destinations if isinstance(one, Channel)]
    for index, one in enumerate(file.environment.alarms.destinations):
        if isinstance(one, Channel) and one.receiver in theirs:
            loc: Loc = ("alarms", "destinations", index, "channel")
            node = node_at(file.root, loc) if file.root else None
            yield InputError(
                file=file.name,
                line=node.line if node else 0,
                column=node.column if node else 0,
                field=dotted(loc),
                value=one.channel,
                problem=f"this file and {other.name} have the same channel, and AWS takes each channel once an account",
                remedy="Give each environment a channel of its own, or let one existing topic tell the channel of both.",
            )


def _quota_of_trails(whole: _Whole) -> tuple[_Whole, list[InputError]]:
    """Leaves out environments whose trail would be one too many for their account."""
    kept: _Whole = {}
    errors: list[InputError] = []
    made: dict[str, int] = {}
    for file, environment in whole.items():
        made[environment.account] = made.get(environment.account, 0) + (environment.own_trail is not None)
        if environment.own_trail and made[environment.account] > limits.TRAILS:
            errors.append(
                _of_file(
                    file,
                    InputError(
                        field="trail",
                        problem=f"account {environment.account} would have {made[environment.account]} trails of these "
                        "environments, and every one records all regions",
                        allowed=f"at most {limits.TRAILS} trails, which AWS does not raise",
                        remedy="Let it share the trail of another environment, as trail: {environment: NAME}.",
                    ),
                )
            )
        else:
            kept[file] = environment
    return kept, errors


def _owners_of_trails(files: list[EnvironmentFile], whole: _Whole) -> tuple[_Whole, list[InputError]]:
    """Tells each environment that shares another's trail of that one; leaves out those that cannot share it."""
    kept: _Whole = {}
    errors: list[InputError] = []
    owners = {environment.name: environment for environment in whole.values()}
    broken = {
        name.text for file in files if file.root and isinstance(name := node_at(file.root, ("name",)), Scalar)
    } - owners.keys()
    for file, environment in whole.items():
        try:
            if isinstance(environment.trail, SharedTrail):
                environment = environment.sharing_trail_of(_owner(environment.trail.environment, owners, broken))
            kept[file] = environment
        except InputError as error:
            errors.append(_of_file(file, error))
    return kept, errors


def _owner(name: str, owners: dict[str, Environment], broken: set[str]) -> Environment:
    if name in owners:
        return owners[name]
    nearest = get_close_matches(name, owners, n=1)
    raise InputError(
        field="trail.environment",
        value=name,
        problem=f"the environment {name} has errors of its own"
        if name in broken
        else "no environment of this name is among the files that were read",
        allowed="the name of an environment that is read together with this one",
        remedy=f"Mend {name} first."
        if name in broken
        else f"Write {nearest[0]} if that is what you mean."
        if nearest
        else "Check the name, or name its file as well.",
    )


def _of_file(file: EnvironmentFile, error: InputError) -> InputError:
    """Adds to an error where its field is, or what it is missing from."""
    assert isinstance(file.root, Mapping)  # or there would be no environment
    line, column = place_of(file.root, tuple(error.field.split(".")), of_name=False)
    return replace(error, file=file.name, line=line, column=column)
