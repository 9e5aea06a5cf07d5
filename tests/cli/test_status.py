"""`byok status` on an environment in an emulator: what it shows, and how it ends."""

import json
from pathlib import Path

import pytest

from camunda_byok.environment import Environment
from sandbox.people import DEPLOYER, Person
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
    place(environment, emulated)
    return environment


def status(emulated: Emulated, environments: Path, *options: str, person: Person = DEPLOYER) -> tuple[int, str]:
    done = emulated.run(person, "status", "emulated", "--environments", str(environments), *options)
    return done.exit_code, done.output


@pytest.fixture
def analyzer(emulated: Emulated) -> None:
    """Somebody outside looks at the account, as the kit's docs ask for."""
    emulated.set_access_analyzer(
        "ListAnalyzers", {"analyzers": [{"name": "account", "type": "ACCOUNT", "status": "ACTIVE", "arn": "a", "createdAt": 0}]}
    )
    emulated.set_access_analyzer("ListFindingsV2", {"findings": []})


@pytest.mark.usefixtures("placed", "analyzer")
class TestWhatIsSound:
    def test_all_is_well_where_everything_is_as_declared(self, emulated: Emulated, environments: Path) -> None:
        code, said = status(emulated, environments)

        print(said)
        assert code == 0
