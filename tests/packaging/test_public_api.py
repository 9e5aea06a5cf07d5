"""The committed list of public names, parameters, defaults and addresses is what the code has."""

import re

from tests.conftest import Golden
from tests.packaging.conftest import ROOT
from tests.packaging.public_api import INTERNAL, internal_in_public, public_api, public_modules

LIST = ROOT / "docs" / "public-api.txt"


def test_the_public_interface_is_the_committed_one(golden: Golden) -> None:
    golden(LIST, public_api())


def test_no_public_signature_names_a_class_of_an_internal_module() -> None:
    assert internal_in_public() == []


def test_what_is_called_internal_exists() -> None:
    library = ROOT / "modules" / "camunda_byok"
    paths = [library / name.replace(".", "/") for name in INTERNAL]

    assert not [path.name for path in paths if not path.is_dir() and not path.with_suffix(".py").is_file()]


def test_every_parameter_and_every_result_is_annotated() -> None:
    assert not re.findall(r".*: \?.*|.* -> \?.*", public_api())


def test_what_the_documentation_calls_the_main_modules_is_public() -> None:
    page = (ROOT / "docs" / "library.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`(camunda_byok\.[\w.]+)`", page))

    assert named
    assert named <= {*public_modules(), "camunda_byok.constructs", "camunda_byok.policies", "camunda_byok.patterns"}
