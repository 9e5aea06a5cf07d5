"""The screens on docs/handover.md are what the commands write."""

import re
from datetime import timedelta
from pathlib import Path

from camunda_byok.aws.clients import Clients
from camunda_byok.operations.handover.run import check, wait_for_use, window
from camunda_byok.operations.preflight.run import preflight
from camunda_byok.organisation_reach import OrganisationDocument
from camunda_byok.output import handover as handover_screen
from camunda_byok.output import preflight as preflight_screen
from camunda_byok.output.handover import Told
from sandbox.people import AUDITOR, BREAK_GLASS, DEPLOYER, TENANT
from tests.answering import Answer, Answering, error
from tests.conftest import Golden
from tests.emulated import Emulated, environment_of
from tests.operations.test_handover import NOW, REGION, deployed, logged, record
from tests.operations.test_preflight import GOOD, acting_as
from tests.test_organisation_reach import DENY_OUTSIDERS

PAGE = Path(__file__).resolve().parents[2] / "docs" / "handover.md"
BLOCK = re.compile(r"(<!-- output: (.+?) -->\n\n```text\n).*?(```)", re.DOTALL)
MEMBER: dict[str, Answer] = {
    "organizations:DescribeOrganization": {"Organization": {"Id": "o-exampleorgid"}},
    "organizations:ListParents": error("AccessDeniedException", "You don't have permissions to access this resource."),
}
"""An account of an organization, which does not let it read its policies."""


def screens(emulated: Emulated) -> dict[str, str]:
    environment = environment_of(name="prod")
    deployer: Clients = Answering(emulated.clients_of(DEPLOYER), {**GOOD, **MEMBER})
    acting = acting_as(deployer, environment)
    perimeter = (OrganisationDocument(name="perimeter.json", document=DENY_OUTSIDERS),)
    shown = {
        "preflight": preflight_screen.as_text(preflight(acting)).plain,
        "cut off": preflight_screen.as_text(preflight(acting, organisation_policies=perimeter)).plain,
    }
    arn = deployed(emulated, environment)
    times = [NOW - timedelta(hours=hours) for hours in range(0, 8 * 24, 5)]
    answers = {**MEMBER, **logged(*(record(arn, at) for at in times))}
    handed = check(acting_as(Answering(emulated.clients_of(AUDITOR), answers), environment))
    emulated.clients_of(TENANT)("kms", REGION).create_grant(KeyId=arn, GranteePrincipal=TENANT.arn, Operations=["Decrypt"])
    use = wait_for_use(handed, minutes=0)
    plain = Told(name="prod", handover=handed, use=use)
    suggested = Told(name="prod", handover=handed, use=use, window=window(handed, now=NOW))
    shown["handover"] = f"{handover_screen.keys_as_text(handed).plain}\n{handover_screen.use_as_text(plain).plain}"
    shown["window"] = "\n".join(handover_screen.use_as_text(suggested).plain.splitlines()[-2:])
    emulated.clients_of(BREAK_GLASS)("kms", REGION).disable_key(KeyId=arn)
    shown["refused"] = handover_screen.keys_as_text(
        check(acting_as(Answering(emulated.clients_of(AUDITOR), answers), environment))
    ).plain
    return {name: stable(text, arn) for name, text in shown.items()}


def stable(text: str, arn: str) -> str:
    """Returns the text with the same key and the same time at every run."""
    text = text.replace(arn.rpartition("/")[2], "1234abcd-12ab-34cd-56ef-1234567890ab")
    text = re.sub(r"\d{4}-\d\d-\d\d \d\d:\d\d", "2026-11-20 03:07", text)
    return "".join(f"{line.rstrip()}\n" for line in text.splitlines())


def test_the_screens_on_the_page_are_the_commands_own(emulated: Emulated, golden: Golden) -> None:
    shown = screens(emulated)
    page = PAGE.read_text(encoding="utf-8")

    assert {name for _, name, _ in BLOCK.findall(page)} == set(shown)
    golden(PAGE, BLOCK.sub(lambda found: f"{found[1]}{shown[found[2]]}{found[3]}", page))
