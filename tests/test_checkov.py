"""Checkov on the synthesized JSON of every environment: no finding without a reason, and no reason without a finding.

`make checkov` asks the same of the plans of every environment; tests/sandbox/test_first_plans.py of two of them.
"""

import shutil
from pathlib import Path

import pytest

from tools.checkov_scan import CHECKOV, SKIPS, Finding, Form, Scan, Skip, report, scan, skips

KEY = Finding("CKV_AWS_7", "it rotates", "dev-key", "aws_kms_key.key")
REASON = "a reason that is long enough to be one, and says why it is so"


@pytest.fixture(scope="module")
def scanned(application: dict[str, Path]) -> Scan:
    assert CHECKOV.is_file(), "run tools/set_up.py --checkov, or name a checkov in BYOK_CHECKOV"
    return scan(next(iter(application.values())).parent, Form.SYNTHESIZED)


def test_checkov_really_looked_at_every_stack(scanned: Scan, application: dict[str, Path]) -> None:
    assert {each.stack for each in scanned.passed} == set(application)
    assert len(scanned.passed) >= 15 * len(application)
    # rotation of keys, public access to buckets, validation of log files: were they not tried, nothing would be proven
    assert {"CKV_AWS_7", "CKV_AWS_53", "CKV_AWS_36"} <= {each.check for each in scanned.passed}


def test_checkov_finds_nothing_that_we_have_no_reason_for(scanned: Scan) -> None:
    assert scanned.without_reason(skips(Form.SYNTHESIZED)) == []


def test_every_skip_is_still_needed(scanned: Scan) -> None:
    assert scanned.needless(skips(Form.SYNTHESIZED)) == []


@pytest.mark.parametrize("form", Form)
def test_every_skip_says_why(form: Form) -> None:
    assert all(len(skip.reason) > 40 for skip in skips(form))


def test_checkov_would_notice_a_key_that_does_not_rotate(application: dict[str, Path], tmp_path: Path) -> None:
    stack = shutil.copytree(application["dev-key"], tmp_path / "dev-key")
    file = stack / "cdk.tf.json"
    file.write_text(file.read_text().replace('"enable_key_rotation": true', '"enable_key_rotation": false'))

    assert [each.check for each in scan(tmp_path, Form.SYNTHESIZED).failed] == ["CKV_AWS_7"]


def test_a_file_that_checkov_cannot_read_is_not_taken_for_one_without_findings(tmp_path: Path) -> None:
    (tmp_path / "stack").mkdir()
    (tmp_path / "stack" / "cdk.tf.json").write_text('{"resource": ')

    with pytest.raises(RuntimeError, match="checkov"):
        scan(tmp_path, Form.SYNTHESIZED)


def test_a_skip_of_one_form_is_none_of_the_other(tmp_path: Path) -> None:
    file = tmp_path / SKIPS.name
    file.write_text(
        f"- {{check: A, resource: b, reason: {REASON!r}}}\n- {{check: C, resource: d, reason: e, form: terraform_plan}}\n"
    )

    assert [skip.check for skip in skips(Form.SYNTHESIZED, file)] == ["A"]
    assert [skip.check for skip in skips(Form.PLANNED, file)] == ["A", "C"]


def test_a_skip_covers_its_check_of_its_resource_alone() -> None:
    said = Scan(failed=(KEY,), passed=())

    assert said.without_reason([Skip("CKV_AWS_7", "*.key", REASON)]) == []
    assert said.without_reason([Skip("CKV_AWS_8", "*.key", REASON), Skip("CKV_AWS_7", "*.trail", REASON)]) == [KEY]


@pytest.mark.parametrize("form", Form)
def test_the_report_refuses_a_finding_without_reason_and_a_reason_without_finding(
    form: Form, capsys: pytest.CaptureFixture[str]
) -> None:
    covered = tuple(Finding(skip.check, "", "prod-trail", skip.resource) for skip in skips(form))

    assert report({form: Scan(failed=covered, passed=())}) == 0
    assert report({form: Scan(failed=covered[1:], passed=())}) == 1
    assert "covers nothing" in capsys.readouterr().out
    assert report({form: Scan(failed=(*covered, KEY), passed=())}) == 1
    assert "dev-key: CKV_AWS_7 aws_kms_key.key: it rotates" in capsys.readouterr().out
