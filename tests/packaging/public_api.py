"""The public interface of the library as text, one thing a line, so that a change of it shows in a review.

Annotations are written as in the source; defaults and constants are what the source comes to.
"""

import ast
import pkgutil
from collections.abc import Iterator
from enum import Enum
from functools import cache
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

import camunda_byok
from camunda_byok.bindings import Construct
from camunda_byok.limits import Choice, Limit
from tests.packaging.samples import ID, Sample

INTERNAL = (
    # commands and screens, and what they look at: the command line is their interface
    "aws",
    "cli",
    "live",
    "operations",
    "output",
    "permissions",
    "terraform",
    # how YAML becomes an Environment
    "arns",
    "between_files",
    "environment_file",
    "environment_files",
    "faults",
    "fields",
    "file_texts",
    "regions",
    "relations",
    "schema",
    "yaml_nodes",
    # what is known of things, and the judging of it: `guard` and the command line are their interface
    "authorization.actions",
    "authorization.asked_principals",
    "authorization.conditions",
    "authorization.decision",
    "authorization.effective",
    "authorization.keys",
    "authorization.principals",
    "authorization.situations",
    "authorization.statements",
    "authorization.values",
    "authorization.wildcards",
    "deploying",
    "environment_review",
    "environment_status",
    "generation_alone",
    "inventory",
    "key_rotations",
    "key_states",
    "key_uses",
    "operation_tags",
    "organisation_reach",
    "policy_changes",
    "policy_files",
    "policy_reviewing",
    "refusals",
    "review",
    "reviewing",
    "silence",
    "written_texts",
    "patterns.globs",
    "patterns.matchers",
    "patterns.meaning",
    "patterns.samples",
    "plan_files",
    "rules",
    # what constructs are made with
    "alarm_messages",
    "alarm_metrics",
    "bindings",
    "constructs.addresses",
    "constructs.alarm_topic",
    "constructs.key_alias",
    "constructs.key_kind",
    "constructs.private_bucket",
    "constructs.publishing_role",
    "constructs.secret_endpoint",
    "constructs.service_role",
    "constructs.subscription",
    "guarding",
    "key_descriptions",
    "key_lookups",
)
"""Modules, and packages with all in them, that may change with any version. Every other module is public, new ones included."""

HEADER = """\
The public interface of camunda_byok: modules, names, parameters with their defaults, and of each construct its results and the
Terraform addresses that it makes of the least that it asks for, where <id> is the construct's id. What changes or disappears here
breaks somebody's program or, if it is an address, somebody's deployment. Written by

    pytest tests/packaging/test_public_api.py --update-golden
"""
LONGEST = 100
"""Characters of a constant that is written out."""

Function = ast.FunctionDef | ast.AsyncFunctionDef


@cache
def public_api() -> str:
    """Returns the whole text."""
    return HEADER + "".join(f"\n{name}\n{_indented(_module(import_module(name)))}" for name in public_modules())


def public_modules() -> list[str]:
    """Returns the full names of the public modules, but for those that define nothing."""
    found = pkgutil.walk_packages(camunda_byok.__path__, "camunda_byok.", onerror=_raise)
    names = sorted(each.name for each in found if _is_public(each.name))
    return [name for name in names if _source(import_module(name)).body]


def internal_in_public() -> list[str]:
    """Returns what is wrong with the rule: classes of internal modules that a public annotation names."""
    wrong: list[str] = []
    for module in map(import_module, public_modules()):
        annotations = [
            node.annotation if isinstance(node, ast.arg | ast.AnnAssign) else node.returns
            for node in _public_nodes(_source(module))
            if isinstance(node, ast.arg | ast.AnnAssign | ast.FunctionDef)
        ]
        for name in {part.id for each in annotations if each for part in ast.walk(each) if isinstance(part, ast.Name)}:
            home = str(getattr(vars(module).get(name), "__module__", ""))
            if home.startswith("camunda_byok.") and home != module.__name__ and not _is_public(home):
                wrong.append(f"{module.__name__} names {home}.{name}")
    return wrong


def _public_nodes(within: ast.AST) -> Iterator[ast.AST]:
    """Gives every node but for those of private functions and classes."""
    for node in ast.iter_child_nodes(within):
        if not (isinstance(node, Function | ast.ClassDef) and node.name.startswith("_") and node.name != "__init__"):
            yield node
            yield from _public_nodes(node)


def _source(module: ModuleType) -> ast.Module:
    return ast.parse(Path(str(module.__file__)).read_text(encoding="utf-8"))


def _is_public(module: str) -> bool:
    within = module.removeprefix("camunda_byok.")
    private = any(part.startswith("_") for part in within.split("."))
    return not private and not any(within == name or within.startswith(f"{name}.") for name in INTERNAL)


def _raise(name: str) -> None:
    raise ImportError(name)


def _indented(lines: Iterator[str]) -> str:
    return "".join(f"    {line}\n" for line in lines)


def _module(module: ModuleType) -> Iterator[str]:
    for node in _source(module).body:
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
            yield from _class(node, module)
        elif isinstance(node, Function) and not node.name.startswith("_"):
            yield from _signature(f"def {node.name}", node, module)
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            yield from _constant(node, module)


def _class(node: ast.ClassDef, module: ModuleType) -> Iterator[str]:
    cls = vars(module)[node.name]
    bases = ", ".join(ast.unparse(each) for each in node.bases)
    decorators = [f"@{ast.unparse(each)}" for each in node.decorator_list]
    yield " ".join([*decorators, "class", f"{node.name}({bases})" if bases else node.name])
    for each in node.body:
        yield from (f"    {line}" for line in _member(each, module, cls))
    if issubclass(cls, Construct):
        sample = Sample(cls)
        yield from (f"    self.{name}: {kind}" for name, kind in sample.results.items())
        yield from (f"    makes {address.replace(ID, '<id>')}" for address in sample.addresses)


def _member(node: ast.stmt, module: ModuleType, cls: type) -> Iterator[str]:
    if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and not node.target.id.startswith("_"):
        default = f" = {_value(node.value, module)}" if node.value else ""
        yield f"{node.target.id}: {_annotation(node.annotation)}{default}"
    elif isinstance(node, ast.Assign) and issubclass(cls, Enum):
        yield ast.unparse(node)
    elif isinstance(node, Function) and (node.name == "__init__" or not node.name.startswith("_")):
        decorators = {ast.unparse(each) for each in node.decorator_list}
        if "property" in decorators:
            yield f"{node.name}: {_annotation(node.returns)}  (read only)"
        else:
            kind = next((f"@{each} " for each in ("classmethod", "staticmethod") if each in decorators), "")
            yield from _signature(f"{kind}def {node.name}", node, module)


def _signature(begin: str, node: Function, module: ModuleType) -> Iterator[str]:
    parameters = list(_parameters(node.args, module))
    returns = f" -> {_annotation(node.returns)}"
    if len(parameters) <= 3 and "*" not in parameters:
        yield f"{begin}({', '.join(parameters)}){returns}"
        return
    yield f"{begin}("
    yield from (f"    {each}," for each in parameters)
    yield f"){returns}"


def _parameters(of: ast.arguments, module: ModuleType) -> Iterator[str]:
    positional = [*of.posonlyargs, *of.args]
    defaults = [None] * (len(positional) - len(of.defaults)) + of.defaults
    for each, default in zip(positional, defaults, strict=True):
        if each.arg not in ("self", "cls"):
            yield _parameter(each, default, module)
    if of.vararg:
        yield f"*{_parameter(of.vararg, None, module)}"
    elif of.kwonlyargs:
        yield "*"
    for each, default in zip(of.kwonlyargs, of.kw_defaults, strict=True):
        yield _parameter(each, default, module)
    if of.kwarg:
        yield f"**{_parameter(of.kwarg, None, module)}"


def _parameter(of: ast.arg, default: ast.expr | None, module: ModuleType) -> str:
    return f"{of.arg}: {_annotation(of.annotation)}" + (f" = {_value(default, module)}" if default else "")


def _constant(node: ast.Assign | ast.AnnAssign, module: ModuleType) -> Iterator[str]:
    target = node.targets[0] if isinstance(node, ast.Assign) else node.target
    if isinstance(target, ast.Name) and not target.id.startswith("_") and node.value:
        value = _value(node.value, module)
        yield f"{target.id} = {value}" if len(value) <= LONGEST else f"{target.id}: {type(vars(module)[target.id]).__name__}"


def _annotation(node: ast.expr | None) -> str:
    """As written, without what `Annotated` adds for pydantic."""
    return ast.unparse(_Plain().visit(node)) if node else "?"


class _Plain(ast.NodeTransformer):
    def visit_Subscript(self, node: ast.Subscript) -> ast.AST:
        if ast.unparse(node.value) == "Annotated" and isinstance(node.slice, ast.Tuple):
            return self.visit(node.slice.elts[0])
        return self.generic_visit(node)


def _value(node: ast.expr, module: ModuleType) -> str:
    """What the source comes to, where that is plain, and else the source."""
    value: Any = eval(ast.unparse(node), dict(vars(module)))
    if isinstance(value, Limit | Choice):
        return f"{value.allowed}, {value.default} unless given"[-LONGEST:]
    if isinstance(value, int | str | tuple | None):
        return repr(value)
    text = ast.unparse(node)
    return text if len(text) <= LONGEST else _annotation(node)
