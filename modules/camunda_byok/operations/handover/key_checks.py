"""Everything about a key that would make its ARN wrong for ever: what Camunda is given once cannot be changed afterwards."""

import json
from collections.abc import Iterator
from typing import Any

from camunda_byok import arns
from camunda_byok.authorization.comparison import compare
from camunda_byok.authorization.decision import decide, of_arn
from camunda_byok.authorization.model import Level, Request, Undecided
from camunda_byok.aws.answers import ABSENT, Absence, Asked, answer, pages
from camunda_byok.environment import Environment, ManagedKey
from camunda_byok.errors import InputError
from camunda_byok.inventory.declared_key import keys_of
from camunda_byok.inventory.model import Key
from camunda_byok.inventory.values import Unknown, known
from camunda_byok.key_states import DISABLED, ENABLED, PENDING_DELETION, PENDING_IMPORT, PENDING_REPLICA_DELETION, UNAVAILABLE
from camunda_byok.operations.acting import Acting
from camunda_byok.operations.checks import CheckResult, cannot_tell, failed, passed
from camunda_byok.operations.found_keys import FoundKey, SoughtKey
from camunda_byok.organisation_reach import vendor_actions
from camunda_byok.watching import aliases

SOMEBODY = "Run it as somebody who may, such as an auditor of the key."
STATES = {
    DISABLED: "Enable it (byok thaw).",
    PENDING_DELETION: "Cancel the deletion (byok thaw), if this is the right key at all.",
    PENDING_REPLICA_DELETION: "Cancel the deletion (byok thaw), if this is the right key at all.",
    PENDING_IMPORT: "Import its material (byok import-material).",
    UNAVAILABLE: "Bring the key store back that its material is in.",
}
DEFAULT_POLICY = "default"


def key_checks(acting: Acting, found: FoundKey) -> tuple[CheckResult, ...]:
    """Returns what was found of one key. Raises InputError where the credentials are at their end."""
    title = found.sought.title
    if found.metadata is ABSENT:
        return (
            failed("key", f"The {title} does not exist: {_where(found.sought)}.", "Deploy the key stack, or correct the file."),
        )
    if not isinstance(found.metadata, dict):
        reason = found.metadata.reason if isinstance(found.metadata, Unknown) else "KMS gave nothing"
        return (cannot_tell("key", reason, SOMEBODY),)
    arn = str(found.arn)
    return (
        *_facts(acting.environment, found, found.metadata),
        *_alias(acting, found, arn),
        *_policies(acting, found, arn),
    )


def _where(sought: SoughtKey) -> str:
    return f"{sought.reference} in {sought.region}"


def _facts(environment: Environment, found: FoundKey, metadata: dict[str, Any]) -> Iterator[CheckResult]:
    title, place = found.sought.title, arns.parts(metadata["Arn"])
    if place.region == found.region:
        yield passed("region", f"The {title} is in {found.region}, as its cluster.")
    else:
        yield failed("region", f"The {title} is in {place.region}.", f"A cluster in {found.region} needs a key there.")
    if place.account == environment.account:
        yield passed("account", f"The {title} is of account {environment.account}.")
    else:
        yield failed("account", f"The {title} is of account {place.account}.", "Name a key of the environment's account.")
    state = str(metadata["KeyState"])
    if state == ENABLED:
        yield passed("enabled", f"The {title} is enabled.")
    else:
        yield failed(
            "enabled", f"The {title} cannot be used: its state is {state}.", STATES.get(state, "Wait, and run it again.")
        )
    spec, usage = metadata.get("KeySpec"), metadata.get("KeyUsage")
    if (spec, usage) == ("SYMMETRIC_DEFAULT", "ENCRYPT_DECRYPT"):
        yield passed("symmetric", f"The {title} is symmetric and encrypts.")
    else:
        yield failed(
            "symmetric",
            f"The {title} is a key of another kind ({spec}, {usage}).",
            "Camunda takes SYMMETRIC_DEFAULT for ENCRYPT_DECRYPT alone: make another key.",
        )
    if metadata.get("KeyManager", "CUSTOMER") != "CUSTOMER":
        yield failed(
            "customer-managed", f"AWS manages the {title}.", "Make a key of your own: nobody can change the policy of this one."
        )
    if expires := metadata.get("ValidTo"):
        yield failed(
            "material-stays",
            f"The material of the {title} expires on {expires:%Y-%m-%d}: without it the cluster's data is out of reach.",
            "Import the material without an expiry.",
        )


def together_checks(environment: Environment, found: tuple[FoundKey, ...]) -> Iterator[CheckResult]:
    """Gives whether two keys are what the environment says of them: one material in two regions, or two."""
    kind = environment.second_kind
    pictures = [one.metadata for one in found]
    if kind is None or not all(isinstance(one, dict) for one in pictures):
        return
    first, second = (one if isinstance(one, dict) else {} for one in pictures)
    shared = first["KeyId"] == second["KeyId"] and bool(first.get("MultiRegion")) and bool(second.get("MultiRegion"))
    if kind == "replica" and not shared:
        yield failed(
            "two-regions",
            "The second key is no replica of the first.",
            "Deploy the key stack again, or write what the keys are: key.second_key, or second_arn.",
        )
    elif kind == "independent" and first["KeyId"] == second["KeyId"]:
        yield failed("two-regions", "The second key shares its material with the first.", "Make a second key of its own.")
    else:
        yield passed("two-regions", f"The second key is what it should be: {kind}.")


def _alias(acting: Acting, found: FoundKey, arn: str) -> Iterator[CheckResult]:
    environment, title = acting.environment, found.sought.title
    if isinstance(environment.key, ManagedKey):
        if isinstance(found.tags, Unknown):
            yield cannot_tell("alias", found.tags.reason, SOMEBODY)
        elif found.tags.get("environment") == environment.name:
            yield passed("alias", f"{found.sought.reference} leads to the key of this environment.")
        else:
            whose = found.tags.get("environment")
            yield failed(
                "alias",
                f"{found.sought.reference} leads to a key of {f'the environment {whose}' if whose else 'nobody knows whom'}: "
                "its tags do not name this one.",
                "See who moved the alias (docs/runbooks/key-alias-changed.md), and deploy the key stack.",
            )
        return
    names = environment.names.in_region(found.region)
    kms = acting.clients("kms", found.region)
    for alias in aliases(environment, names):
        target = answer(
            lambda alias=alias: str(kms.describe_key(KeyId=alias)["KeyMetadata"]["Arn"]),
            Asked(action="kms:DescribeKey", region=found.region),
        )
        if isinstance(target, Unknown):
            yield cannot_tell("alias", target.reason, SOMEBODY)
        elif target == arn:
            yield passed("alias", f"{alias} leads to the {title}.")
        else:
            where = "nowhere" if isinstance(target, Absence) else "to another key"
            yield failed(
                "alias", f"{alias} leads {where}.", "Deploy the key stack: commands and alarms find the key by its alias."
            )


def _policies(acting: Acting, found: FoundKey, arn: str) -> Iterator[CheckResult]:
    kms, environment, title = acting.clients("kms", found.region), acting.environment, found.sought.title
    asked = Asked(action="kms:GetKeyPolicy", region=found.region)
    live: Any = answer(lambda: json.loads(kms.get_key_policy(KeyId=arn, PolicyName=DEFAULT_POLICY)["Policy"]), asked)
    if isinstance(live, Absence | Unknown):
        reason = live.reason if isinstance(live, Unknown) else "KMS knows no policy of the key"
        yield cannot_tell("tenant-role-may", reason, SOMEBODY)
        return
    try:
        yield _tenant_may(environment, title, live, arn)
        yield from _as_declared(environment, found, live)
    except InputError as fault:
        yield cannot_tell("tenant-role-may", f"the policy of the {title} cannot be read: {fault}", "Look at the policy.")
    names = answer(
        lambda: pages(kms, "list_key_policies", "PolicyNames", KeyId=arn),
        Asked(action="kms:ListKeyPolicies", region=found.region),
    )
    if isinstance(names, Absence | Unknown):
        reason = names.reason if isinstance(names, Unknown) else "KMS knows no policies of the key"
        yield cannot_tell("one-policy", reason, SOMEBODY)
    elif others := [name for name in names if name != DEFAULT_POLICY]:
        yield failed(
            "one-policy", f"The {title} has more policies than one: {', '.join(others)}.", "Read them: each lets somebody in."
        )
    else:
        yield passed("one-policy", f"The {title} has no policy besides its own.")


def _tenant_may(environment: Environment, title: str, live: dict[str, Any], arn: str) -> CheckResult:
    role = of_arn(environment.camunda.tenant_role)
    answers = {action: decide(live, Request(role, action, arn), owner=environment.account) for action in vendor_actions()}
    refused = [action for action, level in answers.items() if level in (Level.DENIED, Level.IF_IAM_ALLOWS)]
    if refused:
        return failed(
            "tenant-role-may",
            f"The policy of the {title} does not let the tenant role do {len(refused)} of {len(answers)} things that it must.",
            "Deploy the key stack; of a key that is owned elsewhere, let its owner put the statements that Camunda publishes.",
            details=[*refused, f"The tenant role is {environment.camunda.tenant_role}."],
        )
    doubts = [f"{action}: {level.reason}" for action, level in answers.items() if isinstance(level, Undecided)]
    if doubts:
        return cannot_tell("tenant-role-may", "the policy hangs on what is not modelled", "Read the policy.", details=doubts)
    return passed("tenant-role-may", f"The policy of the {title} lets the tenant role do everything that Camunda publishes.")


def _as_declared(environment: Environment, found: FoundKey, live: dict[str, Any]) -> Iterator[CheckResult]:
    declared = [thing for thing in keys_of(environment) if isinstance(thing, Key)]
    at = 0 if found.sought.title == "key" else 1
    if len(declared) <= at or not known(declared[at].policy) or declared[at].policy is None:
        return  # the key's policy is somebody else's to write
    compared = compare(declared[at].policy, live, owner=environment.account)  # type: ignore[arg-type]
    if compared.differences:
        yield failed(
            "policy-as-declared",
            f"The policy of the {found.sought.title} is not the one that the environment declares.",
            "Deploy the key stack, or see who changed it: docs/runbooks/key-policy-changed.md.",
            details=map(str, (*compared.gained, *compared.lost)),
        )
    elif compared.undecided:
        doubts = [each.reason for each in compared.undecided]
        yield cannot_tell("policy-as-declared", "the two policies could not be compared", "Read both.", details=doubts)
    else:
        yield passed("policy-as-declared", f"The policy of the {found.sought.title} means what the environment declares.")
