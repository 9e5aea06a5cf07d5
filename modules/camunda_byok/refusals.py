"""What stands in the way of applying a review, and what somebody may accept by hand."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from camunda_byok.errors import InputError
from camunda_byok.review import Review

SHORTEST_REASON = 10
"""Characters of a reason. It is shown and says to a later reader why something fatal was done."""


def reasons_given(given: Iterable[str]) -> dict[str, str]:
    """Returns the reasons by their rules, of what somebody gave as `RULE=REASON`. Raises InputError where it is not that."""
    return dict(_read(each) for each in given)


def accepted_by_hand(review: Review, reasons: Mapping[str, str]) -> Review:
    """Returns the review with the findings of these rules accepted.

    Raises InputError where nothing of a rule blocks: who accepts too much on a command line is about to accept what he has not
    read.
    """
    blocking = {finding.rule for _, finding in review.findings() if finding.blocks}
    for rule in reasons:
        if rule not in blocking:
            raise InputError(
                field="--accept",
                value=rule,
                problem="no finding of this rule blocks",
                allowed=", ".join(sorted(blocking)) or "nothing, since nothing blocks",
                remedy="Read the review, and accept what blocks there or nothing.",
            )
    return replace(
        review,
        plans=tuple(
            replace(
                plan,
                findings=tuple(
                    replace(finding, accepted=f"accepted on the command line: {reasons[finding.rule]}")
                    if finding.blocks and finding.rule in reasons
                    else finding
                    for finding in plan.findings
                ),
            )
            for plan in review.plans
        ),
    )


def refusal(review: Review, reviewed_before: Path | None) -> str:
    """Returns why the review's plans are not applied, or nothing where they may be.

    reviewed_before: the JSON review of an earlier plan, which these plans must do exactly. Raises InputError where it is none.
    """
    blocking = sorted({finding.rule for _, finding in review.findings() if finding.blocks})
    if blocking:
        verb = "blocks" if len(blocking) == 1 else "block"
        return (
            f"{', '.join(blocking)} {verb}. Change what the review says; or, if it is meant, "
            f'name each rule with a reason: --accept {blocking[0]}="why it is right".'
        )
    if reviewed_before is None:
        return ""
    before = _fingerprints(reviewed_before)
    for plan in review.plans:
        if plan.fingerprint and before.get(plan.name) != plan.fingerprint:
            return f"the plan of {plan.name} is not the one that {reviewed_before} reviewed. Review the new plan first."
    return ""


def _read(given: str) -> tuple[str, str]:
    rule, _, reason = given.partition("=")
    if rule and len(reason.strip()) >= SHORTEST_REASON:
        return rule, reason.strip()
    raise InputError(
        field="--accept",
        value=given,
        problem="this does not say which rule is accepted and why",
        allowed=f"RULE=REASON with a reason of at least {SHORTEST_REASON} characters",
        remedy='Write for example --accept key-destroyed="the cluster was deleted, ticket 4711".',
    )


def _fingerprints(file: Path) -> dict[str, str]:
    try:
        return {plan["name"]: plan["fingerprint"] for plan in json.loads(file.read_text(encoding="utf-8"))["plans"]}
    except (OSError, ValueError, KeyError, TypeError) as fault:
        raise InputError(
            file=str(file),
            field="--fingerprint",
            problem="this is no review in JSON",
            remedy="Give the file that byok plan wrote with --format json or --also json=FILE.",
        ) from fault
