"""A review as SARIF 2.1.0, for code scanning and for whatever else reads it.

Source: OASIS, "Static Analysis Results Interchange Format (SARIF) Version 2.1.0 Plus Errata 01". A place is the plan's file with
the resource's address as logical location: a plan has no lines that mean anything to people.
"""

import json
from hashlib import sha256
from typing import Any
from urllib.parse import quote

from camunda_byok.accepted_risks import RULE as ACCEPTED_RISK
from camunda_byok.errors import printable
from camunda_byok.finding import Finding, Weight
from camunda_byok.output.review_words import LONGEST, remedy
from camunda_byok.review import PlanReview, Review, severity
from camunda_byok.rules.catalog import the_one_called

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
LEVELS = {Weight.BLOCK: "error", Weight.WARN: "warning", Weight.NOTE: "note"}
FINGERPRINT = "rulePlaceAndFault/v1"


def as_sarif(review: Review) -> str:
    """Returns one run with the findings of all plans, most severe first, and the rules that found them."""
    found = [(plan, finding) for plan in review.plans for finding in plan.findings]
    found.sort(key=lambda each: severity(each[1]))
    rules = list(dict.fromkeys(finding.rule for _, finding in found))
    run = {
        "tool": {"driver": {"name": "camunda-byok", "rules": [_rule(rule) for rule in rules]}},
        "results": [_result(plan, finding, rules.index(finding.rule)) for plan, finding in found],
    }
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2)


def _rule(rule_id: str) -> dict[str, Any]:
    if rule_id == ACCEPTED_RISK:
        return {
            "id": rule_id,
            "shortDescription": {"text": "An accepted risk has expired, or nothing needs it."},
            "help": {"text": "Take it out of accepted_risks, or let its owner renew it."},
        }
    rule = the_one_called(rule_id)
    return {
        "id": rule.id,
        "shortDescription": {"text": rule.title},
        "fullDescription": {"text": rule.why_it_matters},
        "help": {"text": f"{rule.why_it_matters}\n\nWhat to do: {rule.what_to_do}"},
        "defaultConfiguration": {"level": LEVELS[rule.weight]},
    }


def _result(plan: PlanReview, finding: Finding, rule_index: int) -> dict[str, Any]:
    says = [finding.summary, *finding.details]
    if finding.cannot_tell:
        says.append(f"Cannot tell, because {finding.cannot_tell}.")
    says.append(f"{'Afterwards' if finding.cannot_tell else 'To do'}: {remedy(finding)}")
    result: dict[str, Any] = {
        "ruleId": finding.rule,
        "ruleIndex": rule_index,
        "kind": "open" if finding.cannot_tell else "fail",
        "level": "none" if finding.cannot_tell else LEVELS[finding.weight],
        "message": {"text": "\n".join(map(_message, says))},
        "locations": [_location(plan, finding.address)],
        "partialFingerprints": {FINGERPRINT: _fingerprint(plan.name, finding)},
    }
    if finding.accepted:
        accepted = {"kind": "external", "status": "accepted", "justification": printable(finding.accepted, LONGEST)}
        result["suppressions"] = [accepted]
    return result


def _message(text: str) -> str:
    """Returns a text in which no viewer finds a link or a placeholder (sections 3.11.5 and 3.11.6)."""
    shown = printable(text, LONGEST).replace("[", "\\[").replace("]", "\\]")
    return shown.replace("{", "{{").replace("}", "}}")


def _location(plan: PlanReview, address: str) -> dict[str, Any]:
    location: dict[str, Any] = {}
    if plan.file:
        uri = quote(plan.file.replace("\\", "/").encode("utf-8", "backslashreplace"))
        location["physicalLocation"] = {"artifactLocation": {"uri": uri}, "region": {"startLine": 1}}
    if address:
        location["logicalLocations"] = [{"fullyQualifiedName": printable(address, LONGEST), "kind": "resource"}]
    return location


def _fingerprint(plan: str, finding: Finding) -> str:
    """Returns what is the same as long as the same fault stands at the same place."""
    return sha256(repr((plan, finding.rule, finding.address, finding.summary)).encode("utf-8", "backslashreplace")).hexdigest()
