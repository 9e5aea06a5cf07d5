"""What one principal may do with one key: the answer, the statement that decides it, and who else has a say."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from camunda_byok.authorization.asked_principals import principals_asked
from camunda_byok.authorization.comparison import who_can
from camunda_byok.authorization.decision import of_arn
from camunda_byok.authorization.effective import KEY_ACTIONS, LiveGrant, Permits, Ruling, Verdict, labelled, verdicts
from camunda_byok.authorization.model import Level, Principal
from camunda_byok.errors import InputError
from camunda_byok.names import Names
from camunda_byok.policies.guardians import Guardians
from camunda_byok.policies.key_policy import key_policy

OWNER, VENDOR = "111122223333", "444455556666"
ROLE = "arn:aws:iam::{}:role/{}".format
TENANT, BREAK_GLASS, DEPLOYER = ROLE(VENDOR, "c8/apps"), ROLE(OWNER, "platform/break-glass"), ROLE(OWNER, "platform/deployer")
STRANGER = ROLE(OWNER, "apps/stranger")
KEY = "arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab"
POLICY = key_policy(
    Names(environment="prod", account=OWNER, region="eu-west-1"),
    tenant_role=TENANT,
    guardians=Guardians(deployers=(DEPLOYER,), break_glass=(BREAK_GLASS,)),
)


def permits(policy: Any = POLICY, *grants: LiveGrant, **fields: Any) -> Permits:
    return Permits(**{"key": KEY, "owner": OWNER, "policies": {"default": policy}, "grants": grants, **fields})


def judged(who: str, action: str, given: Permits | None = None) -> tuple[Verdict, ...]:
    return verdicts(of_arn(who), action, given or permits())


def only(who: str, action: str, given: Permits | None = None) -> Verdict:
    (verdict,) = judged(who, action, given)
    return verdict


def allow(principal: Any, actions: Any, effect: str = "Allow", **fields: Any) -> dict[str, Any]:
    return {"Effect": effect, "Principal": principal, "Action": actions, "Resource": "*", **fields}


def policy(*statements: dict[str, Any]) -> dict[str, Any]:
    return {"Version": "2012-10-17", "Statement": list(statements)}


def test_the_tenant_is_allowed_by_its_statement_if_the_iam_of_its_own_account_permits_it() -> None:
    verdict = only(TENANT, "kms:Decrypt")

    assert verdict.answer is Ruling.ALLOWED
    assert verdict.decides == ("statement 2 (CamundaUsesKey)",)
    assert f"if IAM of account {VENDOR} permits it too" in verdict.depends
    assert "resource control policy" in verdict.depends


def test_the_own_people_are_allowed_if_the_iam_of_the_account_permits_it() -> None:
    verdict = only(BREAK_GLASS, "kms:DisableKey")

    assert verdict.answer is Ruling.IF_IAM_ALLOWS
    assert verdict.decides == ("statement 1 (AccountManagesKey)",)
    assert verdict.depends.startswith(f"if IAM of account {OWNER} permits it")


def test_a_deny_is_named() -> None:
    verdict = only(STRANGER, "kms:DisableKey")

    assert verdict.answer is Ruling.DENIED
    assert verdict.decides == ("statement 6 (OnlyBreakGlassEndsKey)",)
    assert not verdict.depends, "what the key denies, nobody gives"


def test_what_nothing_allows_is_denied_without_a_statement() -> None:
    verdict = only(STRANGER, "kms:Decrypt")

    assert (verdict.answer, verdict.decides, verdict.undecided_by) == (Ruling.DENIED, (), "nothing allows it")


def test_circumstances_are_told_apart() -> None:
    allowed, denied = judged(BREAK_GLASS, "kms:ScheduleKeyDeletion")

    assert allowed.answer is Ruling.IF_IAM_ALLOWS
    assert allowed.when == ("kms:ScheduleKeyDeletionPendingWindowInDays is not below 30",)
    assert denied.answer is Ruling.DENIED
    assert denied.decides == ("statement 7 (NoShorterDeletionWindow)",)


def test_another_account_can_do_to_a_key_only_what_kms_lets_it() -> None:
    given = permits(policy(allow({"AWS": TENANT}, "kms:*")))

    assert only(TENANT, "kms:Decrypt", given).answer is Ruling.ALLOWED
    assert only(TENANT, "kms:DisableKey", given).undecided_by.startswith("KMS lets no other account")


def test_who_is_named_as_principal_needs_no_iam_of_the_own_account_but_can_be_denied_by_it() -> None:
    given = permits(policy(allow({"AWS": STRANGER}, "kms:Decrypt")))

    verdict = only(STRANGER, "kms:Decrypt", given)

    assert verdict.answer is Ruling.ALLOWED
    assert verdict.depends.startswith(f"unless IAM of account {OWNER} denies it")


def test_a_statement_about_another_key_decides_nothing() -> None:
    elsewhere = allow({"AWS": STRANGER}, "kms:Decrypt", Resource=KEY.replace("1234abcd", "99999999"))

    assert only(STRANGER, "kms:Decrypt", permits(policy(elsewhere))).answer is Ruling.DENIED
    assert only(STRANGER, "kms:Decrypt", permits(policy({**elsewhere, "Resource": KEY}))).answer is Ruling.ALLOWED


def test_a_policy_of_another_name_counts_as_well_and_is_named() -> None:
    shared = policy(allow({"AWS": STRANGER}, "kms:Decrypt"))

    verdict = only(STRANGER, "kms:Decrypt", permits(policies={"default": POLICY, "AWS_RAM": shared}))

    assert verdict.answer is Ruling.ALLOWED
    assert verdict.decides == ("statement 1 of policy AWS_RAM",)


GRANT = LiveGrant(id="0123456789abcdef", grantee=STRANGER, operations=frozenset({"Decrypt"}), retiring=DEPLOYER)


def test_a_grant_allows_its_operations_to_its_grantee_alone() -> None:
    given = permits(POLICY, GRANT)

    assert only(STRANGER, "kms:Decrypt", given).decides == ("grant 0123456789ab",)
    assert only(STRANGER, "kms:Encrypt", given).answer is Ruling.DENIED
    assert only(BREAK_GLASS, "kms:Decrypt", given).answer is Ruling.DENIED


def test_a_grant_does_not_help_against_a_deny() -> None:
    denied = policy(allow("*", "kms:Decrypt", "Deny", Sid="Nobody"))

    verdict = only(STRANGER, "kms:Decrypt", permits(denied, GRANT))

    assert (verdict.answer, verdict.decides) == (Ruling.DENIED, ("statement 1 (Nobody)",))


def test_a_grant_with_an_encryption_context_allows_under_it() -> None:
    bound = LiveGrant(id="abc", grantee=STRANGER, operations=frozenset({"Decrypt"}), context=(("aws:ebs:id", "vol-1"),))

    allowed, denied = judged(STRANGER, "kms:Decrypt", permits(POLICY, bound))

    assert (allowed.answer, denied.answer) == (Ruling.ALLOWED, Ruling.DENIED)
    assert allowed.when == ("kms:EncryptionContext:aws:ebs:id is vol-1",)


def test_a_retiring_principal_may_retire_the_grant() -> None:
    assert only(DEPLOYER, "kms:RetireGrant", permits(POLICY, GRANT)).answer is Ruling.ALLOWED
    assert only(STRANGER, "kms:RetireGrant", permits(POLICY, GRANT)).answer is Ruling.DENIED


def test_a_grant_to_a_role_is_one_to_its_sessions_and_not_the_other_way_round() -> None:
    session = f"arn:aws:sts::{OWNER}:assumed-role/stranger/one"
    plain = ROLE(OWNER, "stranger")
    to_role = LiveGrant(id="abc", grantee=plain, operations=frozenset({"Decrypt"}))
    to_session = LiveGrant(id="abc", grantee=session, operations=frozenset({"Decrypt"}))

    for grant, who, answer in (
        (to_role, session, Ruling.ALLOWED),
        (to_session, session, Ruling.ALLOWED),
        (to_session, plain, Ruling.DENIED),
        (to_session, session.replace("/one", "/two"), Ruling.DENIED),
    ):
        assert only(who, "kms:Decrypt", permits(POLICY, grant)).answer is answer


def test_what_was_not_read_leaves_only_a_deny_certain() -> None:
    unread = permits(unread=("policy AWS_RAM is not known: kms:GetKeyPolicy is denied",))

    assert only(TENANT, "kms:Decrypt", unread).answer is Ruling.UNKNOWN
    assert only(STRANGER, "kms:Decrypt", unread).answer is Ruling.UNKNOWN
    assert only(STRANGER, "kms:DisableKey", unread).answer is Ruling.DENIED


def test_grants_that_were_not_read_leave_open_what_nothing_allows() -> None:
    unread = permits(may_allow_more=("its grants are not known: kms:ListGrants is denied",))

    open_question = only(STRANGER, "kms:Decrypt", unread)
    assert open_question.answer is Ruling.UNKNOWN
    assert "kms:ListGrants is denied" in open_question.reason
    assert only(TENANT, "kms:Decrypt", unread).answer is Ruling.ALLOWED
    assert only(STRANGER, "kms:DisableKey", unread).answer is Ruling.DENIED


def test_a_condition_that_is_not_modelled_is_an_open_question() -> None:
    odd = allow({"AWS": STRANGER}, "kms:Decrypt", Condition={"BinaryEquals": {"aws:something": "QmluYXJ5"}})

    (verdict,) = judged(STRANGER, "kms:Decrypt", permits(policy(odd)))

    assert verdict.answer is Ruling.UNKNOWN
    assert "BinaryEquals" in verdict.reason


def test_a_service_is_asked_for_by_its_name() -> None:
    given = permits(policy(allow({"Service": "logs.eu-west-1.amazonaws.com"}, "kms:Decrypt")))
    (service,) = principals_asked("logs.eu-west-1.amazonaws.com", owner=OWNER)
    (other,) = principals_asked("sns.amazonaws.com", owner=OWNER)

    assert verdicts(service, "kms:Decrypt", given)[0].answer is Ruling.ALLOWED
    assert verdicts(other, "kms:Decrypt", given)[0].answer is Ruling.DENIED


def test_an_account_stands_for_everybody_in_it_whom_the_policy_tells_apart() -> None:
    statements = [statement for _, statement in labelled({"default": POLICY})]
    ours = {str(one) for one in principals_asked(OWNER, statements, owner=OWNER)}
    theirs = {str(one) for one in principals_asked(VENDOR, statements, owner=OWNER)}

    assert ours == {
        f"role platform/break-glass of account {OWNER}",
        f"role platform/deployer of account {OWNER}",
        f"any other principal of account {OWNER}",
    }
    assert theirs == {f"role c8/apps of account {VENDOR}", f"any other principal of account {VENDOR}"}


def test_a_session_is_its_role_with_the_path_that_somebody_found_out() -> None:
    (found,) = principals_asked(f"arn:aws:sts::{OWNER}:assumed-role/break-glass/x", owner=OWNER, role=BREAK_GLASS)

    assert (found.value, found.session) == (BREAK_GLASS, "x")


@pytest.mark.parametrize(
    "text", ["", "prod", "*", "1234", "arn:aws:s3:::bucket", "arn:aws:iam::111122223333:group/x", "e.example.com"]
)
def test_what_is_no_principal_is_refused(text: str) -> None:
    with pytest.raises(InputError, match="no principal"):
        principals_asked(text, owner=OWNER)


TABLE = who_can(POLICY, owner=OWNER)


@given(st.sampled_from([TENANT, BREAK_GLASS, DEPLOYER]), st.sampled_from(KEY_ACTIONS))
def test_it_agrees_with_the_table_of_who_can_do_what(who: str, action: str) -> None:
    principal = of_arn(who)
    allowed = {
        row.level for row in TABLE.rows if row.principal == principal and action in row.actions and row.level > Level.DENIED
    }
    answers = {verdict.answer for verdict in verdicts(principal, action, permits())} - {Ruling.DENIED}

    assert answers == {{Level.ALLOWED: Ruling.ALLOWED, Level.IF_IAM_ALLOWS: Ruling.IF_IAM_ALLOWS}[level] for level in allowed}


def test_the_root_user_is_not_held_by_iam() -> None:
    verdict = only(f"arn:aws:iam::{OWNER}:root", "kms:EnableKey")

    assert verdict.answer is Ruling.IF_IAM_ALLOWS
    assert "root user" in verdict.depends


def test_a_principal_without_a_kind_of_account_is_bound_by_resource_control_policies_alone() -> None:
    given = permits(policy(allow({"Service": "x.amazonaws.com"}, "kms:Decrypt")))

    assert "resource control policy" in verdicts(Principal("Service", "x.amazonaws.com"), "kms:Decrypt", given)[0].depends
