"""Whether the roles and users that an environment names exist, as IAM says it."""

from collections.abc import Iterable, Iterator, Mapping
from fnmatch import fnmatchcase
from functools import partial
from typing import Any

from camunda_byok import arns
from camunda_byok.aws.answers import pages
from camunda_byok.aws.clients import Clients
from camunda_byok.environment import Environment, S3State
from camunda_byok.inventory.live_kinds import NamedPerson, address
from camunda_byok.inventory.model import MaybeText
from camunda_byok.inventory.values import Unknown
from camunda_byok.live.questions import Answer, Question, asked, field

SSO_PATH = "/aws-reserved/sso.amazonaws.com/"
"""Where IAM Identity Center makes its roles, and nobody else can."""
ELSEWHERE = Unknown("it is another account's, where nobody can look it up from here")


def named_people(environment: Environment, clients: Clients) -> Iterator[Question]:
    """Asks for everybody whom an environment names, once each."""
    iam = clients("iam", environment.region)
    patterns: dict[str, list[str]] = {}
    for arn, fields in _named(environment).items():
        if arns.parts(arn).account != environment.account:
            yield Question(calls={}, make=partial(_elsewhere, arn, fields))
        elif "*" in arn or "?" in arn:
            patterns[arn] = fields
        else:
            yield _person(arn, fields, iam, environment.region)
    if patterns:
        listed = asked("iam:ListRoles", environment.region, lambda: pages(iam, "list_roles", "Roles", PathPrefix=SSO_PATH))
        yield Question(calls={"roles": listed}, make=partial(_by_pattern, patterns))


def _named(environment: Environment) -> dict[str, list[str]]:
    """Returns by which fields the environment names each ARN."""
    key, access, state = environment.managed_key, environment.access, environment.state
    people: dict[str, Iterable[str | None]] = {
        "deployers": environment.deployers,
        "key.administrators": key.administrators if key else (),
        "key.auditors": key.auditors if key else (),
        "key.break_glass": key.break_glass if key else (),
        "organization.administrators": environment.organization.administrators if environment.organization else (),
        "access.deploy_role": [access.deploy_role],
        "access.plan_role": [access.plan_role],
        "state.role": [state.role] if isinstance(state, S3State) else (),
        "state.plan_role": [state.plan_role] if isinstance(state, S3State) else (),
        "camunda.tenant_role": [environment.camunda.tenant_role],
    }
    found: dict[str, list[str]] = {}
    for name, some in people.items():
        for arn in dict.fromkeys(some):
            if arn:
                found.setdefault(arn, []).append(name)
    return found


def _person(arn: str, fields: list[str], iam: Any, region: str) -> Question:
    kind, _, rest = arns.parts(arn).resource.partition("/")
    name = rest.rpartition("/")[2]
    if kind == "user":
        call = asked("iam:GetUser", region, lambda: iam.get_user(UserName=name)["User"]["Arn"])
    else:
        call = asked("iam:GetRole", region, lambda: iam.get_role(RoleName=name)["Role"]["Arn"])
    return Question(calls={"arn": call}, make=lambda said: [_made(arn, fields, field(said["arn"]))])


def _by_pattern(patterns: Mapping[str, list[str]], said: Mapping[str, Answer]) -> Iterator[NamedPerson]:
    roles = field(said["roles"], absent=[])
    for pattern, fields in patterns.items():
        if isinstance(roles, Unknown):
            yield _made(pattern, fields, roles)
        else:
            fitting = (role["Arn"] for role in roles if fnmatchcase(role["Arn"], pattern))
            yield _made(pattern, fields, pattern if any(True for _ in fitting) else None)


def _elsewhere(arn: str, fields: list[str], said: Mapping[str, Answer]) -> Iterator[NamedPerson]:
    del said
    yield _made(arn, fields, ELSEWHERE, elsewhere=True)


def _made(arn: str, fields: list[str], found: MaybeText, *, elsewhere: bool = False) -> NamedPerson:
    return NamedPerson(
        address=address(arn, "person"),
        of=arn,
        account=arns.parts(arn).account,
        region=Unknown("IAM is the same in all regions"),
        named_by=tuple(fields),
        elsewhere=elsewhere,
        found=found,
    )
