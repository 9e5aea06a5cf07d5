"""What an environment relies on and somebody else keeps: a key and a trail that exist. Nobody declares here what they are like.

They stand in a live picture at addresses of their own, with `LEFT_ALONE` wherever the environment asks nothing of them.
"""

from collections.abc import Iterator

from camunda_byok import arns
from camunda_byok.environment import Environment
from camunda_byok.inventory.model import Key, Thing, Trail
from camunda_byok.inventory.values import LEFT_ALONE
from camunda_byok.trail_settings import ExistingTrail, SharedTrail


def relied_on(environment: Environment) -> Iterator[Thing]:
    """Gives the keys that are named by ARN, and the trail of somebody else that records them."""
    for generation in environment.key_generations:
        for key in generation.keys:
            if key.address is None and key.arn:
                yield _key(key.place, key.arn)
    if isinstance(environment.trail, ExistingTrail | SharedTrail):
        yield _trail(environment.trail_reference.arn)


def _key(address: str, arn: str) -> Key:
    return Key(
        address=address,
        account=arns.parts(arn).account,
        region=arns.parts(arn).region,
        prevent_destroy=LEFT_ALONE,
        arn=arn,
        description=LEFT_ALONE,
        enabled=True,  # whoever keeps it: disabled, it stops the cluster
        rotation=LEFT_ALONE,
        rotation_period_days=LEFT_ALONE,
        deletion_window_days=LEFT_ALONE,
        multi_region=LEFT_ALONE,
        primary=None,
        spec="SYMMETRIC_DEFAULT",
        usage="ENCRYPT_DECRYPT",
        imported_material=False,
        policy=LEFT_ALONE,
        lockout_check_bypassed=False,
    )


def _trail(arn: str) -> Trail:
    parts = arns.parts(arn)
    return Trail(
        address=f"trail {arn}",
        account=parts.account,
        region=parts.region,
        prevent_destroy=LEFT_ALONE,
        arn=arn,
        name=parts.resource.removeprefix("trail/"),
        logging=True,  # whoever keeps it: stopped, no alarm is raised
        multi_region=LEFT_ALONE,
        global_events=LEFT_ALONE,
        validation=LEFT_ALONE,
        organization=LEFT_ALONE,
        bucket=LEFT_ALONE,
        key=LEFT_ALONE,
        log_group=LEFT_ALONE,
        selectors=LEFT_ALONE,
    )
