"""Keeps boto3 from making a request again whose answer was lost: AWS may have done already what was asked for.

A request that was throttled or refused was surely not done, and is made again as always.
"""

from typing import Any

from botocore.exceptions import ClientError


def ask_once(client: Any, operation: str) -> None:
    """Makes an operation of a client fail where its answer is lost, for whoever asks for it by this client from now on.

    operation: as the service names it, such as `RotateKeyOnDemand`.
    """
    service = client.meta.service_model.service_id.hyphenize()
    client.meta.events.register_first(
        f"needs-retry.{service}.{operation}", _fail_if_lost, unique_id=f"camunda-byok-once-{operation}"
    )


def _fail_if_lost(response: Any, operation: Any, caught_exception: Exception | None, **_: Any) -> None:
    """Raises in the place of botocore's next attempt. `response`: the HTTP response and what it says, or None."""
    if caught_exception is not None:
        raise caught_exception
    if response[0].status_code >= 500:
        raise ClientError(response[1], operation.name)
