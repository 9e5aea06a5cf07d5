"""The plans that Terraform made of every change, kept as small files and given back as they were.

    plan = plan_of("key_rotation_off")

`fixtures/<stack>.json` is the plan that does nothing; `fixtures/<stack>/<change>.json` says in what a change's plan differs
from it. Plans of configurations that this kit did not make are kept whole, under the stack `foreign`.
"""

import json
from functools import cache
from pathlib import Path
from typing import Any

from tests.plans.overlays import Json, closed, difference, opened, patched
from tests.plans.trimming import key_of

FOLDER = Path(__file__).parent / "fixtures"
STACKS = ("key", "trail", "alarms")
FOREIGN = "foreign"
CHANGES, DRIFT = "resource_changes", "resource_drift"
WIDTH = 150


def names() -> list[str]:
    """Returns the names of all plans that are kept, those that do nothing among them: `key`, `trail` and `alarms`."""
    return [*STACKS, *sorted(file.stem for file in FOLDER.glob("*/*.json"))]


def plan_of(name: str) -> Json:
    """Returns the plan of a change, or of the stack of that name when nothing is changed, for the caller to keep.

    It is as Terraform told it, but for what `trimming.py` leaves out and `stable_values.py` replaces.

    Raises KeyError where there is none of that name.
    """
    if name in STACKS:
        return _listed(_base(name))
    for file in FOLDER.glob(f"*/{name}.json"):
        base = _base(file.parent.name)
        overlay = json.loads(file.read_text(encoding="utf-8"))["differs"]
        return _listed({**patched(base, overlay), **_patched_drift(base, overlay)})
    raise KeyError(f"There is no plan {name}: write its change, then `make plans`.")


def write_base(stack: str, plan: Json) -> None:
    """Keeps a trimmed plan as the one that does nothing."""
    kept = _keyed(plan)
    for change in _all_changes(kept):
        if change["before"] == change["after"]:
            del change["after"]
    _write(FOLDER / f"{stack}.json", kept)
    _read_base.cache_clear()


def write(stack: str, name: str, what: str, plan: Json) -> None:
    """Keeps a trimmed plan of a stack by what it differs in from that stack's base, which must have been written."""
    _write(FOLDER / stack / f"{name}.json", {"what": what, "differs": overlay_of(stack, plan)})


def overlay_of(stack: str, plan: Json) -> Json:
    """Returns what a trimmed plan differs in; nothing for the base itself."""
    base, kept = _base(stack), _keyed(plan)
    drift = {address: difference(base[CHANGES].get(address), one) for address, one in kept.pop(DRIFT, {}).items()}
    return {**difference(base, kept), **({DRIFT: drift} if drift else {})}


def remove_others(names: set[str]) -> None:
    """Removes the plans of changes that are no more."""
    for file in FOLDER.glob("*/*.json"):
        if file.stem not in names:
            file.unlink()


def _patched_drift(base: Json, overlay: Json) -> Json:
    if DRIFT not in overlay:
        return {}
    return {DRIFT: {address: patched(base[CHANGES].get(address), one) for address, one in overlay[DRIFT].items()}}


@cache
def _read_base(stack: str) -> Json:
    kept: Json = json.loads((FOLDER / f"{stack}.json").read_text(encoding="utf-8"))
    for change in _all_changes(kept):
        change.setdefault("after", change["before"])
    return kept


def _base(stack: str) -> Json:
    return {CHANGES: {}} if stack == FOREIGN else _read_base(stack)


def _all_changes(kept: Json) -> list[Json]:
    return [*(one["change"] for one in kept[CHANGES].values()), *kept["output_changes"].values()]


def _keyed(plan: Json) -> Json:
    """Returns the plan with documents opened, and resources by their address."""
    kept = opened(plan)
    return {**kept, **{part: {key_of(one): one for one in kept[part]} for part in (CHANGES, DRIFT) if part in kept}}


def _listed(kept: Json) -> Json:
    listed = {part: [kept[part][key] for key in sorted(kept[part])] for part in (CHANGES, DRIFT) if part in kept}
    return closed({**kept, **listed})


def _write(file: Path, content: Json) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(_text(content) + "\n", encoding="utf-8")


def _text(value: Any, indent: str = "") -> str:
    """Returns JSON in which whatever fits on a line stands on one."""
    line = json.dumps(value, ensure_ascii=True)
    if len(indent) + len(line) <= WIDTH or not isinstance(value, dict | list):
        return line
    deeper = indent + " "
    if isinstance(value, dict):
        inner = [f"{json.dumps(name)}: {_text(one, deeper)}" for name, one in value.items()]
        return "{\n" + ",\n".join(deeper + one for one in inner) + f"\n{indent}}}"
    return "[\n" + ",\n".join(deeper + _text(one, deeper) for one in value) + f"\n{indent}]"
