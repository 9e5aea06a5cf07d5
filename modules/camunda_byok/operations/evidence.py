"""Where records are kept: a folder, or a bucket. A record is written before the first change, after every step and at the end.

So nothing is changed where nothing can be written, and a command that is killed leaves behind what it was doing.
"""

import base64
import hashlib
import json
import os
import tempfile
from pathlib import Path
from typing import Any, Protocol

from botocore.exceptions import BotoCoreError, ClientError

from camunda_byok.aws.answers import Asked, raise_if_surroundings, why
from camunda_byok.aws.clients import Clients
from camunda_byok.environment import Environment
from camunda_byok.errors import InputError
from camunda_byok.evidence_settings import EvidenceBucket
from camunda_byok.operations.records import Record


class Evidence(Protocol):
    """A place for records."""

    def write(self, record: Record) -> str:
        """Keeps the record in the place of an earlier state of the same one, and returns where it is. Raises InputError."""
        ...


def evidence_of(environment: Environment, clients: Clients) -> Evidence:
    """Returns the place that the environment names for its records."""
    place = environment.evidence
    if isinstance(place, EvidenceBucket):
        return BucketOfRecords(place, environment.name, clients)
    return FolderOfRecords(Path(place.folder) / environment.name)


class FolderOfRecords:
    """Records as files of a folder. Each is written whole or not at all."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def write(self, record: Record) -> str:
        file = self._folder / record.name
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            descriptor, part = tempfile.mkstemp(dir=self._folder, prefix=".", suffix=".part")
            try:
                with os.fdopen(descriptor, "wb") as opened:
                    opened.write(as_bytes(record.as_json()))
                    opened.flush()
                    os.fsync(descriptor)
                os.replace(part, file)
            except BaseException:  # also KeyboardInterrupt: no half record is left behind
                Path(part).unlink(missing_ok=True)
                raise
        except OSError as error:
            raise InputError(
                field="evidence.folder",
                value=str(self._folder),
                problem=f"no record can be written there: {error.strerror}",
                remedy="Make the folder writable, or name another one. Nothing is changed that leaves no record.",
            ) from error
        return str(file)


class BucketOfRecords:
    """Records as objects of a bucket. A later state is a new version of the object; with Object Lock all of them stay."""

    def __init__(self, place: EvidenceBucket, environment: str, clients: Clients) -> None:
        self._place = place
        self._prefix = f"{place.prefix}/{environment}"
        self._clients = clients

    def write(self, record: Record) -> str:
        place, key = self._place, f"{self._prefix}/{record.name}"
        body = as_bytes(record.as_json())
        checksum = base64.b64encode(hashlib.sha256(body).digest()).decode()
        try:
            self._clients("s3", place.region).put_object(
                Bucket=place.bucket, Key=key, Body=body, ContentType="application/json", ChecksumSHA256=checksum
            )
        except (ClientError, BotoCoreError) as error:
            raise_if_surroundings(error)
            raise InputError(
                field="evidence.bucket",
                value=place.bucket,
                problem=f"no record can be written there: {why(error, Asked(action='s3:PutObject', region=place.region))}",
                remedy="Let who runs the command put objects there. Nothing is changed that leaves no record.",
            ) from error
        return f"s3://{place.bucket}/{key}"


def as_bytes(record: dict[str, Any]) -> bytes:
    return (json.dumps(record, indent=2, ensure_ascii=False, default=str) + "\n").encode()
