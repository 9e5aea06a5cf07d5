"""What is wrong with an input, as fields. The edge that shows it (`main.py`, the command line) makes the sentence."""

from dataclasses import dataclass


@dataclass(kw_only=True, eq=False)
class InputError(ValueError):
    """One fault in one input.

    Raised by code that knows only the value (a construct, a policy function, a field's type); the caller that knows the
    file and the line adds them with `dataclasses.replace`. It is a `ValueError`, so that pydantic collects several of them
    where a field's validator raises it.
    """

    problem: str
    """What is wrong, in words, without the place."""
    remedy: str
    """What to do about it, as an instruction."""
    field: str = ""
    """Dotted path of the field, such as `key.rotation_days`."""
    value: str = ""
    """What was given, as text; empty when nothing was given."""
    said: str = ""
    """What another program said of it, its lines as they were; empty where none was run."""
    allowed: str = ""
    """What would have been accepted; empty when the remedy says it."""
    environment: str = ""
    """Name of the environment that it is about; empty where nothing else could be meant."""
    file: str = ""
    line: int = 0
    """Counted from 1; 0 where no line is known."""
    column: int = 0
    """Counted from 1; 0 where no column is known."""

    def __str__(self) -> str:
        head = ": ".join(part for part in (self.environment, self.place, self.field, self.problem) if part)
        given = f" (given: {self.value})" if self.value else ""
        allowed = f" Allowed: {self.allowed}." if self.allowed else ""
        return printable(f"{head}{given}.{allowed} {self.remedy}")

    @property
    def place(self) -> str:
        """`file:line:column`, as far as known: the form that terminals and editors turn into a link."""
        return ":".join(str(part) for part in (self.file, self.line, self.column) if part)


def printable(text: str, most: int = 0) -> str:
    """Returns the text with everything escaped that a terminal would obey or hide, cut to `most` characters if given.

    Inputs are shown to people, and an escape sequence or a change of writing direction could make them see something else.
    """
    escaped = "".join(character if character.isprintable() else _escaped(character) for character in text)
    if most and len(escaped) > most:
        return f"{escaped[:most]}... ({len(text)} characters)"
    return escaped


def _escaped(character: str) -> str:
    return character.encode("unicode_escape").decode("ascii")
