"""Clients that answer as they are told, procedures made by hand, and a clock that nobody waits for."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta, timezone
from types import SimpleNamespace
from typing import Any, cast

from botocore.exceptions import ClientError

from camunda_byok.operations.carrying_out import Clock
from camunda_byok.operations.records import Record
from camunda_byok.operations.steps import Change, Check, Procedure, Step

REGION = "eu-west-1"
BEGAN = datetime(2026, 11, 25, 3, 0, tzinfo=timezone.utc)


def refusal(code: str, operation: str = "Anything", request_id: str = "refused-1") -> ClientError:
    response: Any = {"Error": {"Code": code, "Message": "said so"}, "ResponseMetadata": {"RequestId": request_id}}
    return ClientError(response, operation)


class Scripted:
    """Gives clients whose operations answer what the script says: a value, an exception, or what a function returns.

    A list is answered one after the other, its last entry again and again.
    """

    def __init__(self, script: Mapping[str, Any] | None = None) -> None:
        self._script = {name: list(said) if isinstance(said, list) else [said] for name, said in (script or {}).items()}
        self.calls: list[tuple[str, dict[str, Any]]] = []

    @property
    def names(self) -> list[str]:
        return [name for name, _ in self.calls]

    def __call__(self, service: str, region: str) -> Any:
        return _Client(self, service)

    def answer(self, name: str, parameters: dict[str, Any]) -> Any:
        self.calls.append((name, parameters))
        left = self._script.get(name, [{}])
        said = left.pop(0) if len(left) > 1 else left[0]
        if callable(said):
            said = said()
        if isinstance(said, Exception):
            raise said
        return {"ResponseMetadata": {"RequestId": f"request-{len(self.calls)}"}, **cast("dict[str, Any]", said)}


def meta_of(service: str) -> Any:
    """Returns what a client says of itself, as far as `aws/asking_once.py` looks: nothing here is ever asked for again."""
    return SimpleNamespace(
        service_model=SimpleNamespace(service_id=SimpleNamespace(hyphenize=lambda: service)),
        events=SimpleNamespace(register_first=lambda *_, **__: None),
    )


class _Client:
    def __init__(self, scripted: Scripted, service: str) -> None:
        self._scripted, self._service = scripted, service
        self.meta = meta_of(service)

    def can_paginate(self, operation: str) -> bool:
        return False

    def __getattr__(self, operation: str) -> Callable[..., Any]:
        return lambda **parameters: self._scripted.answer(f"{self._service}.{operation}", parameters)


class Kept:
    """Evidence in memory. `refuse_from`: number of the write, from 1, at which it begins to fail."""

    def __init__(self, refuse_from: int | None = None, before_write: Callable[[Record], None] = lambda record: None) -> None:
        self.records: list[Record] = []
        self._refuse_from, self._before_write = refuse_from, before_write
        self._writes = 0

    def write(self, record: Record) -> str:
        from camunda_byok.errors import InputError

        self._writes += 1
        self._before_write(record)
        if self._refuse_from and self._writes >= self._refuse_from:
            raise InputError(field="evidence.folder", problem="no record can be written there", remedy="Mend it.")
        self.records.append(record)
        return f"kept/{record.name}"


def a_clock() -> Clock:
    """A clock in which only sleeping takes time."""
    passed = [0.0]

    def sleep(seconds: float) -> None:
        passed[0] += seconds

    return Clock(now=lambda: BEGAN + timedelta(seconds=passed[0]), monotonic=lambda: passed[0], sleep=sleep)


def change(operation: str = "DisableKey", **fields: Any) -> Change:
    return Change(**{"says": f"Do {operation}", "service": "kms", "operation": operation, "region": REGION, **fields})


def check(operation: str = "DescribeKey", holds: str = "State == 'Disabled'", **fields: Any) -> Check:
    given = {"says": f"See {operation}", "service": "kms", "operation": operation, "region": REGION, "holds": holds}
    return Check(**{**given, "otherwise": "It is not so.", **fields})


def procedure(*steps: Step, **fields: Any) -> Procedure:
    given: dict[str, Any] = {"command": "freeze", "environment": "prod", "account": "111122223333", "region": REGION}
    return Procedure(**{**given, "subject": "alias/camunda/prod", "steps": steps, **fields})


def metadata(state: str, region: str = REGION, **fields: Any) -> dict[str, Any]:
    """What DescribeKey answers of a key."""
    arn = f"arn:aws:kms:{region}:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab"
    return {"KeyMetadata": {"Arn": arn, "KeyState": state, "Origin": "AWS_KMS", **fields}}


class ByRegion(Scripted):
    """Answers of two regions, each with a script of its own."""

    def __init__(self, scripts: dict[str, Scripted]) -> None:
        super().__init__()
        self._scripts = scripts

    def __call__(self, service: str, region: str) -> Any:
        return _Remembering(self, region, self._scripts[region](service, region))


class _Remembering:
    def __init__(self, all_of_them: ByRegion, region: str, client: Any) -> None:
        self._all, self._region, self._client = all_of_them, region, client
        self.meta = client.meta

    def can_paginate(self, operation: str) -> bool:
        return False

    def __getattr__(self, operation: str) -> Any:
        def call(**parameters: Any) -> Any:
            self._all.calls.append((f"{self._region} {operation}", parameters))
            return getattr(self._client, operation)(**parameters)

        return call


def regions(first: dict[str, Any], second: dict[str, Any]) -> ByRegion:
    """Clients of the first and of the second region. `calls` has the region before each operation."""
    return ByRegion({REGION: Scripted(first), "eu-west-2": Scripted(second)})
