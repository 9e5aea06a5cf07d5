"""What checks found, for people at 80 columns and for programs: the worst first, each with what to do."""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from rich.text import Text

from camunda_byok.operations.checks import CheckResult, Verdict
from camunda_byok.output.review_text import line_as_text

MOST_DETAILS = 6
"""Lines that prove a result, on the screen; the JSON has all of them."""
_WORDS = {
    Verdict.FAILED: ("FAILED", "bold red"),
    Verdict.UNKNOWN: ("CANNOT TELL", "bold magenta"),
    Verdict.NEVER: ("NOT FROM HERE", "bold blue"),
}
_LABEL = 15


def lines(results: Iterable[CheckResult]) -> Iterator[Text]:
    """Yields what did not pass, a block for each, and then the names of what passed."""
    results = list(results)
    for result in results:
        if result.verdict is not Verdict.PASSED:
            yield from _block(result)
    passed = Counter(result.check for result in results if result.verdict is Verdict.PASSED)
    if passed:
        names = ", ".join(name if number == 1 else f"{name} ({number})" for name, number in passed.items())
        yield _labelled("passed", "green", names)


def _block(result: CheckResult) -> Iterator[Text]:
    word, style = _WORDS[result.verdict]
    failed = result.verdict is Verdict.FAILED
    yield _labelled(word, style, f"{result.check}: {result.says}" if failed else f"{result.check}, because {result.says}.")
    for detail in result.details[:MOST_DETAILS]:
        yield line_as_text(detail, " " * (_LABEL + 2) + "- ", " " * (_LABEL + 4))
    if len(result.details) > MOST_DETAILS:
        yield line_as_text(f"and {len(result.details) - MOST_DETAILS} more", " " * (_LABEL + 2) + "- ")
    if result.remedy:
        yield line_as_text(result.remedy, " " * (_LABEL + 2))


def _labelled(word: str, style: str, text: str) -> Text:
    head = f"  {word:<{_LABEL}}"
    line = line_as_text(text, head, " " * len(head))
    line.stylize(style, 0, len(head))
    return line


def counted(results: Iterable[CheckResult]) -> str:
    """Returns how many checks ended how, as a sentence."""
    numbers = Counter(result.verdict for result in results)
    failed, unknown, passed = (numbers[one] for one in (Verdict.FAILED, Verdict.UNKNOWN, Verdict.PASSED))
    return f"{failed} failed, {unknown} could not be looked at, {passed} passed."


def as_dicts(results: Iterable[CheckResult]) -> list[dict[str, Any]]:
    return [
        {
            "check": result.check,
            "verdict": result.verdict.value,
            "says": result.says,
            "remedy": result.remedy,
            "details": list(result.details),
        }
        for result in results
    ]
