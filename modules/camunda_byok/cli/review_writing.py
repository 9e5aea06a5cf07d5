"""Writes a review in the form that somebody chose, and in others beside it."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import typer

from camunda_byok.cli.review_format import ReviewFormat
from camunda_byok.errors import InputError
from camunda_byok.output import review_json, review_markdown, review_sarif, review_text
from camunda_byok.review import Review


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A format, and the file that it goes to."""

    format: ReviewFormat
    file: Path


def write(review: Review, name: str, format: ReviewFormat, also: Sequence[str]) -> None:
    """Writes the review to files, and then to standard output: where a file cannot be written, nothing seems to be all right.

    name: stands in the first line of the Markdown, by which a program finds its comment again.
    also: `FORMAT=FILE` each. Raises InputError where that is no format, or the file cannot be written.
    """
    for file, text in [(each.file, _written(review, name, each.format)) for each in asked(also)]:
        _write_file(file, text)
    if format is ReviewFormat.text:
        review_text.show(review_text.as_text(review))
    else:
        typer.echo(_written(review, name, format))


def _written(review: Review, name: str, format: ReviewFormat) -> str:
    match format:
        case ReviewFormat.text:
            return review_text.as_text(review).plain
        case ReviewFormat.markdown:
            return review_markdown.as_markdown(review, name=name)
        case ReviewFormat.json:
            return review_json.as_json(review)
        case ReviewFormat.sarif:
            return review_sarif.as_sarif(review)


def asked(also: Sequence[str]) -> list[Asked]:
    """Returns what `--also` asks for. Raises InputError where it cannot be done."""
    return [_asked(each) for each in also]


def _asked(said: str) -> Asked:
    format, _, file = said.partition("=")
    if file and format in ReviewFormat.__members__:
        if not Path(file).parent.is_dir():
            raise InputError(field="--also", value=file, problem="there is no such folder", remedy="Make the folder first.")
        return Asked(format=ReviewFormat(format), file=Path(file))
    raise InputError(
        field="--also",
        value=said,
        problem="this does not say which format goes to which file",
        allowed=f"FORMAT=FILE with {', '.join(ReviewFormat.__members__)}",
        remedy="Write for example --also json=review.json",
    )


def _write_file(file: Path, text: str) -> None:
    try:
        file.write_text(text.rstrip("\n") + "\n", encoding="utf-8")
    except OSError as error:
        raise InputError(
            field="--also", value=str(file), problem=f"the file cannot be written: {error.strerror}", remedy="Name another."
        ) from error
