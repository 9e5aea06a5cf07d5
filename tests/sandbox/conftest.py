from collections.abc import Iterator

import pytest

from sandbox.session import Session, open_session


@pytest.fixture(scope="session")
def deployed() -> Iterator[Session]:
    """The environment `sandbox`, deployed by the real cdktf, Terraform and provider."""
    with open_session() as session:
        session.deploy()
        yield session
