"""What is wrong with an input, as fields. The edge that shows it (`main.py`, the command line) makes the sentence."""

from dataclasses import dataclass


@dataclass(kw_only=True, eq=False)
class InputError(Exception):
    """One fault in one input.

    Raised by code that knows only the value (a construct, a policy function); the caller that knows the file and the line
    adds them with `dataclasses.replace`.
    """

    problem: str
    """What is wrong, in words, without the place."""
    remedy: str
    """What to do about it, as an instruction."""
    field: str = ""
    """Dotted path of the field, such as `key.rotation_days`."""
    value: str = ""
    """What was given, as text; empty when nothing was given."""
    allowed: str = ""
    """What would have been accepted; empty when the remedy says it."""
    file: str = ""
    line: int = 0
    """Counted from 1; 0 where no line is known."""
    column: int = 0
    """Counted from 1; 0 where no column is known."""

    def __str__(self) -> str:
        place = ":".join(str(part) for part in (self.file, self.line, self.column) if part)
        head = ": ".join(part for part in (place, self.field, self.problem) if part)
        given = f" (given: {self.value})" if self.value else ""
        allowed = f" Allowed: {self.allowed}." if self.allowed else ""
        return f"{head}{given}.{allowed} {self.remedy}"
