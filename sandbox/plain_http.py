"""Proves that the buckets refuse plain HTTP.

The emulator listens on TLS alone and takes the header of a proxy for what the client spoke; on AWS the same call would go to an
http end point.
"""

from collections.abc import Iterator
from typing import Any

from botocore.exceptions import ClientError

from camunda_byok.environment import Environment
from camunda_byok.operations.claims import Claim, Client, claim


def plain_http_claims(environment: Environment, client: Client) -> Iterator[Claim]:
    """Yields, for each bucket, that a listing is refused over HTTP; the same person gets it over TLS."""
    s3 = client("s3")
    for bucket in (environment.names.log_bucket, environment.names.access_log_bucket):
        over_tls = _list(s3, bucket)
        s3.meta.events.register("before-sign.s3.ListObjectsV2", _as_http, "plain-http")
        try:
            over_http = _list(s3, bucket)
        finally:
            s3.meta.events.unregister("before-sign.s3.ListObjectsV2", _as_http, "plain-http")
        yield claim(f"{bucket}: TLS is answered, HTTP refused", (over_tls, over_http), ("answered", "AccessDenied"))


def _list(s3: Any, bucket: str) -> str:
    try:
        s3.list_objects_v2(Bucket=bucket)
    except ClientError as error:
        return error.response.get("Error", {}).get("Code", "")
    return "answered"


def _as_http(request: Any, **_: object) -> None:
    request.headers["X-Forwarded-Proto"] = "http"
