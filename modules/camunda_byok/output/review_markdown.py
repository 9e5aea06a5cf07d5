"""A review as a comment of a pull request on GitHub. The same review gives the same text.

The first line is an HTML comment with the review's name, by which a program finds its comment again and updates it.
"""

from collections.abc import Iterator
from urllib.parse import quote

from camunda_byok.errors import printable
from camunda_byok.finding import Finding
from camunda_byok.output.markdown_values import code, in_html, prose
from camunda_byok.output.review_words import (
    CHANGES,
    LONGEST,
    SAME_POLICY,
    SIGNS,
    actions_in_short,
    counted,
    label,
    policy_is_the_same,
    rows,
    standing,
    unread,
    untouched,
    verdict,
)
from camunda_byok.policy_changes import PolicyChange, PolicyLine
from camunda_byok.review import PlanReview, Review, ThingChange

MOST_CHARACTERS = 65_536
"""Of a comment on GitHub."""
_FOR_WHAT_IS_LEFT_OUT = 300
BLOCKING, OTHERS, PARTS, PLANS = "findings that block", "other findings", "changes and tables of plans", "whole plans"
"""What can be left out, in the words that say so."""
_HEADINGS = {"finding": "", "cannot tell": "**Cannot tell**, ", "afterwards": "**Afterwards:** ", "to do": "**To do:** "}
_HEADINGS["accepted"] = "**Accepted** "


def as_markdown(review: Review, *, name: str) -> str:
    """Returns a comment of at most 65,536 characters. What does not fit is counted; findings that block come first.

    name: which review this is, such as the environment; another name begins another comment.
    """
    head = f"<!-- camunda-byok review: {quote(printable(name, LONGEST), safe=' ,/')} -->\n"
    if all(plan.touches_nothing_of_ours for plan in review.plans):
        return head + "\n\n".join(prose(untouched(plan)) for plan in review.plans) + "\n"
    head += f"## Keys, trails and alarms\n\n**{prose(verdict(review))}**\n"
    room = MOST_CHARACTERS - len(head) - _FOR_WHAT_IS_LEFT_OUT
    body, left_out = _findings(review, room)
    for plan in review.plans:
        section, more = _plan(plan, room - len(body))
        body += section
        left_out += more
    return head + _left_out(left_out) + body


def _left_out(left_out: list[str]) -> str:
    numbers = {noun: left_out.count(noun) for noun in (BLOCKING, OTHERS, PARTS, PLANS)}
    said = ", ".join(f"{noun} ({number})" for noun, number in numbers.items() if number)
    return f"\nLeft out, since a comment has no room for it: {said}. `byok review` shows everything.\n" if said else ""


def _findings(review: Review, room: int) -> tuple[str, list[str]]:
    """Returns the findings that fit, and what was left out. Those that block are shortened before one of them is left out."""
    several = len(review.plans) > 1
    found = review.findings()
    briefly = sum(len(_brief(finding)) for _, finding in found if finding.blocks)
    body, left_out = "", list[str]()
    for plan, finding in found:
        written = _finding(finding, plan if several else "")
        if finding.blocks:
            briefly -= len(_brief(finding))
            if len(body) + len(written) + briefly > room:
                written = _brief(finding)
        if left_out or len(body) + len(written) > room:
            left_out.append(BLOCKING if finding.blocks else OTHERS)
        else:
            body += written
    return body, left_out


def _brief(finding: Finding) -> str:
    return f"\n{_head(finding)} at {code(finding.address)}\n"


def _head(finding: Finding) -> str:
    return f"### {label(finding)}: {prose(finding.rule)}"


def _finding(finding: Finding, plan: str) -> str:
    where = code(finding.address) if finding.address else "the whole"
    lines = [_head(finding), where + (f" in the plan {code(plan)}" if plan else "")]
    details = [f"- {prose(text)}" for heading, text in rows(finding) if not heading]
    for heading, text in rows(finding):
        if heading:
            lines.append(_HEADINGS[heading] + prose(text))
        if heading == "finding" and details:
            lines.append("\n".join(details))
    return "\n" + "\n\n".join(lines) + "\n"


def _plan(plan: PlanReview, room: int) -> tuple[str, list[str]]:
    if plan.touches_nothing_of_ours:
        opening, closing, items = f"\n{prose(untouched(plan))}\n", "", list[str]()
    else:
        outside = f", {len(plan.noticed)} outside of the plan" if plan.noticed else ""
        summary = f"{in_html(plan.name)}: {counted(len(plan.changes), 'change')}{outside}"
        opening = f"\n<details><summary>{summary}</summary>\n\n"
        closing = (f"\n{unread(plan)}.\n" if plan.others else "") + "\n</details>\n"
        items = list(_items(plan))
    written, left_out = opening, list[str]()
    for item in items:
        if left_out or len(written) + len(item) + len(closing) > room:
            left_out.append(PARTS)
        else:
            written += item
    written += closing
    return (written, left_out) if len(written) <= room else ("", [PLANS])


def _items(plan: PlanReview) -> Iterator[str]:
    yield from map(_change, plan.changes)
    for change in plan.changes:
        yield from _policies(change)
    if plan.noticed:
        first, *others = plan.noticed
        yield f"\nChanged outside of the plan, as Terraform noticed:\n\n{_change(first)}"
        yield from map(_change, others)
        for change in plan.noticed:
            yield from _policies(change)


def _change(change: ThingChange) -> str:
    fields = [f"  - {code(field.name)}: {code(field.before)} -> {code(field.after)}\n" for field in change.fields]
    what = f"`{SIGNS[change.action]}` {change.action} {prose(change.kind)} {code(change.address)}"
    return f"- {what}\n{''.join(fields)}"


def _policies(change: ThingChange) -> Iterator[str]:
    for policy in change.policies:
        whose = f"{code(policy.field)} of {code(change.address)}"
        if policy_is_the_same(policy):
            yield f"\n{whose}: {SAME_POLICY}.\n"
        yield from _tables(whose, policy)
        for reason in policy.cannot_tell:
            yield f"\n{whose}: **cannot tell**, because {prose(reason)}\n"


def _tables(whose: str, policy: PolicyChange) -> Iterator[str]:
    for heading, lines in ((CHANGES, policy.lines), (standing(policy), policy.afterwards)):
        if lines:
            title = f"\n{whose}: {heading}\n\n| | who | what | when | answer |\n|---|---|---|---|---|\n"
            yield title + "".join(map(_row, lines))


def _row(line: PolicyLine) -> str:
    named, others = actions_in_short(line.actions)
    what = ", ".join(map(code, named)) + others + (f" on {prose(line.on)}" if line.on else "")
    when = ", or ".join(map(prose, line.when)) or "always"
    return f"| {line.sign} | {prose(line.who)} | {what} | {when} | {prose(line.answer)} |\n"
