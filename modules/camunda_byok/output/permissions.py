"""The IAM policies of an environment, for people at 80 columns and for programs."""

import json
import textwrap
from collections.abc import Iterator

from camunda_byok.environment import Environment
from camunda_byok.limits import MANAGED_POLICY_CHARACTERS
from camunda_byok.permissions.catalog import Kind, Needs, everybody, needs_of, permissions_for, policies_for
from camunda_byok.permissions.permission import Permission, characters
from camunda_byok.policies.documents import to_json

WIDTH = 80
VERSION = 1
"""Of the JSON; it changes with what a program must know anew."""
_HEADS = {Kind.PERSON: "people", Kind.COMMAND: "commands"}


def list_as_text(environment: Environment) -> str:
    """Returns a line for everybody and every command that a policy can be shown for."""
    every = list(everybody(environment))
    blocks = ["\n".join([_HEADS[kind], *(_line(needs) for needs in every if needs.kind is kind)]) for kind in Kind]
    head = f"IAM policies of {environment.name}: byok permissions {environment.name} FOR shows one."
    return "\n\n".join([head, *blocks])


def list_as_json(environment: Environment) -> str:
    return json.dumps(
        {
            "version": VERSION,
            "environment": environment.name,
            "for": [
                {
                    "name": needs.name,
                    "kind": needs.kind.value,
                    "summary": needs.summary,
                    "reads_only": needs.reads_only,
                }
                for needs in everybody(environment)
            ],
        },
        indent=2,
    )


def as_text(environment: Environment, who: str, *, keys: tuple[str, ...]) -> str:
    """Returns what each statement is for, and then the policy, or the policies where one would be too long for IAM."""
    needs = needs_of(environment, who)
    statements = permissions_for(environment, who, keys=keys)
    policies = policies_for(environment, who, keys=keys)
    head = f"{needs.name} of {environment.name}: {needs.summary}."
    if len(policies) > 1:
        head += f" It takes {len(policies)} managed policies, since IAM takes {MANAGED_POLICY_CHARACTERS} characters of each."
    rows = "\n".join(line for one in statements for line in _rows(one))
    documents = [
        f"Policy {number} of {len(policies)}, {characters(policy)} of {MANAGED_POLICY_CHARACTERS} characters without blanks\n\n"
        + to_json(policy)
        for number, policy in enumerate(policies, 1)
    ]
    return "\n\n".join([textwrap.fill(head, WIDTH), rows, *documents])


def as_json(environment: Environment, who: str, *, keys: tuple[str, ...]) -> str:
    needs = needs_of(environment, who)
    return json.dumps(
        {
            "version": VERSION,
            "environment": environment.name,
            "for": needs.name,
            "reads_only": needs.reads_only,
            "most_characters": MANAGED_POLICY_CHARACTERS,
            "policies": [
                {"characters": characters(policy), "document": policy} for policy in policies_for(environment, who, keys=keys)
            ],
            "statements": [
                {"sid": one.sid, "purpose": one.purpose, "wide_because": one.wide or None}
                for one in permissions_for(environment, who, keys=keys)
            ],
        },
        indent=2,
    )


def _line(needs: Needs) -> str:
    reads = " (reads only)" if needs.reads_only else ""
    return _wrapped(f"  {needs.name:<18}", needs.summary + reads)


def _rows(one: Permission) -> Iterator[str]:
    yield _wrapped(f"  {one.sid:<26}", f"to {one.purpose}")
    if one.wide:
        yield _wrapped(" " * 28, f"wide, because {one.wide}")


def _wrapped(before: str, text: str) -> str:
    return textwrap.fill(text, WIDTH, initial_indent=before, subsequent_indent=" " * len(before), break_on_hyphens=False)
