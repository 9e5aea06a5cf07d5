"""Plans of any size, as `terraform show -json` writes them: an account with one application beside the other.

Nearly everything stays as it is, as in the plan of a grown account: one application in twenty-five changes, and with it the
policies of its key, bucket, topic, queue and role.
"""

import json
from collections.abc import Iterator
from itertools import count as numbers
from itertools import islice

from benchmarks.application import ACCOUNT, REGION, Json, Kind

ONE_CHANGES_IN = 25
PROVIDER = "registry.terraform.io/hashicorp/aws"


def write_plan(count: int, kinds: tuple[Kind, ...]) -> str:
    """Returns the JSON of a plan of so many resources, of applications that have each of the kinds."""
    resources = list(islice(_resources(kinds), count))
    changes = [_change(*each) for each in resources]
    values = [
        {"address": change["address"], "mode": "managed", "type": change["type"], "name": change["name"],
        "index": change["index"],
         "provider_name": PROVIDER, "schema_version": 0, "sensitive_values": {}}
        for change in changes
    ]  # fmt: skip
    plan = {
        "format_version": "1.2",
        "terraform_version": "1.9.8",
        "planned_values": _module(values, changes, "after"),
        "resource_changes": changes,
        "prior_state": {"format_version": "1.0", "terraform_version": "1.9.8", "values": _module(values, changes, "before")},
        "configuration": {
            "provider_config": {
                "aws": {
                    "name": "aws",
                    "full_name": PROVIDER,
                    "expressions": {
                        "region": {"constant_value": REGION},
                        "allowed_account_ids": {"constant_value": [ACCOUNT]},
                    },
                }
            },
            "root_module": {"resources": [_configured(kind, number) for number, kind in enumerate(kinds)]},
        },
        "timestamp": "2027-01-15T08:00:00Z",
        "applyable": True,
        "complete": True,
        "errored": False,
    }
    return json.dumps(plan)


def _resources(kinds: tuple[Kind, ...]) -> Iterator[tuple[int, int, Kind]]:
    for application in numbers():
        for position, kind in enumerate(kinds):
            yield application, position, kind


def _name(kind: Kind, position: int) -> str:
    return f"{kind.type.removeprefix('aws_')}_{position}"


def _change(application: int, position: int, kind: Kind) -> Json:
    app = f"app-{application:05d}"
    before = kind.values(app)
    changed = kind.changes(app) if application % ONE_CHANGES_IN == 0 else {}
    return {
        "address": f'{kind.type}.{_name(kind, position)}["{app}"]',
        "mode": "managed",
        "type": kind.type,
        "name": _name(kind, position),
        "index": app,
        "provider_name": PROVIDER,
        "change": {
            "actions": ["update"] if changed else ["no-op"],
            "before": before,
            "after": {**before, **changed},
            "after_unknown": {},
            "before_sensitive": {},
            "after_sensitive": {},
        },
    }


def _module(values: list[Json], changes: list[Json], side: str) -> Json:
    both = zip(values, changes, strict=True)
    return {"root_module": {"resources": [{**each, "values": change["change"][side]} for each, change in both]}}


def _configured(kind: Kind, position: int) -> Json:
    expressions = {
        name: {"references": ["each.value"]} for name in kind.values("app-00000") if name not in ("arn", "id", "tags_all")
    }
    return {
        "address": f"{kind.type}.{_name(kind, position)}",
        "mode": "managed",
        "type": kind.type,
        "name": _name(kind, position),
        "provider_config_key": "aws",
        "expressions": expressions,
        "schema_version": 0,
        "for_each_expression": {"references": ["var.applications"]},
    }
