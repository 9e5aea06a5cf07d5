"""A cluster's key and its successor in the emulator, and the passing of time, for the tests of replacing and retiring."""

import json
import time
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from camunda_byok.inventory.declared_key import keys_of
from camunda_byok.inventory.model import Key
from camunda_byok.key_descriptions import encryption_key_description
from camunda_byok.operation_tags import CONFIRMATION, CONFIRMED, DELETION_SCHEDULED, HANDED_OVER, QUARANTINED, SUCCESSOR
from sandbox.people import ADMINISTRATOR, BREAK_GLASS, CUSTOMER_ACCOUNT, DEPLOYER, TENANT, Person
from tests.emulated import PEOPLE, Emulated, described, environment_of

if TYPE_CHECKING:
    from typer.testing import Result

DAY = 24 * 3600
TIMED = (HANDED_OVER, CONFIRMED, QUARANTINED, DELETION_SCHEDULED)
READS_LOGS = ("logs:FilterLogEvents", "events:DescribeRule", "cloudwatch:GetMetricStatistics")
REGION, SECOND = "eu-west-1", "eu-west-2"


class Cluster:
    """An environment's files and keys in the emulator."""

    def __init__(self, emulated: Emulated, folder: Path, *, people_read_logs: bool = True, **fields: Any) -> None:
        self.emulated, self.folder = emulated, folder
        folder.mkdir(exist_ok=True)
        self.fields: dict[str, Any] = {"evidence": {"folder": str(folder / "evidence")}, **fields}
        self.root = emulated.root(CUSTOMER_ACCOUNT)
        for person in (ADMINISTRATOR, BREAK_GLASS) if people_read_logs else ():
            self.allow(person, *READS_LOGS)
        self.old = self.make(1)
        self.new: list[str] = []
        self.write()

    def allow(self, person: Person, *actions: str, effect: str = "Allow") -> None:
        """Gives a person more than his own policy, in the place of what this gave him before."""
        statement = {"Effect": effect, "Action": list(actions), "Resource": "*"}
        document = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
        self.emulated.world.credentials(person)  # nobody exists before he is asked for
        self.root("iam", REGION).put_role_policy(RoleName=person.role, PolicyName=effect, PolicyDocument=document)

    def deny(self, person: Person, *actions: str) -> None:
        """Denies a person something, in the place of what this denied him before."""
        self.allow(person, *actions or ("iam:CreateUser",), effect="Deny")

    def write(self, folder: Path | None = None, **key: Any) -> None:
        said = described(**self.fields)
        said["key"] = {**said["key"], **key}
        place = folder or self.folder
        place.mkdir(exist_ok=True)
        (place / "emulated.yaml").write_text(yaml.safe_dump(said))

    @property
    def regions(self) -> list[str]:
        return [REGION, SECOND] if "second_region" in self.fields else [REGION]

    def make(self, generation: int) -> list[str]:
        """Makes the keys of a generation, the second region's being the replica of the first's."""
        fields = {**self.fields, "key": {**PEOPLE, **self.fields.get("key", {}), "generation": generation}}
        environment = environment_of(**fields)
        declared = [thing for thing in keys_of(environment) if isinstance(thing, Key)]
        arns: list[str] = []
        deployer = self.emulated.clients_of(DEPLOYER)
        for names, key in zip((environment.names, environment.second_names), declared, strict=False):
            assert names
            policy = json.dumps(key.policy)
            kms = deployer("kms", names.region)
            tags = [{"TagKey": "environment", "TagValue": environment.name}]
            description = encryption_key_description(names, generation=generation)
            if arns:
                primary = deployer("kms", REGION)
                made = primary.replicate_key(
                    KeyId=arns[0], ReplicaRegion=names.region, Policy=policy, Tags=tags, Description=description
                )
                arns.append(made["ReplicaKeyMetadata"]["Arn"])
            else:
                made = kms.create_key(Policy=policy, MultiRegion=len(self.regions) > 1, Tags=tags, Description=description)
                arns.append(made["KeyMetadata"]["Arn"])
                kms.enable_key_rotation(KeyId=arns[0], RotationPeriodInDays=365)
            kms.create_alias(AliasName=names.key_alias_of(generation), TargetKeyId=arns[-1])
        return arns

    def declare_successor(self) -> None:
        self.new = self.make(2)
        self.write(successor={})

    def swap(self) -> None:
        """Makes the successor the cluster's key."""
        self.write(generation=2, predecessor={})

    def let_go(self) -> None:
        second = {"second_arn": self.old[1]} if len(self.old) > 1 else {}
        self.write(generation=2, predecessor={"arn": self.old[0], **second})

    def use_new(self) -> None:
        self.emulated.clients_of(TENANT)("kms", REGION).encrypt(KeyId=self.new[0], Plaintext=b"x")

    def let_days_pass(self, days: float) -> None:
        """Makes the old keys' past older: what KMS remembers, and what the tags say."""
        for arn in self.old:
            region = arn.split(":")[3]
            kms = self.root("kms", region)
            tracked = kms.get_key_last_usage(KeyId=arn)["TrackingStartDate"].timestamp()
            self.emulated.set_key(arn, _tracked_since=tracked - days * DAY)
            for tag in kms.list_resource_tags(KeyId=arn)["Tags"]:
                at, _, rest = tag["TagValue"].partition(" ")
                if tag["TagKey"] in TIMED:
                    earlier = (datetime.fromisoformat(at) - timedelta(days=days)).isoformat()
                    kms.tag_resource(KeyId=arn, Tags=[{**tag, "TagValue": f"{earlier} {rest}"}])

    def was_used(self, *, days_ago: float, place: int = 0) -> None:
        at = datetime.now(timezone.utc).timestamp() - days_ago * DAY
        usage = {"Operation": "Decrypt", "Timestamp": at, "CloudTrailEventId": "1" * 36, "KmsRequestId": "2" * 36}
        self.emulated.set_key(self.old[place], _last_usage=usage)

    def grant(self, arn: str) -> str:
        kms = self.root("kms", arn.split(":")[3])
        return kms.create_grant(KeyId=arn, GranteePrincipal=TENANT.arn, Operations=["Decrypt"])["GrantId"]

    def state(self, place: int = 0) -> str:
        arn = self.old[place]
        return self.root("kms", arn.split(":")[3]).describe_key(KeyId=arn)["KeyMetadata"]["KeyState"]

    def tags(self, place: int = 0, *, of: list[str] | None = None) -> dict[str, str]:
        arn = (of or self.old)[place]
        tags = self.root("kms", arn.split(":")[3]).list_resource_tags(KeyId=arn)["Tags"]
        return {tag["TagKey"]: tag["TagValue"] for tag in tags}

    def log_event(self, **record: Any) -> None:
        """Puts a record of CloudTrail into the environment's log group, which is made first."""
        logs, group = self.root("logs", REGION), str(environment_of(**self.fields).trail_reference.log_group)
        if not logs.describe_log_groups(logGroupNamePrefix=group)["logGroups"]:
            logs.create_log_group(logGroupName=group)
            logs.create_log_stream(logGroupName=group, logStreamName="trail")
        if record:
            event = {"timestamp": int(time.time() * 1000), "message": json.dumps(record)}
            logs.put_log_events(logGroupName=group, logStreamName="trail", logEvents=[event])

    def run(self, *arguments: str, person: Any = ADMINISTRATOR, command: str = "replace", folder: Path | None = None) -> "Result":
        more = ["--environments", str(folder)] if folder else []
        return self.emulated.run(person, command, "emulated", *arguments, *more, environments=self.folder)

    def hand_over(self) -> "Result":
        return self.run("--hand-over", "--yes")

    def confirm(self, command: str = "replace", folder: Path | None = None) -> "Result":
        return self.run("--camunda-confirmed", "support ticket 4711", "--yes", command=command, folder=folder)

    def quarantine(self, *more: str, person: Person = BREAK_GLASS, **options: Any) -> "Result":
        typed = [self.old[0], environment_of(**self.fields).names.key_alias]
        return self.run("--quarantine", *(f"--confirm={one}" for one in typed), *more, person=person, **options)

    def schedule(self, *more: str, person: Person = BREAK_GLASS, **options: Any) -> "Result":
        return self.run("--schedule-deletion", f"--confirm={self.old[0]}", *more, person=person, **options)

    def undo(self, **options: Any) -> "Result":
        return self.run("--undo", "--yes", **options)

    def stage(self, **options: Any) -> str:
        return json.loads(self.run("--format", "json", **options).stdout)["environments"][0]["stage"]

    def make_ready(self) -> None:
        """Brings everything to where the quarantine lacks nothing, as the commands would."""
        self.log_event()
        self.declare_successor()
        self._written(HANDED_OVER, CONFIRMED)
        for old, new in zip(self.old, self.new, strict=True):
            tags = {SUCCESSOR: new, CONFIRMATION: "support ticket 4711"}
            self._tag(old, tags)
        self.swap()
        self.use_new()
        self.let_days_pass(31)

    def put_into_quarantine(self) -> None:
        """Brings everything to the first day of the quarantine, as the commands would."""
        self.make_ready()
        for arn in self.old:
            self.root("kms", arn.split(":")[3]).disable_key(KeyId=arn)
        self._written(QUARANTINED)

    def _written(self, *names: str) -> None:
        stamp = f"{datetime.now(timezone.utc).isoformat(timespec='seconds')} {BREAK_GLASS.arn}"
        for arn in self.old:
            self._tag(arn, dict.fromkeys(names, stamp))

    def _tag(self, arn: str, tags: dict[str, str]) -> None:
        kms = self.root("kms", arn.split(":")[3])
        kms.tag_resource(KeyId=arn, Tags=[{"TagKey": name, "TagValue": text} for name, text in tags.items()])
