"""What all events have in common: a pattern, and a word on where and how EventBridge hears of them."""

from abc import ABC, abstractmethod
from enum import Enum
from typing import Any, ClassVar

from camunda_byok.patterns.watched import Watched

Pattern = dict[str, Any]

API_CALL = "AWS API Call via CloudTrail"
SERVICE_EVENT = "AWS Service Event via CloudTrail"


class Tells(Enum):
    """What an event can say in a message."""

    CALL = "call"
    """A call to AWS: who made it, from where, and which one it was."""
    REFUSAL = "refusal"
    """A call that failed: the same, and the error's code."""
    FACT = "fact"
    """Something that AWS did, or that nobody in particular did: when and where."""


class Event(ABC):
    """Something that happens to what is watched, as EventBridge hears of it."""

    reads: ClassVar[bool] = False
    """Whether its calls may be reading ones: the rule's state must then be ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS.
    Source: EventBridge user guide, "Read-only management events from AWS services"."""
    global_service: ClassVar[bool] = False
    """Whether EventBridge has it only in the home region of IAM in the partition (`regions.iam_home_region`), from where
    it must be forwarded."""
    tells: Tells = Tells.CALL

    @abstractmethod
    def pattern(self, watched: Watched) -> Pattern:
        """Returns the event pattern. It may be asked for only where `why_not` gives no reason."""

    def why_not(self, watched: Watched) -> str | None:
        """Returns why the event cannot be heard of here, in words that complete "left out, because"; None where it can."""
        del watched
        return None
