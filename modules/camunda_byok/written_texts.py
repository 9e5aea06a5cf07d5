"""The text that a command wrote into a file, or why the file does not hold it."""

from camunda_byok.errors import InputError


def decoded(content: bytes, *, command: str, remedy: str) -> str:
    """Returns the text. Raises InputError where there is none, or none in UTF-8.

    command: what writes it to standard output. remedy: how to write it anew.
    """
    if not content.strip():
        raise InputError(problem="the file is empty: the command that was to write it failed", remedy=remedy)
    if content.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in content[:4]:
        raise InputError(
            problem="the file is UTF-16, as the > of Windows PowerShell writes it",
            remedy=f"Write it as UTF-8: {command} | Out-File -Encoding utf8 FILE",
        )
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise InputError(problem="the file is not text in UTF-8", remedy=remedy) from None
