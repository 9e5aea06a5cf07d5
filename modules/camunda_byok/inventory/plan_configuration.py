"""What the configuration within a plan adds to its values: where a provider acts, and what an unknown value refers to."""

import re
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any, NamedTuple, cast

from camunda_byok import arns
from camunda_byok.inventory.model import Text
from camunda_byok.inventory.values import SENSITIVE, Ref, Unknown

Json = Mapping[str, Any]
NOTHING: Json = {}
_INDEX = r'(?:\[(?:"(?:[^"\\]|\\.)*"|[^\]"]*)\])'
_STEP = re.compile(rf"module\.([^.\[]+)({_INDEX}?)(?:\.|$)")
_RESOURCE = re.compile(rf"((?:data\.)?[^.\[]+\.[^.\[]+)({_INDEX}?)(?:\.([A-Za-z0-9_]+))?")
_NOT_ELSEWHERE = ("each.", "count.", "self.", "path.", "terraform.")
_DEEPEST = 30
"""Modules within modules; a configuration that refers to itself is none that Terraform takes."""


class Step(NamedTuple):
    """A module call on the way to a resource."""

    name: str
    key: str
    """`[0]` or `["a"]`; empty without count and for_each."""


Path = tuple[Step, ...]


class Place(NamedTuple):
    """Where a provider acts."""

    account: Text
    region: Text


def path_of(module_address: str) -> Path:
    """Returns the steps of a module's address, such as `module.byok["a.b"].module.keys`."""
    return tuple(Step(name, key) for name, key in _STEP.findall(module_address))


def as_prefix(path: Path) -> str:
    return "".join(f"module.{step.name}{step.key}." for step in path)


class Configuration:
    """The configuration that a plan carries. All of it may be lacking: then nothing is known beyond the values."""

    def __init__(self, plan: Json, addresses: Iterable[str]) -> None:
        """plan: the plan's JSON. addresses: of all instances of resources in it."""
        configuration: Json = plan.get("configuration") or NOTHING
        self._root: Json = configuration.get("root_module") or NOTHING
        self._providers: Json = configuration.get("provider_config") or NOTHING
        self._variables: Json = plan.get("variables") or NOTHING
        self._addresses = addresses
        self._places: dict[str, Place] = {}
        self._resources: dict[tuple[str, ...], dict[str, Json]] = {}

    def resource(self, path: Path, name: str) -> Json | None:
        """Returns how a resource, `type.name` in a module, is configured."""
        names = tuple(step.name for step in path)
        if names not in self._resources:
            module = self._module(path) or NOTHING
            of_module = cast("list[dict[str, Any]]", module.get("resources") or [])
            self._resources[names] = {f"{each.get('type')}.{each.get('name')}": each for each in of_module}
        return self._resources[names].get(name)

    def place(self, key: str) -> Place:
        """Returns where the provider of a key acts, as far as the configuration says it in constants and variables."""
        if key not in self._places:
            self._places[key] = self._place(key)
        return self._places[key]

    def refers_to(self, expression: object, path: Path, index: str) -> Ref | None:
        """Returns the one attribute of a resource that an expression refers to; None where there are several, or none.

        path, index: of the resource in whose arguments the expression stands.
        """
        found = self._follow(_references(expression), path, _DEEPEST)
        return found and Ref(self._instance(found.address, index), found.attribute)

    def _module(self, path: Path) -> Json | None:
        module = self._root
        for step in path:
            module = self._call(module, step.name).get("module") or NOTHING
        return module

    def _call(self, module: Json, name: str) -> Json:
        calls: Json = module.get("module_calls") or NOTHING
        return calls.get(name) or NOTHING

    def _place(self, key: str) -> Place:
        # A module that is handed its provider has no configuration of it: the key's end is then the name outside.
        provider: Json | None = self._providers.get(key) or self._providers.get(key.rpartition(":")[2])
        if provider is None:
            why = Unknown("the plan does not say how its provider is configured")
            return Place(why, why)
        path = path_of(provider.get("module_address") or "")
        expressions: Json = provider.get("expressions") or NOTHING
        region = self._constant(expressions.get("region"), path, _DEEPEST)
        return Place(self._account(expressions, path), region if isinstance(region, str | Unknown) else _not_constant("region"))

    def _account(self, expressions: Json, path: Path) -> Text:
        allowed = self._constant(expressions.get("allowed_account_ids"), path, _DEEPEST)
        if isinstance(allowed, list) and len(cast("list[Any]", allowed)) == 1:
            allowed = cast("list[Any]", allowed)[0]
        if isinstance(allowed, str):
            return allowed
        roles = expressions.get("assume_role")
        role: Json = cast("list[dict[str, Any]]", roles)[0] if isinstance(roles, list) and roles else NOTHING
        arn = self._constant(role.get("role_arn"), path, _DEEPEST)
        parsed = arns.parse(arn) if isinstance(arn, str) else None
        return parsed.account if parsed and parsed.account else _not_constant("account")

    def _constant(self, expression: object, path: Path, depth: int) -> Any:
        """Returns the value of an expression that is a constant, or a variable that comes down to one; else None."""
        said = cast("dict[str, Any]", expression) if isinstance(expression, dict) else {}
        if "constant_value" in said:
            return said["constant_value"]
        references = _specific(_references(said))
        if len(references) != 1 or not references[0].startswith("var.") or not depth:
            return None
        name = references[0].removeprefix("var.")
        module = self._module(path) or NOTHING
        declared: Json = (module.get("variables") or NOTHING).get(name) or NOTHING
        if declared.get("sensitive"):
            return SENSITIVE
        if path:
            given = self._given(path, name)
            value = None if given is None else self._constant(given, path[:-1], depth - 1)
        else:
            value = (self._variables.get(name) or NOTHING).get("value")
        return declared.get("default") if value is None else value

    def _given(self, path: Path, variable: str) -> Json | None:
        """Returns the expression that a module's caller gives for a variable."""
        call = self._call(self._module(path[:-1]) or NOTHING, path[-1].name)
        return (call.get("expressions") or NOTHING).get(variable)

    def _follow(self, references: list[str], path: Path, depth: int) -> Ref | None:
        """Follows variables to the module's caller and outputs into the modules, to a resource."""
        only = _specific(references)
        if len(only) != 1 or not depth:
            return None
        kind, _, rest = only[0].partition(".")
        if kind == "local":
            return None
        if kind == "var":
            given = self._given(path, rest) if path else None
            return self._follow(_references(given), path[:-1], depth - 1)
        if kind == "module":
            step = _STEP.match(only[0])
            output = only[0][step.end() :] if step else ""
            if not step or not output:
                return None
            within = (*path, Step(step[1], step[2]))
            outputs: Json = (self._module(within) or NOTHING).get("outputs") or NOTHING
            return self._follow(_references((outputs.get(output) or NOTHING).get("expression")), within, depth - 1)
        resource = _RESOURCE.match(only[0])
        return Ref(f"{as_prefix(path)}{resource[1]}{resource[2]}", resource[3] or "") if resource else None

    def _instance(self, address: str, index: str) -> str:
        """Returns the instance that is meant by an address without index: the one of the same index, or the only one."""
        if address in self._addresses or address.startswith("data."):
            return address
        if f"{address}{index}" in self._addresses:
            return f"{address}{index}"
        instances = self._instances.get(address, [])
        return instances[0] if len(instances) == 1 else address

    @cached_property
    def _instances(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for address in self._addresses:
            if address.endswith("]"):
                found.setdefault(re.sub(rf"{_INDEX}$", "", address), []).append(address)
        return found


def _references(expression: object) -> list[str]:
    if isinstance(expression, dict):
        return cast("list[str]", cast("dict[str, Any]", expression).get("references") or [])
    return []


def _specific(references: list[str]) -> list[str]:
    """Leaves out what is no reference to elsewhere, and each reference that another one begins with: Terraform lists both
    `aws_kms_key.key.arn` and `aws_kms_key.key`."""
    elsewhere = [each for each in dict.fromkeys(references) if not each.startswith(_NOT_ELSEWHERE)]
    return [one for one in elsewhere if not any(other.startswith((f"{one}.", f"{one}[")) for other in elsewhere)]


def _not_constant(what: str) -> Unknown:
    return Unknown(f"the configuration does not say the provider's {what} outright")
