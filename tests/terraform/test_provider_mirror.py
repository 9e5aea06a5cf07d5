from collections.abc import Callable
from pathlib import Path

import pytest

from camunda_byok.errors import InputError
from camunda_byok.terraform import provider_mirror
from camunda_byok.terraform.provider_mirror import PROVIDER, VERSION, machine

Mirror = Callable[..., Path]


@pytest.fixture
def mirror(tmp_path: Path) -> Mirror:
    def make(name: str, *, version: str = VERSION, packed: bool = False) -> Path:
        folder = tmp_path / name / PROVIDER
        if packed:
            file = folder / f"terraform-provider-aws_{version}_{machine()}.zip"
        else:
            file = folder / version / machine() / f"terraform-provider-aws_v{version}_x5"
        file.parent.mkdir(parents=True)
        file.touch()
        return tmp_path / name

    return make


@pytest.fixture
def find(tmp_path: Path) -> Callable[..., Path | None]:
    """`find` in a world that holds only what the test puts there."""

    def look(**environ: str) -> Path | None:
        nowhere = {"HOME": str(tmp_path / "home"), "XDG_DATA_DIRS": str(tmp_path / "share")}
        return provider_mirror.find({**nowhere, **environ}, working_directory=tmp_path / "work", software=tmp_path / "software")

    return look


def test_without_any_mirror_the_public_registry_is_asked(find: Callable[..., Path | None]) -> None:
    assert find() is None


@pytest.mark.parametrize("packed", [True, False])
def test_a_named_mirror_comes_first(mirror: Mirror, find: Callable[..., Path | None], packed: bool) -> None:
    mirror("work/terraform.d/plugins")
    named = mirror("named", packed=packed)
    assert find(BYOK_PROVIDER_MIRROR=str(named)) == named


def test_terraforms_own_folders_come_in_terraforms_order_and_before_the_systems(
    mirror: Mirror, find: Callable[..., Path | None]
) -> None:
    places = ["software/one", "share/terraform/plugins", "home/.local/share/terraform/plugins"]
    places += ["home/.terraform.d/plugins", "work/terraform.d/plugins"]
    for better in places:
        expected = mirror(better)
        assert find() == expected


def test_the_systems_software_is_searched_one_level_down_in_a_stable_order(
    mirror: Mirror, find: Callable[..., Path | None]
) -> None:
    mirror("software/b")
    mirror("software/deeper/still")
    expected = mirror("software/a")
    assert find() == expected


def test_a_mirror_with_another_version_is_passed_over(mirror: Mirror, find: Callable[..., Path | None]) -> None:
    mirror("work/terraform.d/plugins", version="4.0.0")
    expected = mirror("software/one")
    assert find() == expected


def test_macos_keeps_plugins_in_application_support(tmp_path: Path) -> None:
    places = provider_mirror.implied_mirrors({"HOME": str(tmp_path)}, working_directory=tmp_path, operating_system="darwin")
    support = Path("Library/Application Support/io.terraform/plugins")
    assert list(places)[2:] == [tmp_path / support, "/" / support]


def test_a_named_mirror_without_the_provider_is_an_error(mirror: Mirror, find: Callable[..., Path | None]) -> None:
    other = mirror("named", version="4.0.0")
    mirror("work/terraform.d/plugins")
    with pytest.raises(InputError, match=rf"BYOK_PROVIDER_MIRROR: The mirror holds no {PROVIDER} {VERSION} for {machine()}"):
        find(BYOK_PROVIDER_MIRROR=str(other))


def test_a_named_mirror_that_does_not_exist_is_an_error(tmp_path: Path, find: Callable[..., Path | None]) -> None:
    with pytest.raises(InputError, match="no such folder") as error:
        find(BYOK_PROVIDER_MIRROR=str(tmp_path / "gone"))
    assert error.value.value == str(tmp_path / "gone")
