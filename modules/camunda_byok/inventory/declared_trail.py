"""The record of an environment's key, as its trail stack declares it."""

from collections.abc import Iterator

from camunda_byok.environment import Environment
from camunda_byok.guarding import guardians_of, trail_key_window
from camunda_byok.inventory.declared_parts import alias, bucket, key, role
from camunda_byok.inventory.model import LogGroup, Selector, Thing, Trail
from camunda_byok.inventory.values import Ref
from camunda_byok.key_descriptions import trail_key_description
from camunda_byok.policies.log_bucket_policy import access_log_bucket_policy, log_bucket_policy
from camunda_byok.policies.log_delivery import log_delivery_permissions, log_delivery_trust
from camunda_byok.policies.trail_key_policy import trail_key_policy
from camunda_byok.trail_settings import ArchivedTrail, OwnTrail


def trail_of(environment: Environment) -> Iterator[Thing]:
    """Gives the trail that the environment makes, with its key, its log group and, unless it has an archive, its buckets."""
    settings = environment.own_trail
    if settings is None:
        return
    names = environment.names
    window = trail_key_window(environment)
    trail_key = key(
        "trail_key",
        names,
        description=trail_key_description(names),
        policy=trail_key_policy(
            names,
            guardians=guardians_of(environment),
            deletion_window_days=window,
            archive_readers=settings.archive.readers if isinstance(settings, ArchivedTrail) else (),
        ),
        prevent_destroy=True,
        deletion_window_days=window,
    )
    trail_key_arn = Ref(trail_key.address, "arn")
    yield trail_key
    yield alias("trail_key", names, of=trail_key, called=names.trail_key_alias)
    if isinstance(settings, OwnTrail):
        yield from _buckets(environment, settings, trail_key_arn)
    yield LogGroup(
        address="aws_cloudwatch_log_group.trail",
        account=names.account,
        region=names.region,
        prevent_destroy=True,
        name=names.log_group,
        key=trail_key_arn,
        retention_days=settings.log_group_days,
    )
    yield role(
        "trail_log_delivery",
        names,
        name=names.log_delivery_role,
        trust=log_delivery_trust(),
        permissions=log_delivery_permissions(names),
        permissions_boundary=environment.permissions_boundary,
    )
    yield Trail(
        address="aws_cloudtrail.trail",
        account=names.account,
        region=names.region,
        prevent_destroy=False,
        arn=names.trail_arn,
        name=names.trail,
        logging=True,
        multi_region=True,
        global_events=True,
        validation=True,
        organization=False,
        bucket=environment.log_location.bucket,
        key=trail_key_arn,
        log_group=f"{names.log_group_arn}:*",
        selectors=(Selector(management_events=True, read_write="All", excluded_sources=()),),
    )


def _buckets(environment: Environment, settings: OwnTrail, key: Ref) -> Iterator[Thing]:
    names = environment.names
    yield bucket(
        "log_bucket",
        names,
        name=names.log_bucket,
        policy=log_bucket_policy(names),
        key=key,
        lock=settings.object_lock,
        expiry_days=settings.retention_days,
        access_logs_to=names.access_log_bucket,
    )
    yield bucket(
        "access_log_bucket",
        names,
        name=names.access_log_bucket,
        policy=access_log_bucket_policy(names),
        key=None,
        expiry_days=settings.retention_days,
    )
