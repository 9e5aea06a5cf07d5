"""What each key says of itself, for whoever finds it in KMS."""

from camunda_byok.names import Names
from camunda_byok.policies.vendor import CAMUNDA, Vendor
from camunda_byok.severity import Severity


def encryption_key_description(names: Names, vendor: Vendor = CAMUNDA) -> str:
    return f"{vendor.product} at rest, {names.environment}. Deleting it destroys the data."


def trail_key_description(names: Names) -> str:
    return f"Audit trail of {names.key_alias}. Deleting it makes the logs unreadable."


def topic_key_description(names: Names, severity: Severity) -> str:
    return f"{severity.value} alarms of {names.environment}"
