"""The provider's classes are loaded one by one, and a host application notices nothing. Each order of imports needs a Python of
its own; what it finds there is reported once and looked at test by test.

The other order, the whole provider first, is run by tests/packaging/test_examples.py: it takes up to a minute.
"""

import json
import subprocess
import sys
import textwrap
from typing import Any

import pytest

PACKAGE = "cdktf_cdktf_provider_aws"

AFTERWARDS = f"""
    import importlib.util, json, pkgutil, sys
    from camunda_byok import bindings

    found = {{"loaded": len([name for name in sys.modules if name.startswith("{PACKAGE}.")])}}
    found["vpc was not loaded"] = "{PACKAGE}.vpc" not in sys.modules

    import {PACKAGE} as aws
    found["attribute"] = aws.s3_bucket.S3Bucket is bindings.S3Bucket
    import {PACKAGE}.sns_topic
    found["import of a submodule"] = {PACKAGE}.sns_topic.SnsTopic is bindings.SnsTopic
    from {PACKAGE}.kms_alias import KmsAlias
    found["from a submodule"] = KmsAlias is bindings.KmsAlias
    from {PACKAGE} import sqs_queue
    found["from the package"] = sqs_queue.SqsQueue is bindings.SqsQueue

    lazily = aws.vpc
    from {PACKAGE}.vpc import Vpc
    found["a module that we never load"] = lazily.Vpc is Vpc
    from cdktf import Testing, TerraformStack
    stack = TerraformStack(Testing.app(), "theirs")
    Vpc(stack, "vpc", cidr_block="10.0.0.0/16")
    found["it works"] = "aws_vpc" in Testing.synth(stack)

    try:
        aws.no_such_thing
    except AttributeError as error:
        found["unknown attribute"] = str(error)
    try:
        from {PACKAGE} import no_such_thing
    except ImportError as error:
        found["unknown name"] = str(error)
    try:
        import {PACKAGE}.no_such_thing
    except ModuleNotFoundError as error:
        found["unknown submodule"] = error.name

    found["name"] = aws.__name__
    found["is the installed file"] = importlib.util.find_spec("{PACKAGE}").origin == aws.__file__
    found["its modules can be listed"] = "vpc" in [module.name for module in pkgutil.iter_modules(aws.__path__)]
    print(json.dumps(found))
"""

NOT_INSTALLED = f"""
    import json, sys
    from importlib.machinery import PathFinder

    find = PathFinder.find_spec
    PathFinder.find_spec = classmethod(lambda cls, name, *more: None if name.startswith("{PACKAGE}") else find(name, *more))
    try:
        import camunda_byok.bindings
    except ModuleNotFoundError as error:
        print(json.dumps({{"said": str(error), "name": error.name, "left": "{PACKAGE}" in sys.modules}}))
"""

BROKEN = f"""
    import json, sys
    sys.modules["{PACKAGE}.cloudtrail"] = None  # makes an import of it fail, as a broken installation would
    try:
        import camunda_byok.bindings
    except ImportError as error:
        print(json.dumps({{"said": str(error), "left": "{PACKAGE}" in sys.modules}}))
"""

Found = dict[str, Any]


def run(code: str) -> Found:
    """Runs the code in a new Python and returns what it reports."""
    done = subprocess.run([sys.executable, "-c", textwrap.dedent(code)], capture_output=True, text=True, timeout=180, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def afterwards() -> Found:
    return run(AFTERWARDS)


def test_only_what_is_used_is_loaded(afterwards: Found) -> None:
    assert 20 <= afterwards["loaded"] <= 80  # of some 1,500; each resource in use is two of them
    assert afterwards["vpc was not loaded"]


@pytest.mark.parametrize("way", ["attribute", "import of a submodule", "from a submodule", "from the package"])
def test_a_host_that_imports_the_provider_afterwards_finds_the_same_classes(afterwards: Found, way: str) -> None:
    assert afterwards[way] is True


def test_a_host_finds_afterwards_what_we_never_load(afterwards: Found) -> None:
    assert afterwards["a module that we never load"] is True
    assert afterwards["it works"] is True


def test_what_does_not_exist_is_refused_in_python_s_own_words(afterwards: Found) -> None:
    assert afterwards["unknown attribute"] == f"module '{PACKAGE}' has no attribute 'no_such_thing'"
    assert "cannot import name 'no_such_thing'" in afterwards["unknown name"]
    assert afterwards["unknown submodule"] == f"{PACKAGE}.no_such_thing"


def test_tools_that_look_at_the_package_see_the_installed_one(afterwards: Found) -> None:
    assert afterwards["name"] == PACKAGE
    assert afterwards["is the installed file"] is True
    assert afterwards["its modules can be listed"] is True


def test_a_provider_that_is_not_installed_is_said_clearly() -> None:
    assert run(NOT_INSTALLED) == {"said": f"No module named '{PACKAGE}'", "name": PACKAGE, "left": False}


def test_a_failure_while_loading_leaves_the_package_to_the_next_import() -> None:
    found = run(BROKEN)

    assert "cloudtrail" in found["said"]
    assert found["left"] is False
