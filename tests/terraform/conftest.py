from pathlib import Path

import pytest

from tests.terraform.stand_ins import Project


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project(tmp_path)
