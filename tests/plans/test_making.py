"""From Terraform's own plan to what is kept: what is left out, and what stands for values that differ each time."""

from tests.plans.edits import redirected, renamed, statement, without
from tests.plans.overlays import Json
from tests.plans.stable_values import StableValues
from tests.plans.trimming import trimmed

FIRST, SECOND = "0f8fad5b-d9cb-469f-a165-70867728950e", "7c9e6679-7425-40de-944b-e07fc1f90ae7"


def test_the_same_value_is_replaced_by_the_same_one_everywhere_and_another_by_another() -> None:
    stable = StableValues()

    assert stable(f"{SECOND} {FIRST} {SECOND}") == (
        "1234abcd-12ab-34cd-56ef-000000000001 1234abcd-12ab-34cd-56ef-000000000002 1234abcd-12ab-34cd-56ef-000000000001"
    )
    assert stable(FIRST) == "1234abcd-12ab-34cd-56ef-000000000002"


def test_what_a_change_brings_has_the_same_number_whatever_was_made_before() -> None:
    few, many = StableValues(), StableValues()
    few(FIRST)
    many(f"{FIRST} {'a' * 8}-aaaa-aaaa-aaaa-{'a' * 12}")

    assert few.for_a_change()(f"{FIRST} {SECOND}") == many.for_a_change()(f"{FIRST} {SECOND}")
    assert few.for_a_change()(SECOND).endswith("901")
    assert few.for_a_change()(SECOND) == few.for_a_change()(SECOND)


def test_times_ports_and_unique_ids_are_replaced_and_what_the_documentation_uses_is_not() -> None:
    stable = StableValues()

    assert stable("at 2026-11-25T18:35:59.123Z") == "at 2026-01-01T00:00:00Z"
    assert stable("https://localhost:58983/111122223333/q") == "https://queue.amazonaws.com/111122223333/q"
    assert stable("mrk-fae28f890fb3427eab08b0fed594eb19") == "mrk-1234abcd12ab34cd56ef000000000001"
    assert stable("AROAJ2UCCR6DPCEXAMPL9") == "AROA0000000001EXAMPLE"
    assert stable("2012-10-17 AROADBQP57FF2AEXAMPLE") == "2012-10-17 AROADBQP57FF2AEXAMPLE"


def test_a_plan_keeps_changes_references_and_what_was_read_and_nothing_twice() -> None:
    change = {
        "actions": ["create"],
        "before": None,
        "after": {"policy": "{}"},
        "after_unknown": {"arn": True, "tags": {}, "rule": [{}, {"id": True}], "list": [{}]},
    }
    read = {"address": "data.x.y", "mode": "data", "values": {"a": 1}, "sensitive_values": {"tags": {}}}
    plan = {
        "format_version": "1.2",
        "planned_values": {"all": "again"},
        "resource_changes": [{"address": address, "change": change} for address in ("b.b", "a.a")],
        "prior_state": {"values": {"root_module": {"resources": [read, {"mode": "managed", "values": {"again": 1}}]}}},
        "configuration": {
            "provider_config": {"aws": {"expressions": {"region": {"constant_value": "eu-west-1"}}}},
            "root_module": {
                "resources": [
                    {
                        "address": "a.a",
                        "depends_on": ["b.b"],
                        "expressions": {
                            "name": {"constant_value": "again"},
                            "key": {"references": ["b.b.arn", "b.b"]},
                            "rule": [{"id": {"constant_value": 1}}, {"id": {"references": ["b.b.id", "b.b"]}}],
                        },
                    }
                ]
            },
        },
    }

    kept = trimmed(plan)

    assert "again" not in str(kept)
    assert [one["address"] for one in kept["resource_changes"]] == ["a.a", "b.b"]
    assert kept["resource_changes"][0]["change"]["after_unknown"] == {"arn": True, "rule": [{}, {"id": True}]}
    assert kept["prior_state"]["values"]["root_module"]["resources"] == [{**read, "sensitive_values": {}}]
    assert kept["configuration"]["provider_config"] == plan["configuration"]["provider_config"]
    assert kept["configuration"]["root_module"]["resources"] == [
        {
            "address": "a.a",
            "expressions": {"key": {"references": ["b.b.arn", "b.b"]}, "rule": [{}, {"id": {"references": ["b.b.id", "b.b"]}}]},
        }
    ]


def test_an_edit_changes_what_it_names_and_what_refers_to_it() -> None:
    def stack() -> Json:
        return {
            "resource": {"a": {"a": {"policy": '{"Statement": [{"Sid": "S", "Action": "x"}]}'}}, "b": {"b": {"a": "${a.a.arn}"}}},
            "output": {"arn": {"value": "${a.a.arn}"}, "name": {"value": "fixed"}},
        }

    gone, moved, led, said = stack(), stack(), stack(), stack()
    without("a.a")(gone)
    renamed("a.a", "z")(moved)
    redirected("a.a", "c.c")(led)
    statement("a.a", "S", {"Action": "y"})(said)

    assert gone == {"resource": {"b": {"b": {"a": "${a.a.arn}"}}}, "output": {"name": {"value": "fixed"}}}
    assert moved["resource"]["b"] == {"b": {"a": "${a.z.arn}"}}
    assert led["output"]["arn"] == {"value": "${c.c.arn}"}
    assert '"Action": "y"' in said["resource"]["a"]["a"]["policy"]
