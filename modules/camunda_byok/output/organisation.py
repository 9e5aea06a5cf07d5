"""The organization's policies for an environment, for people and for programs."""

import json
import textwrap
from collections.abc import Iterable

from camunda_byok.limits import ORGANISATION_POLICY_CHARACTERS
from camunda_byok.policies.documents import to_json
from camunda_byok.policies.organisation_policies import Kind, OrganisationPolicy

WIDTH = 80
_WORDS = {Kind.SERVICE: "service control policy", Kind.RESOURCE: "resource control policy"}


def as_text(policies: Iterable[OrganisationPolicy], *, account: str) -> str:
    """Returns a block for each policy: what it is for, what to mind, how large it is, and its document."""
    head = (
        f"Samples, for whoever runs the organization. Attach them to account {account}, after trying each on an account in "
        "which nothing matters. Nothing was made."
    )
    return "\n\n".join([textwrap.fill(head, WIDTH), *(_block(policy) for policy in policies)])


def as_json(policies: Iterable[OrganisationPolicy], *, account: str) -> str:
    return json.dumps(
        {
            "account": account,
            "policies": [
                {
                    "name": policy.name,
                    "type": policy.kind.value,
                    "purpose": policy.purpose,
                    "caution": policy.caution,
                    "characters": policy.characters,
                    "most_characters": ORGANISATION_POLICY_CHARACTERS,
                    "document": policy.document,
                }
                for policy in policies
            ],
        },
        indent=2,
    )


def _block(policy: OrganisationPolicy) -> str:
    size = f"{policy.characters} of {ORGANISATION_POLICY_CHARACTERS} characters without blanks"
    lines = [f"{policy.name}, a {_WORDS[policy.kind]}"]
    for label, text in (("purpose", policy.purpose), ("mind", policy.caution), ("size", size)):
        lines.append(
            textwrap.fill(
                text,
                WIDTH,
                initial_indent=f"  {label:<9}",
                subsequent_indent=" " * 11,
                break_long_words=False,
                break_on_hyphens=False,
            )
        )
    return "\n".join([*lines, "", to_json(policy.document)])
