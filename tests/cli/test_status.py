"""`byok status` on an environment in an emulator: what it shows, and how it ends."""

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from camunda_byok.environment import Environment
from sandbox.people import DEPLOYER
from tests.emulated import Emulated, described
from tests.live.placed import place

HEARD = {"destinations": [{"kind": "email", "address": "a@example.com"}]}


@pytest.fixture
def environments(tmp_path: Path) -> Path:
    (tmp_path / "emulated.yaml").write_text(json.dumps(described(alarms=HEARD)))
    return tmp_path


@pytest.fixture
def placed(emulated: Emulated, environments: Path) -> Environment:
    environment = Environment.model_validate(json.loads((environments / "emulated.yaml").read_text()))
    place(environment, emulated.root())
    return environment
