"""Real Terraform reads what is written; the provider is a stand-in, which `init` installs without starting it."""

import json
import os
import subprocess
import zipfile
from pathlib import Path

import pytest

from camunda_byok.terraform import binary, cli_configuration
from camunda_byok.terraform.provider_mirror import PROVIDER, VERSION, machine

NAME = f"terraform-provider-aws_v{VERSION}_x5"


@pytest.fixture
def unpacked(tmp_path: Path) -> Path:
    folder = tmp_path / 'mirror with a "quote"' / PROVIDER / VERSION / machine()
    folder.mkdir(parents=True)
    (folder / NAME).write_text("stand-in")
    return tmp_path / 'mirror with a "quote"'


@pytest.fixture
def packed(tmp_path: Path) -> Path:
    folder = tmp_path / "packed" / PROVIDER
    folder.mkdir(parents=True)
    with zipfile.ZipFile(folder / f"terraform-provider-aws_{VERSION}_{machine()}.zip", "w") as archive:
        archive.writestr(NAME, "stand-in")
    return tmp_path / "packed"


def init(stack: Path, environ: dict[str, str]) -> Path:
    """Run `terraform init` in a new stack; the provider's folder there."""
    stack.mkdir()
    required = {"terraform": {"required_providers": {"aws": {"source": PROVIDER, "version": VERSION}}}}
    (stack / "main.tf.json").write_text(json.dumps(required))
    command = [binary.find(os.environ), "init", "-input=false", "-no-color"]
    result = subprocess.run(command, cwd=stack, env=environ, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr
    return stack / ".terraform" / "providers" / PROVIDER / VERSION / machine()


def test_terraform_links_to_an_unpacked_mirror_instead_of_copying(tmp_path: Path, unpacked: Path) -> None:
    environ = {**os.environ, **cli_configuration.write(tmp_path / "work", unpacked)}
    assert init(tmp_path / "stack", environ).resolve() == (unpacked / PROVIDER / VERSION / machine()).resolve()
    assert not (tmp_path / "work" / "plugin-cache").exists()


def test_a_packed_provider_is_unpacked_once_for_all_stacks(tmp_path: Path, packed: Path) -> None:
    cache = tmp_path / "cache"
    environ = {**os.environ, **cli_configuration.write(tmp_path / "work", packed, plugin_cache=cache)}
    first, second = init(tmp_path / "first", environ), init(tmp_path / "second", environ)
    assert first.resolve() == second.resolve() == (cache / PROVIDER / VERSION / machine()).resolve()


def test_what_is_left_in_the_users_home_and_shell_changes_nothing(tmp_path: Path, unpacked: Path) -> None:
    (tmp_path / ".terraformrc").write_text("this is { not a configuration")
    leftovers = {
        "HOME": str(tmp_path),
        "TF_CLI_CONFIG_FILE": str(tmp_path / ".terraformrc"),
        "TF_CLI_ARGS_init": "-no-such-option",
        "TF_DATA_DIR": str(tmp_path / "elsewhere"),
        "TF_WORKSPACE": "other",
    }
    environ = {**os.environ, **leftovers, **cli_configuration.write(tmp_path / "work", unpacked)}
    assert init(tmp_path / "stack", environ).exists()


def test_without_a_mirror_providers_come_from_their_registries_through_a_cache(tmp_path: Path) -> None:
    environ = cli_configuration.write(tmp_path, None)
    text = Path(environ["TF_CLI_CONFIG_FILE"]).read_text()
    assert "filesystem_mirror" not in text
    assert "exclude" not in text
    assert f'plugin_cache_dir = "{tmp_path / "plugin-cache"}"' in text
    assert (tmp_path / "plugin-cache").is_dir(), "Terraform refuses a cache that does not exist"


def test_nobody_is_asked_for_newer_versions(tmp_path: Path) -> None:
    environ = cli_configuration.write(tmp_path, None)
    assert environ["CHECKPOINT_DISABLE"] == "1"
    assert "disable_checkpoint = true" in Path(environ["TF_CLI_CONFIG_FILE"]).read_text()
