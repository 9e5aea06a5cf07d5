"""A review for programs. What it holds is described by docs/review.schema.json, a part of the kit's public interface."""

import json
from dataclasses import asdict
from typing import Any

from camunda_byok.finding import Finding
from camunda_byok.output.review_words import verdict
from camunda_byok.review import PlanReview, Review

VERSION = 1
"""Counts up when something disappears or changes its meaning; what is added does not count."""


def as_json(review: Review) -> str:
    written = {
        "version": VERSION,
        "blocks": review.blocks,
        "verdict": verdict(review),
        "plans": [_plan(plan) for plan in review.plans],
    }
    return json.dumps(written, indent=2)


def _plan(plan: PlanReview) -> dict[str, Any]:
    return {
        "name": plan.name,
        "file": plan.file,
        "findings": [finding_as_json(finding) for finding in plan.findings],
        "changes": [asdict(change) for change in plan.changes],
        "noticed": [asdict(change) for change in plan.noticed],
        "others": plan.others,
        "fingerprint": plan.fingerprint,
        "waits_for": plan.waits_for,
    }


def finding_as_json(finding: Finding) -> dict[str, Any]:
    """Returns a finding as every JSON of the kit holds it."""
    return {**asdict(finding), "weight": finding.weight.value, "blocks": finding.blocks}
