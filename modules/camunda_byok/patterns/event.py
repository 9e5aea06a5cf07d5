"""What all events have in common: a pattern, and a word on where and how EventBridge hears of them."""

import json
from abc import ABC, abstractmethod
from enum import Enum
from typing import Any, ClassVar

from camunda_byok.errors import InputError
from camunda_byok.limits import EVENT_PATTERN
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
    """Whether EventBridge has it only in the home region of IAM in the partition (`regions.IAM_HOME_REGIONS`), from where
    it must be forwarded."""
    grows_with: ClassVar[str] = ""
    """What of the configuration makes the pattern longer, if anything does: `deployers` or `people`."""
    tells: Tells = Tells.CALL

    @property
    def rule_state(self) -> str:
        """The state of a rule that hears of it. A plain ENABLED rule does not hear of most reading calls, and use of a key is
        one."""
        return "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS" if self.reads else "ENABLED"

    @abstractmethod
    def pattern(self, watched: Watched) -> Pattern:
        """Returns the event pattern. It may be asked for only where `why_not` gives no reason."""

    def pattern_text(self, watched: Watched) -> str:
        """Returns the event pattern as EventBridge takes it.

        Raises InputError where it is longer than EventBridge allows.
        """
        text = json.dumps(self.pattern(watched), separators=(",", ":"))
        if len(text) <= EVENT_PATTERN:
            return text
        raise InputError(
            field=self.grows_with,
            value=f"{len(text)} characters",
            problem="an alarm's event pattern, in which all of these are named, is longer than EventBridge allows",
            allowed=f"{EVENT_PATTERN} characters",
            remedy="Name fewer roles and users, or roles with shorter names and paths; people can share a role that they assume.",
        )

    def why_not(self, watched: Watched) -> str | None:
        """Returns why the event cannot be heard of here, in words that complete "left out, because"; None where it can."""
        del watched
        return None
