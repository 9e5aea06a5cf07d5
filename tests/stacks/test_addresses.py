"""Every resource address of a deployed environment. One that changes here is destroyed and made anew there."""

from pathlib import Path
from typing import Any

from camunda_byok.environment import Environment
from tests.conftest import Golden
from tests.synthesized import MINIMAL, environment, stacks_of

GOLDEN = Path(__file__).parent / "golden"
COMPLETE: dict[str, Any] = {
    "key": {"break_glass": ["arn:aws:iam::111122223333:role/platform/break-glass"]},
    "alarms": {
        "destinations": [
            {"kind": "email", "address": "on-call@example.com", "min_severity": "page"},
            {"kind": "email", "address": "security@example.com"},
            {"kind": "https", "url": "https://hooks.example.com/camunda-byok"},
            {"kind": "sqs", "arn": "arn:aws:sqs:eu-west-1:111122223333:security-events"},
            {"kind": "topic", "arn": "arn:aws:sns:eu-west-1:777788889999:on-call"},
            {"kind": "pagerduty", "ssm_parameter": "/byok/pagerduty"},
            {"kind": "opsgenie", "secret": "byok/opsgenie"},
            {"kind": "slack", "workspace": "T07EA123LEP", "channel": "C07EZ1ABC23"},
            {
                "kind": "teams",
                "team": "1a2b3c4d-1234-4abc-8def-1234567890ab",
                "tenant": "2b3c4d5e-1234-4abc-8def-1234567890ab",
                "channel": "19%3Ab6ef35dc342d56ba5654e6fc%40thread.tacv2",
            },
        ]
    },
}


def addresses(made: Environment) -> str:
    stacks = stacks_of(made)
    lines = [f"{stack}\n" + "".join(f"  {address}\n" for address in stacks[stack].addresses) for stack in sorted(stacks)]
    return "".join(lines)


def test_no_address_of_a_complete_environment_has_changed(golden: Golden) -> None:
    golden(GOLDEN / "addresses.txt", addresses(environment(**COMPLETE)))


def test_no_address_where_the_key_is_owned_elsewhere_has_changed(golden: Golden) -> None:
    arn = "arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab"
    golden(GOLDEN / "addresses-key-owned-elsewhere.txt", addresses(environment(key={"arn": arn})))


def test_no_address_of_two_regions_has_changed(golden: Golden) -> None:
    for kind in ("replica", "independent"):
        made = environment(second_region="eu-west-2", key={"second_key": kind})
        golden(GOLDEN / f"addresses-key-{kind}.txt", "".join(f"{address}\n" for address in stacks_of(made)["key"].addresses))


def test_addresses_are_the_same_in_every_environment_but_for_the_one_that_says_what_to_deploy() -> None:
    dev, prod = addresses(environment()), addresses(environment(**{**MINIMAL, "name": "prod", "region": "eu-central-1"}))

    assert dev.replace("deploy_dev-", "deploy_prod-") == prod
