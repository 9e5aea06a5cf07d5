"""As whom a command acts, where there is nobody to act as."""

import boto3  # pyright: ignore[reportMissingTypeStubs]
import botocore.session
import pytest

from camunda_byok.access import AssumedRole
from camunda_byok.aws.clients import clients_as
from camunda_byok.aws.identity import who_am_i
from camunda_byok.errors import InputError

ROLE = AssumedRole(arn="arn:aws:iam::111122223333:role/platform/byok-planner", session_name="camunda-byok-read")


def nobody() -> boto3.Session:
    """A session that finds no credentials anywhere."""
    session = botocore.session.Session()
    session.get_component("credential_provider").providers.clear()
    return boto3.Session(botocore_session=session)


@pytest.mark.parametrize("role", [None, ROLE], ids=["as oneself", "as a role"])
def test_who_has_no_credentials_is_told_so_before_anything_is_asked(role: AssumedRole | None) -> None:
    with pytest.raises(InputError) as raised:
        who_am_i(clients_as(role, region="eu-west-1", make=nobody), "eu-west-1")

    assert raised.value.problem == "there are no AWS credentials"
    assert "Sign in" in raised.value.remedy
