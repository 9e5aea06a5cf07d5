"""Findings that somebody has accepted, with a reason and an end: they stay visible and no longer block.

What is accepted past its end, or never needed, is a finding itself. So a list of accepted risks cannot grow old in silence.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field

from camunda_byok import fields, limits
from camunda_byok.errors import InputError
from camunda_byok.finding import Finding, Weight
from camunda_byok.rules.catalog import the_one_called
from camunda_byok.settings import Settings

RULE = "accepted-risk"
"""Id under which an expired or unused acceptance is reported."""


def _known_rule(rule: str) -> str:
    return the_one_called(rule).id


def _day(value: object) -> object:
    """Takes a day that somebody put in quotes for what it is."""
    if not isinstance(value, str):
        return value
    try:
        return datetime.strptime(value, "%Y-%m-%d").date()
    except ValueError:
        raise InputError(
            value=value,
            problem="there is no such day",
            allowed="year, month and day, such as 2027-12-31",
            remedy="Write the day as in 2027-12-31.",
        ) from None


class AcceptedRisk(Settings):
    """One finding that is accepted: it stays visible in every review and no longer blocks."""

    rule: Annotated[str, AfterValidator(_known_rule)]
    """Id of the rule whose finding is accepted, as the finding shows it and `byok rules` lists it."""
    resource: Annotated[str, Field(min_length=1)] = "*"
    """Address at which it is accepted, as a pattern in which `*` stands for anything. At every resource of the environment
    unless given."""
    reason: fields.Line
    """Why it is accepted, for the auditor. Every review shows it beside the finding."""
    owner: fields.Line
    """Who answers for it, a person or a team. Every review shows it."""
    expires: Annotated[date, BeforeValidator(_day)]
    """The last day on which it is accepted, such as 2027-06-30. From the next day on the finding stands again."""

    def covers(self, finding: Finding) -> bool:
        """Whether this is the finding that was accepted, whatever the day."""
        # The brackets of `module.keys["eu"]` are themselves: `*` is all that stands for something else.
        pattern = ".*".join(map(re.escape, self.resource.split("*")))
        return self.rule == finding.rule and re.fullmatch(pattern, finding.address, re.DOTALL) is not None


def accept(findings: Iterable[Finding], risks: Sequence[AcceptedRisk], *, today: date) -> list[Finding]:
    """Returns the findings, those that are accepted today marked so."""
    valid = [risk for risk in risks if today <= risk.expires]
    return [_judged(finding, valid) for finding in findings]


def expired(risks: Sequence[AcceptedRisk], *, today: date) -> list[Finding]:
    """Returns a finding for each acceptance that has ended. Say them once, however many plans are judged."""
    return [
        Finding(
            rule=RULE,
            weight=Weight.WARN,
            address=risk.resource,
            summary=f"The acceptance of {risk.rule} by {risk.owner} ended on {risk.expires}.",
            details=(f"It was accepted because: {risk.reason}",),
            remedy="Mend the fault and take the acceptance out, or let its owner renew it.",
        )
        for risk in risks
        if today > risk.expires
    ]


def expiring(risks: Sequence[AcceptedRisk], *, today: date) -> list[Finding]:
    """Returns a finding for each acceptance that ends within four weeks, while there is time to do something."""
    return [
        Finding(
            rule=RULE,
            weight=Weight.NOTE,
            address=risk.resource,
            summary=f"The acceptance of {risk.rule} by {risk.owner} ends on {risk.expires}.",
            details=(f"It was accepted because: {risk.reason}",),
            remedy="Mend the fault until then, or let its owner renew the acceptance.",
        )
        for risk in risks
        if 0 <= (risk.expires - today).days < limits.RISK_NOTICE_DAYS
    ]


def unused(findings: Sequence[Finding], risks: Sequence[AcceptedRisk], *, today: date) -> list[Finding]:
    """Returns a finding for each valid acceptance that none of the findings needs.

    Ask it only where everything about the environment was looked at: one plan alone does not show every fault.
    """
    return [
        Finding(
            rule=RULE,
            weight=Weight.NOTE,
            address=risk.resource,
            summary=f"Nothing needs the acceptance of {risk.rule} by {risk.owner}.",
            remedy="Take it out of accepted_risks, so that the fault is reported should it come.",
        )
        for risk in risks
        if today <= risk.expires and not any(risk.covers(finding) for finding in findings)
    ]


def _judged(finding: Finding, valid: Sequence[AcceptedRisk]) -> Finding:
    for risk in valid:
        if risk.covers(finding):
            return replace(finding, accepted=f"accepted by {risk.owner} until {risk.expires}: {risk.reason}")
    return finding
