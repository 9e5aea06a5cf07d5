"""The words of a review that are the same in text and in Markdown."""

from collections import Counter

from camunda_byok.authorization.actions import ADMINISTRATION, READING
from camunda_byok.finding import Finding, Weight
from camunda_byok.policy_changes import PolicyChange
from camunda_byok.review import PlanReview, Review

SIGNS = {"create": "+", "update": "~", "replace": "-/+", "destroy": "-", "forget": "x", "import": "<", "move": ">", "judge": ""}
"""Terraform's own signs where it has one."""
LONGEST = 1000
"""Characters of one sentence that a review shows; what it says of a value is shorter already."""

FEW_ACTIONS = 4
"""Of reading and administering a key, more are not named: they would hide the few that use it, end it or open it to others."""
MOST_ACTIONS = 40
"""Actions that one line names, enough for all others of a key; JSON has all."""
_CARE = frozenset((*READING, *ADMINISTRATION))

CHANGES = "who gains (+) and who loses (-) what"
SAME_POLICY = "written anew; nobody gains or loses anything"


def label(finding: Finding) -> str:
    """Returns what a finding means for the plan, in one word or two."""
    if finding.accepted:
        return "ACCEPTED"
    return "CANNOT TELL" if finding.cannot_tell else finding.weight.name


def rows(finding: Finding) -> list[tuple[str, str]]:
    """Returns what a finding says, each with its heading. Details have none."""
    said = [("finding", finding.summary), *(("", detail) for detail in finding.details)]
    if finding.cannot_tell:
        said.append(("cannot tell", f"because {finding.cannot_tell}"))
    said.append(("afterwards" if finding.cannot_tell else "to do", remedy(finding)))
    if finding.accepted:
        said.append(("accepted", finding.accepted.removeprefix("accepted ")))
    return said


def remedy(finding: Finding) -> str:
    """Returns what to do, without the word that is its heading already."""
    return finding.remedy.removeprefix("Afterwards").lstrip(": ")


def verdict(review: Review) -> str:
    """Returns in one line what the review comes to."""
    blocking = Counter(finding.rule for _, finding in review.findings() if finding.blocks)
    if blocking:
        number = sum(blocking.values())
        rules = ", ".join(rule if times == 1 else f"{rule} ({times} times)" for rule, times in blocking.items())
        return f"{counted(number, 'finding')} {'blocks' if number == 1 else 'block'}: {rules}."
    rest = [
        counted(number, noun)
        for number, noun in (
            (review.count(Weight.WARN), "warning"),
            (sum(bool(found.cannot_tell) and not found.accepted for _, found in review.findings()), "open question"),
            (review.count(Weight.NOTE), "note"),
            (sum(bool(found.accepted) for _, found in review.findings()), "accepted finding"),
            (sum(bool(plan.waits_for) for plan in review.plans), "waiting plan"),
        )
        if number
    ]
    return f"Nothing blocks: {', '.join(rest) or 'no findings'}."


def untouched(plan: PlanReview) -> str:
    """Returns what is said of a plan that touches nothing of ours, or of one that could not be made yet."""
    if plan.waits_for:
        return f"{plan.name}: not planned yet, {plan.waits_for} has to be deployed first; then plan again."
    return f"{plan.name}: no key, trail or alarm changes{f'; {unread(plan)}' if plan.others else ''}."


def unread(plan: PlanReview) -> str:
    """Returns how many resources the plan changes that no rule reads, without the full stop."""
    return f"{counted(plan.others, 'other change')} {'is' if plan.others == 1 else 'are'} not judged"


def standing(policy: PolicyChange) -> str:
    """Returns the heading of who can do what."""
    return "who can do what" if policy.alone else "who can do what afterwards"


def policy_is_the_same(policy: PolicyChange) -> bool:
    """Whether only the text of a policy changes and not what it means."""
    return not (policy.lines or policy.cannot_tell or policy.alone)


def actions_in_short(actions: tuple[str, ...]) -> tuple[tuple[str, ...], str]:
    """Returns the actions to name, and how the list goes on with those that are only counted; nothing where all are named."""
    care = [action for action in actions if action in _CARE]
    named = tuple(action for action in actions if len(care) <= FEW_ACTIONS or action not in _CARE)
    counted_care = f"{len(care)} that only read or administer the key" if len(care) > FEW_ACTIONS else ""
    more = f"{len(named) - MOST_ACTIONS} more" if len(named) > MOST_ACTIONS else ""
    return named[:MOST_ACTIONS], "".join(f", and {others}" for others in (more, counted_care) if others)


def counted(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
