"""Who would deploy: the role or user behind the credentials, whether it is a deployer, and whether it keeps hold of the keys."""

from collections.abc import Iterator

from camunda_byok.authorization.decision import decide, of_arn
from camunda_byok.authorization.model import Level, Request, Undecided
from camunda_byok.authorization.wildcards import Pattern
from camunda_byok.aws.answers import Absence, Asked, answer
from camunda_byok.environment import Environment
from camunda_byok.inventory.declared_key import keys_of
from camunda_byok.inventory.model import Key
from camunda_byok.inventory.values import Unknown, known
from camunda_byok.operations.acting import Acting
from camunda_byok.operations.checks import CheckResult, cannot_tell, failed, passed

ASK_ROLE = "Let the deployer read his own role: iam:GetRole on it."


def issuing_principal(acting: Acting) -> str | Unknown:
    """Returns the ARN of the role, path included, or of the user whose credentials act. A session's own ARN has no path."""
    name = acting.identity.role_name
    if name is None:
        return acting.identity.arn
    iam = acting.clients("iam", acting.environment.region)
    found: str | Absence | Unknown = answer(
        lambda: iam.get_role(RoleName=name)["Role"]["Arn"],
        Asked(action="iam:GetRole", region=acting.environment.region),
    )
    return (
        Unknown(f"IAM says that there is no role {name}, although a session of it acts") if isinstance(found, Absence) else found
    )


def is_deployer(acting: Acting, issuer: str | Unknown) -> CheckResult:
    """Whether who deploys is one of `deployers`: AWS refuses to make the key otherwise."""
    deployers = acting.environment.deployers
    if isinstance(issuer, Unknown):
        name = acting.identity.role_name or ""
        if not any(Pattern(arn.rsplit("/", 1)[-1]).matches(name) for arn in deployers if ":role/" in arn):
            return _no_deployer(f"the role {name}", acting.identity.arn, deployers)
        return cannot_tell("deployer", issuer.reason, ASK_ROLE, details=[f"You act as {acting.identity.arn}."])
    if any(Pattern(arn).matches(issuer) for arn in deployers):
        return passed("deployer", f"You act as {issuer}, one of the deployers.")
    return _no_deployer(issuer, acting.identity.arn, deployers)


def _no_deployer(who: str, session: str, deployers: tuple[str, ...]) -> CheckResult:
    return failed(
        "deployer",
        f"{who} is not one of the deployers: AWS would refuse to make a key whose policy its maker could not change.",
        "Act as a deployer (access.deploy_role, or another profile), or name this role or user in deployers, path included.",
        details=[f"You act as {session}.", *(f"A deployer is {arn}." for arn in deployers)],
    )


def keeps_hold(environment: Environment, issuer: str | Unknown) -> Iterator[CheckResult]:
    """Whether who deploys could change each key's policy again once it is put. KMS refuses any other policy."""
    for address, policy in declared_policies(environment).items():
        if isinstance(issuer, Unknown):
            yield cannot_tell("no-lockout", issuer.reason, ASK_ROLE)
            return
        request = Request(of_arn(issuer), "kms:PutKeyPolicy")
        level = decide(policy, request, owner=environment.account)
        if isinstance(level, Undecided):
            yield cannot_tell("no-lockout", level.reason, "Look at the statements of the policy that name PutKeyPolicy.")
        elif level is Level.DENIED:
            yield failed(
                "no-lockout",
                f"The policy of {address} would not let {issuer} change it again, so KMS refuses it.",
                "Name who deploys in deployers, path included.",
            )
        else:
            yield passed("no-lockout", f"Who deploys may change the policy of {address} again.")


def declared_policies(environment: Environment) -> dict[str, dict[str, object]]:
    """Returns the policies of the keys that the environment makes or changes, by the key's address."""
    return {
        thing.address: dict(thing.policy)
        for thing in keys_of(environment)
        if isinstance(thing, Key) and known(thing.policy) and thing.policy is not None
    }
