"""Trails that are not wholly the environment's own, deployed for real: an archive, another environment's, the organisation's."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from camunda_byok.alarms import LOG_ALARMS
from camunda_byok.environment import Environment
from camunda_byok.environment_files import load
from camunda_byok.operations.alarm_claims import rule_claims, watched_as_deployed
from camunda_byok.operations.claims import trail_claims
from camunda_byok.policies.documents import document
from sandbox.deployment import NO_CHANGES, Deployment
from sandbox.people import CUSTOMER_ACCOUNT, DEPLOYER, Person
from sandbox.records import records_for
from sandbox.session import Session, open_session

ARCHIVE_ACCOUNT = "555566667777"
READER = Person("log_reader", ARCHIVE_ACCOUNT, "/audit/", "log-reader")
# Those of the records.
DEPLOYERS = (
    DEPLOYER.arn,
    f"'arn:aws:iam::{CUSTOMER_ACCOUNT}:role/aws-reserved/sso.amazonaws.com/eu-west-1/AWSReservedSSO_KeyDeploy_*'",
    f"arn:aws:iam::{CUSTOMER_ACCOUNT}:user/ci/byok-deployer",
)
LEAST = f"""\
name: NAME
account: "{CUSTOMER_ACCOUNT}"
region: eu-west-1
deployers: [{", ".join(DEPLOYERS)}]
camunda: {{tenant_role: "arn:aws:iam::444455556666:role/c8-cluster/NAME"}}
key: {{arn: "arn:aws:kms:eu-west-1:{CUSTOMER_ACCOUNT}:key/1234abcd-12ab-34cd-56ef-KEY"}}
"""
TRAILS = {
    "trail-archived": f'{{archive: {{bucket: example-archive, account: "{ARCHIVE_ACCOUNT}", readers: ["{READER.arn}"]}}}}',
    "trail-shared": "{environment: trail-archived}",
    "trail-member": "{arn: 'arn:aws:cloudtrail:eu-west-1:777788889999:trail/organization', organization: o-exampleorgid, "
    "bucket: example-organization}",
}
STACKS = ("trail-archived-trail", "trail-archived-alarms", "trail-shared-alarms", "trail-member-alarms")


@dataclass(frozen=True)
class Deployed:
    session: Session
    deployment: Deployment
    environments: dict[str, Environment]

    def output(self, stack: str, name: str) -> str:
        return self.deployment.output(stack)[name]


@pytest.fixture(scope="module")
def modes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deployed]:
    environments, work = tmp_path_factory.mktemp("environments"), tmp_path_factory.mktemp("work")
    for number, (name, trail) in enumerate(TRAILS.items()):
        text = LEAST.replace("NAME", name).replace("KEY", f"{number:012}")
        (environments / f"{name}.yaml").write_text(f"{text}trail: {trail}\n")
    loaded = load(environments)
    assert loaded.errors == ()
    with open_session() as session:
        prepare_archive(session)
        variables = session.world.environment(DEPLOYER, "eu-west-1")
        deployment = Deployment(
            work, environment="trail", variables=variables, environments=environments
        )  # `trail-*`: all of them
        deployment.deploy()
        yield Deployed(session, deployment, {made.name: made for made in loaded.environments})
    shutil.rmtree(work, ignore_errors=True)


def prepare_archive(session: Session) -> None:
    """Makes the bucket and the reader, as the archive's owner would have before."""
    root = session.emulator.root(ARCHIVE_ACCOUNT)
    session.world.add(READER, document({"Effect": "Allow", "Action": ["kms:Decrypt"], "Resource": "*"}))
    session.emulator.client("s3", root, "eu-west-1").create_bucket(
        Bucket="example-archive", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"}
    )


def test_a_second_plan_of_every_kind_is_empty(modes: Deployed) -> None:
    plans = {stack: modes.deployment.plan(stack) for stack in STACKS}

    assert {stack: plan.stdout for stack, plan in plans.items() if plan.returncode != NO_CHANGES} == {}


def test_the_trail_delivers_to_the_archive_and_no_bucket_was_made(modes: Deployed) -> None:
    environment = modes.environments["trail-archived"]
    claims = list(trail_claims(environment, modes.session.deployer))
    buckets = [bucket["Name"] for bucket in modes.session.deployer("s3").list_buckets()["Buckets"]]

    assert [claim for claim in claims if not claim.holds] == []
    assert not [name for name in buckets if name.startswith("byok-")]


def test_s3_takes_the_policy_that_the_archive_s_owner_is_given(modes: Deployed) -> None:
    s3 = modes.session.emulator.client("s3", modes.session.emulator.root(ARCHIVE_ACCOUNT), "eu-west-1")
    s3.put_bucket_policy(Bucket="example-archive", Policy=modes.output("trail-archived-trail", "archive_bucket_policy"))

    assert "trail/camunda-byok-trail-archived" in s3.get_bucket_policy(Bucket="example-archive")["Policy"]


@pytest.mark.parametrize("name", TRAILS)
def test_what_can_be_watched_is_watched_and_what_cannot_is_said(modes: Deployed, name: str) -> None:
    environment = modes.environments[name]
    names, client = environment.names, modes.session.deployer
    watched = watched_as_deployed(environment, names, client)
    claims = list(rule_claims(environment, names, watched, client, records_for(watched)))
    # The records are about an environment with more people and a second region.
    others = ("named-role-changed", "key-replicated", "key-replicated-elsewhere")
    claims = [claim for claim in claims if not any(f", {alarm}:" in claim.sentence for alarm in others)]
    left_out = modes.deployment.output(f"{name}-alarms").get("left_out", "")

    assert [claim for claim in claims if not claim.holds] == []
    assert any(", trail-changed:" in claim.sentence for claim in claims) is (name != "trail-member")
    of_logs = {alarm.id for alarm in LOG_ALARMS}
    of_bucket = {"log-bucket-access-changed", "log-bucket-keeping-changed"}
    of_trail = {"trail-changed", "trail-deleted", "trail-selectors-changed", "trail-stopped", "trail-key-endangered"}
    # The keys are owned elsewhere, so others may use them and no alias is known; no window of silence is configured.
    always = {"camunda-silent", "key-used-by-other", "key-alias-changed"}
    assert {line.partition(":")[0].rpartition(" ")[2] for line in left_out.splitlines()} - always == {
        "trail-archived": of_bucket,
        "trail-shared": of_logs | of_bucket | {"trail-key-endangered"},
        "trail-member": of_logs | of_bucket | of_trail,
    }[name]
