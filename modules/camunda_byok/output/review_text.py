"""A review for people at a terminal of 80 columns: findings, most severe first, then what each plan changes.

Values come from plans of anybody. They are escaped and put into `Text`, in which rich looks for no markup of its own.
"""

import textwrap
from collections.abc import Iterator

from rich.console import Console
from rich.text import Text

from camunda_byok.errors import printable
from camunda_byok.finding import Finding
from camunda_byok.output.review_words import (
    CHANGES,
    LONGEST,
    SAME_POLICY,
    SIGNS,
    actions_in_short,
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

WIDTH = 80
_LABEL = 15
_STYLES = {"BLOCK": "bold red", "WARN": "bold yellow", "NOTE": "bold blue", "CANNOT TELL": "bold magenta", "ACCEPTED": "dim"}
_SIGN_STYLES = {"+": "green", "-": "red", "-/+": "red", "~": "yellow"}


def show(text: Text) -> None:
    """Writes to standard output, with colours on a terminal only. Nothing is wrapped anew: long addresses can be copied."""
    Console(highlight=False).print(text, soft_wrap=True)


def as_text(review: Review) -> Text:
    """Returns the whole review, the verdict in its last line."""
    if all(plan.touches_nothing_of_ours for plan in review.plans):
        return Text("\n").join(line_as_text(untouched(plan)) for plan in review.plans)
    several = len(review.plans) > 1
    blocks = [finding_as_text(finding, plan if several else "") for plan, finding in review.findings()]
    blocks += [_plan(plan) for plan in review.plans]
    return Text("\n\n").join([*blocks, line_as_text(verdict(review), style="bold red" if review.blocks else "bold green")])


def finding_as_text(finding: Finding, plan: str) -> Text:
    """Returns one finding; `plan` says of which plan or stacks it is, where that is not said elsewhere."""
    word = label(finding)
    where = finding.address or "the whole"
    said = [("where", f"{where} ({plan})" if plan else where), *rows(finding)]
    head = _signed(f"{word}  ", finding.rule, style=_STYLES[word])
    return Text("\n").join([head, *(line_as_text(text, f"  {heading:<{_LABEL - 2}}", " " * _LABEL) for heading, text in said)])


def _plan(plan: PlanReview) -> Text:
    if plan.touches_nothing_of_ours:
        return line_as_text(untouched(plan))
    lines = [line_as_text(plan.name, style="bold")]
    lines += [line for change in plan.changes for line in change_as_text(change)]
    if plan.noticed:
        lines.append(line_as_text("Changed outside of the plan, as Terraform noticed:", "  "))
        lines += [line for change in plan.noticed for line in change_as_text(change)]
    if plan.others:
        lines.append(line_as_text(f"{unread(plan)}.", "  "))
    return Text("\n").join(lines)


def change_as_text(change: ThingChange) -> Iterator[Text]:
    """Gives what happens to one thing, line by line."""
    sign = SIGNS[change.action]
    if change.action != "judge":  # then the heading says it
        yield _signed(f"  {sign:>3} ", f"{change.action} {change.kind} {change.address}", style=_SIGN_STYLES.get(sign, ""))
    for field in change.fields:
        yield line_as_text(f"{field.name}: {field.before} -> {field.after}", " " * 8, " " * 10)
    for policy in change.policies:
        yield from _policy(policy)


def _policy(policy: PolicyChange) -> Iterator[Text]:
    if policy_is_the_same(policy):
        yield line_as_text(f"{policy.field}: {SAME_POLICY}", " " * 8, " " * 10)
    for heading, lines in (
        (f"{policy.field}: {CHANGES}", policy.lines),
        (f"{policy.field}: {standing(policy)}", policy.afterwards),
    ):
        if lines:
            yield line_as_text(heading, " " * 8)
            yield from (part for line in lines for part in _permission(line))
    for reason in policy.cannot_tell:
        yield line_as_text(f"{policy.field}: cannot tell, because {reason}", " " * 8, " " * 10)


def _permission(line: PolicyLine) -> Iterator[Text]:
    yield _signed(f"        {line.sign:>1} ", f"{line.who}: {line.answer}", style=_SIGN_STYLES.get(line.sign, ""))
    named, others = actions_in_short(line.actions)
    yield line_as_text(", ".join(named) + others + (f" on {line.on}" if line.on else ""), " " * 12)
    if line.when:
        yield line_as_text(f"when {', or when '.join(line.when)}", " " * 12)


def _signed(sign: str, text: str, *, style: str) -> Text:
    """Returns a line whose beginning alone has a colour."""
    line = line_as_text(text, sign, " " * (len(sign) + 2))
    line.stylize(style, 0, len(sign))
    return line


def line_as_text(text: str, first: str = "", then: str | None = None, *, style: str = "") -> Text:
    """Wraps between words only: an address that is longer than a line stays whole, so that it can be copied.

    Whatever is wrapped is indented: by `then`, as `first` is, or by four. So no value can look like the beginning of anything.
    """
    wrapped = textwrap.fill(
        printable(text, LONGEST),
        WIDTH,
        initial_indent=first,
        subsequent_indent=" " * (len(first) or 4) if then is None else then,
        break_long_words=False,
        break_on_hyphens=False,
    )
    return Text(wrapped, style=style)
