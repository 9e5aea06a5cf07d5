import json
from pathlib import Path
from typing import Any

import pytest

from tools.comparison import ABSENT, Allowed, Difference, addresses, differences, faults, synthesized

STACK: dict[str, Any] = {
    "//": {"metadata": {"version": "1"}},
    "resource": {"aws_kms_key": {"key": {"deletion_window_in_days": 30, "multi_region": False, "tags": ["a", "b"]}}},
}
VERSION = Allowed(Difference(("//", "metadata", "version"), "1", "2"), "a comment")


def changed(*path: str | int, to: Any) -> dict[str, Any]:
    """Returns a copy of the stack with one value changed."""
    stack = json.loads(json.dumps(STACK))
    *parents, last = path
    place = stack
    for part in parents:
        place = place[part]
    place[last] = to
    return stack


KEY = ("resource", "aws_kms_key", "key")


@pytest.mark.parametrize(
    ("after", "path", "was", "is_now"),
    [
        (changed(*KEY, "deletion_window_in_days", to=7), (*KEY, "deletion_window_in_days"), 30, 7),
        (changed(*KEY, "deletion_window_in_days", to="30"), (*KEY, "deletion_window_in_days"), 30, "30"),
        (changed(*KEY, "multi_region", to=0), (*KEY, "multi_region"), False, 0),
        (changed(*KEY, "multi_region", to=None), (*KEY, "multi_region"), False, None),
        (changed(*KEY, "enabled", to=None), (*KEY, "enabled"), ABSENT, None),
        (changed(*KEY, "tags", to=["a"]), (*KEY, "tags", 1), "b", ABSENT),
        (changed(*KEY, "tags", to=["a", "b", None]), (*KEY, "tags", 2), ABSENT, None),
    ],
)
def test_every_value_that_differs_is_found_at_its_place(after: Any, path: tuple[str | int, ...], was: Any, is_now: Any) -> None:
    assert list(differences(STACK, after)) == [Difference(path, was, is_now)]


def test_a_list_in_another_order_differs_and_an_object_in_another_order_does_not() -> None:
    assert len(list(differences(STACK, changed(*KEY, "tags", to=["b", "a"])))) == 2
    assert not list(differences({"a": 1, "b": 2}, {"b": 2, "a": 1}))


def test_what_is_the_same_has_no_faults() -> None:
    assert faults({"prod-key": STACK}, {"prod-key": changed("//", to=STACK["//"])}) == []


def test_a_difference_is_a_fault_unless_it_is_listed_with_both_its_values() -> None:
    before, after = {"prod-key": STACK}, {"prod-key": changed("//", "metadata", "version", to="2")}
    other_value = {"prod-key": changed("//", "metadata", "version", to="3")}

    assert faults(before, after) == ['prod-key: // / metadata / version: "1" -> "2"']
    assert faults(before, after, [VERSION]) == []
    assert 'prod-key: // / metadata / version: "1" -> "3"' in faults(before, other_value, [VERSION])


def test_a_listed_difference_hides_no_other() -> None:
    after = changed("//", "metadata", "version", to="2")
    after["resource"]["aws_kms_key"]["key"]["deletion_window_in_days"] = 7

    assert faults({"prod-key": STACK}, {"prod-key": after}, [VERSION]) == [
        "prod-key: resource / aws_kms_key / key / deletion_window_in_days: 30 -> 7"
    ]


def test_a_listed_difference_that_is_gone_from_one_stack_is_a_fault() -> None:
    moved = changed("//", "metadata", "version", to="2")

    found = faults({"a": STACK, "b": STACK}, {"a": moved, "b": STACK}, [VERSION])

    assert found == ['b: expected and not there: // / metadata / version: "1" -> "2"']


def test_a_stack_on_one_side_alone_is_a_fault() -> None:
    assert faults({"a": STACK, "b": STACK}, {"b": STACK, "c": STACK}) == ["a: only before", "c: only after"]


def test_nothing_synthesized_proves_nothing() -> None:
    assert faults({}, {}) == ["nothing was synthesized"]


def test_stacks_are_read_by_name_and_resources_counted_by_address(tmp_path: Path) -> None:
    folder = tmp_path / "stacks" / "prod-key"
    folder.mkdir(parents=True)
    (folder / "cdk.tf.json").write_text(json.dumps(STACK))

    found = synthesized(tmp_path)

    assert found == {"prod-key": STACK}
    assert addresses(found) == ["prod-key: aws_kms_key.key"]
