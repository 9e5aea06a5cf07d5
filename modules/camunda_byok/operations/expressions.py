"""Conditions on what AWS answers: JMESPath, as in the waiters of AWS's SDKs, and what it lacks for policies.

`means_the_same(Policy, 'document', 'account')` holds where two policies of a key of the account, written as JSON, surely answer
every request alike. Order, grouping and spelling play no part.
"""

import json
from typing import Any

import jmespath
import jmespath.functions

from camunda_byok.authorization.comparison import compare
from camunda_byok.errors import InputError


class _Functions(jmespath.functions.Functions):
    @jmespath.functions.signature({"types": ["string", "null"]}, {"types": ["string"]}, {"types": ["string"]})
    def _func_means_the_same(self, one: str | None, other: str, owner: str) -> bool:
        try:
            return one is not None and compare(json.loads(one), json.loads(other), owner=owner).same
        except (ValueError, InputError):  # no JSON, or no policy
            return False


_OPTIONS = jmespath.Options(custom_functions=_Functions())


def search(expression: str, answer: object) -> Any:
    """Returns what the expression finds in an answer."""
    return jmespath.search(expression, answer, options=_OPTIONS)


def literal(value: object) -> str:
    """Returns a value as an expression writes it, whatever is in it."""
    return "`" + json.dumps(value).replace("`", "\\`") + "`"
