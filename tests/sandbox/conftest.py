from collections.abc import Iterator

import pytest

from sandbox.session import Session, open_session
from tests.sandbox.laboratory import Laboratory, laboratory


@pytest.fixture(scope="session")
def deployed() -> Iterator[Session]:
    """The environment `sandbox`, deployed by the real cdktf, Terraform and provider."""
    with open_session() as session:
        session.deploy()
        yield session


@pytest.fixture(scope="session")
def corrected(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Laboratory]:
    """The emulator as this project runs it."""
    yield from laboratory(tmp_path_factory.mktemp("corrected"), corrected=True)


@pytest.fixture(scope="session")
def uncorrected(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Laboratory]:
    """MiniStack alone."""
    yield from laboratory(tmp_path_factory.mktemp("uncorrected"), corrected=False)
