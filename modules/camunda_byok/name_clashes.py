"""Names that two environments would share, though AWS can give them only once."""

from collections.abc import Iterator
from fnmatch import fnmatchcase

from camunda_byok.alarms import ALARMS
from camunda_byok.environment import Environment
from camunda_byok.errors import InputError
from camunda_byok.naming import RULE, Loc, Name, Origin, Reach, names_of

_RENAME = "Put {environment} into the name, or give one of the two another."


def first_clash(one: Environment, other: Environment) -> tuple[Loc, InputError] | None:
    """Returns what `one` would share with `other`, and the field of `one` that is to be changed; None where nothing is shared.

    Besides a name, that can be the wildcard by which the policies of the one know its rules: it must not cover the other's.
    """
    theirs = {_identity(other, name): name for name in _names(other)}
    for name in _names(one):
        if _identity(one, name) in theirs:
            other_name = theirs[_identity(one, name)]
            what = name.resource if name.resource == other_name.resource else f"{name.resource} and {other_name.resource}"
            return _loc(name.origin, name.loc), InputError(
                value=name.text,
                problem=f"both would have the same {what}: {name.text}",
                remedy=_RENAME,
            )
    if (one.account, one.region) == (other.account, other.region):
        for covering, covered in ((one, other), (other, one)):
            wildcard = covering.names.rule("*")
            rule = next((name for name in _alarm_names(covered) if fnmatchcase(name.text, wildcard)), None)
            if rule:
                _, origin = one.names.convention.of_alarm("*")
                return _loc(origin, ("template",)), InputError(
                    value=rule.text,
                    problem=f"the topics of {covering.name} would take whatever comes from {wildcard}, "
                    f"and that covers {rule.text} of {covered.name}",
                    remedy="Choose a template in which no environment's name ends like another's, or begins like it.",
                )
    return None


def _names(environment: Environment) -> Iterator[Name]:
    names = environment.names
    generations = [each.generation for each in environment.key_generations if each.is_managed]
    for name in names_of(
        names.convention,
        environment=names.environment,
        account=names.account,
        region=names.region,
        generations=generations,
    ):
        if name.kind is not RULE:
            yield name
    yield from _alarm_names(environment)


def _alarm_names(environment: Environment) -> Iterator[Name]:
    names = environment.names
    for alarm in ALARMS:
        _, origin = names.convention.of_alarm(alarm.id)
        loc = ("alarms", alarm.id) if origin is Origin.OVERRIDE else ("template",)
        yield Name(resource=alarm.id, kind=RULE, text=names.rule(alarm.id), origin=origin, loc=loc)


def _identity(environment: Environment, name: Name) -> tuple[str, ...]:
    within = {
        Reach.WORLD: (),
        Reach.ACCOUNT: (environment.account,),
        Reach.REGION: (environment.account, environment.region),
    }[name.kind.reach]
    return (name.kind.limit.of, name.kind.told_apart_by(name.text), *within)


def _loc(origin: Origin, loc: Loc) -> Loc:
    return ("name",) if origin is Origin.DEFAULT else ("naming", *loc)
