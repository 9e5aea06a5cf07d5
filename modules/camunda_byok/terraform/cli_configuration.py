"""Terraform's CLI configuration, written by us for one piece of work.

A broken or missing file in the user's home, or a variable left over in the shell, must not change what we run. What a user
gives up by it: `credentials` blocks of the own file. `terraform login` and `TF_TOKEN_*` go on working.
"""

import json
from pathlib import Path

from camunda_byok.terraform.provider_mirror import PROVIDER, is_unpacked

FILE_NAME = "terraform.tfrc"

_LEFTOVERS = (
    "TF_CLI_ARGS",
    *(f"TF_CLI_ARGS_{command}" for command in ("init", "plan", "apply", "destroy", "show", "output", "validate", "providers")),
    "TF_DATA_DIR",
    "TF_PLUGIN_CACHE_DIR",
    "TF_REATTACH_PROVIDERS",
    "TF_WORKSPACE",
)
"""Variables that would bend our runs; Terraform takes an empty one for an absent one."""


def write(directory: Path, mirror: Path | None, *, plugin_cache: Path | None = None) -> dict[str, str]:
    """Write the file into `directory` and return the environment variables that make Terraform, and cdktf, use it.

    `mirror` is what `provider_mirror.find` found. `plugin_cache` is where a provider that has to be downloaded or unpacked is
    kept for all stacks; by default a folder beside the file. An unpacked mirror needs none: Terraform links to it.
    """
    directory.mkdir(parents=True, exist_ok=True)
    sections = ["disable_checkpoint = true", _installation(mirror)]
    if mirror is None or not is_unpacked(mirror):
        cache = (plugin_cache or directory / "plugin-cache").absolute()
        cache.mkdir(parents=True, exist_ok=True)
        # Without the second line Terraform downloads again for every folder that has no lock file yet, as all of cdktf's have.
        sections.append(f"plugin_cache_dir = {_quoted(cache)}\nplugin_cache_may_break_dependency_lock_file = true")
    file = (directory / FILE_NAME).absolute()
    file.write_text("\n\n".join(sections) + "\n", encoding="utf-8")
    return {
        "TF_CLI_CONFIG_FILE": str(file),
        "CHECKPOINT_DISABLE": "1",
        **dict.fromkeys(_LEFTOVERS, ""),
    }


def _installation(mirror: Path | None) -> str:
    if mirror is None:
        return "provider_installation {\n  direct {}\n}"
    return f"""\
provider_installation {{
  filesystem_mirror {{
    path    = {_quoted(mirror.absolute())}
    include = [{_quoted(PROVIDER)}]
  }}
  direct {{
    exclude = [{_quoted(PROVIDER)}]
  }}
}}"""


def _quoted(value: Path | str) -> str:
    return json.dumps(str(value), ensure_ascii=False)
