"""An environment as if one generation of its key were the only one."""

from typing import Any

import pytest

from camunda_byok.generation_alone import alone
from tests.emulated import PEOPLE, environment_of

FIRST = "arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab"
SECOND = "arn:aws:kms:eu-west-1:111122223333:key/0987dcba-09fe-87dc-65ba-ab0987654321"
TENANT = "arn:aws:iam::444455556666:role/c8-cluster/c8-apps-new"
KEYS: dict[str, dict[str, Any]] = {
    "made, with a successor": {**PEOPLE, "successor": {"tenant_role": TENANT}},
    "made, with a predecessor": {**PEOPLE, "generation": 2, "predecessor": {"tenant_role": TENANT}},
    "made, let go": {**PEOPLE, "generation": 2, "predecessor": {"arn": FIRST}},
    "made, after one that was taken over": {**PEOPLE, "generation": 2, "predecessor": {"adopt": FIRST, "policy": "strict"}},
    "taken over, with a successor": {**PEOPLE, "adopt": FIRST, "policy": "strict", "successor": {}},
    "owned elsewhere, with a successor": {"arn": FIRST, "successor": {"arn": SECOND, "tenant_role": TENANT}},
    "owned elsewhere, with a predecessor": {"arn": SECOND, "generation": 2, "predecessor": {"arn": FIRST}},
}


IN_TWO_REGIONS = [(kind, "eu-west-2") for kind, key in KEYS.items() if FIRST not in str(key)]
"""Not those that are given by their ARNs, which would need second ones."""


@pytest.mark.parametrize(("kind", "region"), [*((kind, None) for kind in KEYS), *IN_TWO_REGIONS])
def test_it_is_the_same_key_with_the_same_role_and_none_beside_it(kind: str, region: str | None) -> None:
    second = {"second_region": region} if region else {}
    environment = environment_of(key=KEYS[kind], **second)
    assert len(environment.key_generations) == 2
    for generation in environment.key_generations:
        only = alone(environment, generation)
        (found,) = only.key_generations
        assert (found.generation, found.tenant_role) == (generation.generation, generation.tenant_role)
        assert [each.arn for each in found.keys] == [each.arn for each in generation.keys]
        if not generation.first.arn:
            assert [each.alias for each in found.keys] == [each.alias for each in generation.keys]
            assert found.second_kind == generation.second_kind
            assert only.managed_key
            assert only.managed_key.break_glass == tuple(PEOPLE["break_glass"])
