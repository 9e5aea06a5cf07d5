"""What `byok validate` found: every error, and which environments are valid."""

import json

from camunda_byok.environment_files import Loaded
from camunda_byok.output import input_errors


def as_text(loaded: Loaded) -> str:
    valid = f"Valid: {', '.join(environment.name for environment in loaded.environments) or 'none'}."
    if not loaded.errors:
        return valid
    files = len({error.file for error in loaded.errors})
    return f"{input_errors.as_text(loaded.errors)}\n\n{_count(len(loaded.errors), 'error')} in {_count(files, 'file')}. {valid}"


def as_json(loaded: Loaded) -> str:
    return json.dumps(
        {
            "valid": [environment.name for environment in loaded.environments],
            "errors": input_errors.as_dicts(loaded.errors),
        },
        indent=2,
    )


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
