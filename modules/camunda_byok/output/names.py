"""What an environment's resources are called, for people at 80 columns and for programs."""

import json
from dataclasses import asdict
from itertools import groupby

from camunda_byok.environment import Environment
from camunda_byok.named_resources import NamedResource, named_resources
from camunda_byok.naming import Origin

_ORIGINS = {
    Origin.DEFAULT: "the kit's own",
    Origin.TEMPLATE: "by naming.template",
    Origin.OVERRIDE: "given",
}


def as_text(environment: Environment) -> str:
    """Returns a block for each stack. A name or ARN that is longer than a line stays whole, so that it can be copied."""
    head = f"{environment.name}: account {environment.account}, {environment.region}"
    blocks = [
        "\n".join([stack, *(_row(resource) for resource in resources)])
        for stack, resources in groupby(named_resources(environment), key=lambda resource: resource.stack)
    ]
    return "\n\n".join([head, *blocks])


def as_json(environment: Environment) -> str:
    return json.dumps(
        {
            "environment": environment.name,
            "account": environment.account,
            "names": [{**asdict(resource), "origin": resource.origin.value} for resource in named_resources(environment)],
        },
        indent=2,
    )


def _row(resource: NamedResource) -> str:
    lines = [f"  {resource.type}  naming.{resource.field}, {_ORIGINS[resource.origin]}"]
    if len(lines[0]) > 80:
        lines = [f"  {resource.type}", f"    naming.{resource.field}, {_ORIGINS[resource.origin]}"]
    return "\n".join([*lines, f"    {resource.name}", *([f"    {resource.arn}"] if resource.arn else [])])
