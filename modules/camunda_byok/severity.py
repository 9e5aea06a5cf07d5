"""How urgent an alarm is. Each severity has a topic of its own, so that only what cannot wait wakes somebody."""

from enum import Enum


class Severity(Enum):
    """How urgent an alarm is, and by which topic it travels."""

    PAGE = "PAGE"
    """Somebody must act now, at night too."""
    NOTICE = "NOTICE"
    """Somebody should know."""
