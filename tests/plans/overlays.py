"""Plans as small files: what a change differs in from the plan that does nothing, and back again, exactly.

A patch says what a value became. A mapping's patch names only what differs, and under `@without` what is gone; a list's patch
(`@splice`) says which of its items were replaced by which; everything else is given anew.
"""

import json
from difflib import SequenceMatcher
from typing import Any

Json = dict[str, Any]

WITHOUT = "@without"
"""The names that a mapping no longer has."""
SPLICE = "@splice"
"""Replaced parts of a list: first item, item after the last one, what stands there now. Positions are those of the old list."""
DOCUMENT = "@json"
"""A string that is a JSON document with sorted names and no blanks, as the provider writes policies; kept as that document."""
INDENTED = "@indented"
"""A string that is a JSON document indented by two blanks, as the kit writes policies; kept as that document, always whole: of
its parts the order counts."""


def difference(old: Any, new: Any) -> Any:
    """Returns the patch that makes `new` of `old`; an empty mapping where two mappings are the same."""
    if isinstance(old, dict) and isinstance(new, dict) and INDENTED not in new:
        patch = {name: difference(old[name], value) if name in old else value for name, value in new.items()}
        patch = {name: value for name, value in patch.items() if name not in old or old[name] != new[name]}
        gone = [name for name in old if name not in new]
        return {**patch, **({WITHOUT: gone} if gone else {})}
    if isinstance(old, list) and isinstance(new, list) and _are_objects(old) and _are_objects(new):
        return {SPLICE: _spliced(old, new)}
    return new


def patched(old: Any, patch: Any) -> Any:
    """Returns what `difference` was given as `new`."""
    if not isinstance(patch, dict) or INDENTED in patch:
        return patch
    if isinstance(old, list) and SPLICE in patch:
        new = list(old)
        for start, stop, items in reversed(patch[SPLICE]):
            new[start:stop] = items
        return new
    if not isinstance(old, dict):
        return patch
    kept = {name: value for name, value in old.items() if name not in patch.get(WITHOUT, ())}
    return {**kept, **{name: patched(old.get(name), value) for name, value in patch.items() if name != WITHOUT}}


def opened(value: Any) -> Any:
    """Returns the value with every string that is such a document opened, so that it can be read and compared in parts."""
    if isinstance(value, dict):
        return {name: opened(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [opened(inner) for inner in value]
    if isinstance(value, str) and value.startswith("{"):
        try:
            document = json.loads(value)
        except ValueError:
            return value
        return next(({mark: document} for mark, text in FORMS if text(document) == value), value)
    return value


def closed(value: Any) -> Any:
    """Returns what `opened` was given."""
    if isinstance(value, dict):
        for mark, text in FORMS:
            if mark in value:
                return text(value[mark])
        return {name: closed(inner) for name, inner in value.items()}
    return [closed(inner) for inner in value] if isinstance(value, list) else value


def _compact(document: Any) -> str:
    return json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def _indented(document: Any) -> str:
    return json.dumps(document, indent=2, ensure_ascii=False)


FORMS = ((DOCUMENT, _compact), (INDENTED, _indented))


def _are_objects(items: list[Any]) -> bool:
    return items != [] and all(isinstance(item, dict) for item in items)


def _spliced(old: list[Any], new: list[Any]) -> list[list[Any]]:
    texts = [[json.dumps(item, sort_keys=True) for item in items] for items in (old, new)]
    steps = SequenceMatcher(None, *texts, autojunk=False).get_opcodes()
    return [[start, stop, new[begin:end]] for step, start, stop, begin, end in steps if step != "equal"]
