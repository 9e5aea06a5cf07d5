"""The forms in which a review is written."""

from enum import Enum


class ReviewFormat(str, Enum):
    """How a review is written."""

    text = "text"
    markdown = "markdown"
    json = "json"
    sarif = "sarif"
