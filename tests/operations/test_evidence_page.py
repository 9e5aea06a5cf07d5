"""docs/evidence.md: the record that it shows is one that the code writes, and the bucket policy does what is said of it."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError

from camunda_byok.environment import Environment
from camunda_byok.evidence_settings import EvidenceBucket
from camunda_byok.operations.evidence import BucketOfRecords
from camunda_byok.operations.records import Record, Result
from sandbox.people import ADMINISTRATOR, AUDITOR, BREAK_GLASS, DEPLOYER, IAM_ADMINISTRATOR, STRANGER, Person
from tests.emulated import Emulated, described, make_key
from tests.operations.scripted import BEGAN, REGION, procedure

PAGE = (Path(__file__).parents[2] / "docs" / "evidence.md").read_text(encoding="utf-8")
POLICY, SAMPLE = (json.loads(block) for block in re.findall(r"^```json\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL))
BUCKET = "example-byok-evidence"
VARIES = (r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", r"\d{4}-\d\d-\d\dT[\d:.]+(\+00:00)?")
"""Ids and moments, which no two records share."""


def without_what_varies(record: Any) -> Any:
    text = json.dumps(record)
    for pattern in VARIES:
        text = re.sub(pattern, "varies", text)
    return json.loads(text)


def test_the_record_on_the_page_is_what_a_freeze_writes(emulated: Emulated, tmp_path: Path) -> None:
    settings = described("prod", evidence={"folder": str(tmp_path / "evidence")})
    (tmp_path / "prod.yaml").write_text(json.dumps(settings))
    make_key(emulated.clients_of(DEPLOYER), Environment.model_validate(settings))
    words = ["freeze", "prod", "--reason", "an intrusion", "--ticket", "SEC-1234", "--confirm", "alias/camunda/prod"]

    assert emulated.run(BREAK_GLASS, *words, "--environments", str(tmp_path)).exit_code == 0

    (file,) = (tmp_path / "evidence" / "prod").glob("*-freeze.json")
    written = json.loads(file.read_text(encoding="utf-8"))
    assert list(written) == list(SAMPLE), "in the order of the page too"
    assert without_what_varies(written) == without_what_varies(SAMPLE)


def test_the_page_explains_every_way_in_which_a_step_or_a_record_ends() -> None:
    (explained,) = re.findall(r"^- `result`.*?(?=^- )", PAGE, re.MULTILINE | re.DOTALL)
    assert set(re.findall(r"`(\w+)`", explained)) - {"result"} == {result.value for result in Result}


@pytest.fixture
def bucket(emulated: Emulated) -> Emulated:
    s3 = emulated.root()("s3", REGION)
    s3.create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": REGION}, ObjectLockEnabledForBucket=True)
    rule = {"DefaultRetention": {"Mode": "COMPLIANCE", "Days": 1}}
    s3.put_object_lock_configuration(Bucket=BUCKET, ObjectLockConfiguration={"ObjectLockEnabled": "Enabled", "Rule": rule})
    s3.put_bucket_policy(Bucket=BUCKET, Policy=json.dumps(POLICY))
    return emulated


def write(emulated: Emulated, person: Person) -> str:
    record = Record(procedure=procedure(), who=person.arn, ticket="", begun=BEGAN, kit="0")
    return BucketOfRecords(EvidenceBucket(bucket=BUCKET, region=REGION), "prod", emulated.clients_of(person)).write(record)


@pytest.mark.parametrize("person", [ADMINISTRATOR, BREAK_GLASS], ids=lambda person: person.name)
def test_an_operator_writes_and_an_auditor_reads_and_others_do_neither(bucket: Emulated, person: Person) -> None:
    key = write(bucket, person).removeprefix(f"s3://{BUCKET}/")

    assert bucket.clients_of(AUDITOR)("s3", REGION).get_object(Bucket=BUCKET, Key=key)["Body"].read()
    for stranger in (STRANGER, IAM_ADMINISTRATOR):
        with pytest.raises(ClientError, match="AccessDenied"):
            bucket.clients_of(stranger)("s3", REGION).get_object(Bucket=BUCKET, Key=key)
        with pytest.raises(Exception, match="s3:PutObject is denied"):
            write(bucket, stranger)
    with pytest.raises(ClientError, match="AccessDenied"):
        bucket.clients_of(person)("s3", REGION).get_object(Bucket=BUCKET, Key=key)


def test_not_even_somebody_with_every_right_to_s3_removes_a_record(bucket: Emulated) -> None:
    key = write(bucket, DEPLOYER).removeprefix(f"s3://{BUCKET}/")
    s3 = bucket.clients_of(DEPLOYER)("s3", REGION)
    (version,) = s3.list_object_versions(Bucket=BUCKET)["Versions"]

    with pytest.raises(ClientError, match="AccessDenied"):
        s3.delete_object(Bucket=BUCKET, Key=key, VersionId=version["VersionId"])
    with pytest.raises(ClientError, match="AccessDenied"):
        s3.put_object_lock_configuration(Bucket=BUCKET, ObjectLockConfiguration={"ObjectLockEnabled": "Enabled"})
    assert s3.get_object(Bucket=BUCKET, Key=key)["Body"].read(), "whoever is refused this has every right to S3"
