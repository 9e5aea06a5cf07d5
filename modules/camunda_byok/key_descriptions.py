"""What each key says of itself, for whoever finds it in KMS."""

from camunda_byok.names import Names
from camunda_byok.policies.vendor import CAMUNDA, Vendor
from camunda_byok.severity import Severity


def encryption_key_description(names: Names, vendor: Vendor = CAMUNDA, *, generation: int = 1) -> str:
    """generation: said from the second on. By it a successor and its predecessor are told apart where an alias misleads."""
    which = f", generation {generation}" if generation > 1 else ""
    return f"{vendor.product} at rest, {names.environment}{which}. Deleting it destroys the data."


def trail_key_description(names: Names) -> str:
    return f"Audit trail of {names.key_alias}. Deleting it makes the logs unreadable."


def topic_key_description(names: Names, severity: Severity) -> str:
    return f"{severity.value} alarms of {names.environment}"
