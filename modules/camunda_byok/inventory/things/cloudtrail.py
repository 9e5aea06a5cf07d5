"""Trails."""

from camunda_byok.inventory.model import Selector, Text, Trail
from camunda_byok.inventory.resource import Parts, Resource, Values
from camunda_byok.inventory.values import AFTER_APPLY, Ref, Unknown, known
from camunda_byok.names import partition_of

KMS = "kms.amazonaws.com"


def trail(resource: Resource, parts: Parts) -> Trail:
    del parts
    values = resource.values
    return Trail(
        address=resource.address,
        account=resource.account,
        region=resource.region,
        prevent_destroy=resource.prevent_destroy,
        arn=arn_of(resource, "cloudtrail", "trail/"),
        name=values.text("name", AFTER_APPLY),
        logging=values.flag("enable_logging", True),
        multi_region=values.flag("is_multi_region_trail", False),
        global_events=values.flag("include_global_service_events", True),
        validation=values.flag("enable_log_file_validation", False),
        organization=values.flag("is_organization_trail", False),
        bucket=values.text("s3_bucket_name", AFTER_APPLY),
        key=values.text("kms_key_id", None),
        log_group=values.text("cloud_watch_logs_group_arn", None),
        selectors=_selectors(values),
    )


def arn_of(resource: Resource, service: str, before_name: str = "") -> Text:
    """Returns the ARN: AWS's where it is known, else composed as AWS will, of the name."""
    given, name = resource.values.raw("arn"), resource.values.raw("name")
    account, region = resource.account, resource.region
    if given is None and isinstance(name, str) and "${" not in name and known(account) and known(region):
        return f"arn:{partition_of(region)}:{service}:{region}:{account}:{before_name}{name}"
    return resource.values.text("arn", AFTER_APPLY)


def _selectors(values: Values) -> tuple[Selector, ...] | Ref | Unknown:
    found: list[Selector] = []
    for name, read in (("event_selector", _basic), ("advanced_event_selector", advanced_selector)):
        blocks = values.blocks(name)
        if isinstance(blocks, Ref | Unknown):
            return blocks
        for block in blocks:
            selector = read(block)
            if isinstance(selector, Unknown):
                return selector
            found.append(selector)
    return tuple(found)


def _basic(block: Values) -> Selector | Unknown:
    management, kind = block.flag("include_management_events", True), block.text("read_write_type", "All")
    excluded = block.texts("exclude_management_event_sources")
    if not isinstance(management, bool) or not isinstance(kind, str) or isinstance(excluded, Ref | Unknown):
        return AFTER_APPLY
    return Selector(management_events=management, read_write=kind, excluded_sources=tuple(map(str, excluded)))


def advanced_selector(block: Values) -> Selector | Unknown:
    """Returns what an advanced selector lets through, of the fields as the AWS provider writes them."""
    fields = block.blocks("field_selector")
    if isinstance(fields, Ref | Unknown):
        return AFTER_APPLY
    management, kind = True, "All"
    excluded: list[str] = []
    narrowed: list[str] = []
    for field in fields:
        equals, unequal = field.texts("equals"), field.texts("not_equals")
        if isinstance(equals, Ref | Unknown) or isinstance(unequal, Ref | Unknown):
            return AFTER_APPLY
        match field.text("field", ""):
            case "eventCategory":
                management = "Management" in equals
            case "readOnly":
                kind = {"true": "ReadOnly", "false": "WriteOnly"}.get(",".join(map(str, equals)), "All")
            case "eventSource":
                excluded += map(str, unequal)
                if KMS not in equals and (equals or not _may_be_kms(field)):
                    excluded.append(KMS)
            case str() as other:
                narrowed.append(other)
            case _:
                return AFTER_APPLY
    return Selector(
        management_events=management,
        read_write=kind,
        excluded_sources=tuple(sorted(set(excluded))),
        narrowed_by=tuple(sorted(narrowed)),
    )


def _may_be_kms(field: Values) -> bool:
    """Whether the beginnings and ends that a field asks of an event source, or refuses, let KMS through."""
    tests = (
        ("starts_with", True, KMS.startswith),
        ("ends_with", True, KMS.endswith),
        ("not_starts_with", False, KMS.startswith),
        ("not_ends_with", False, KMS.endswith),
    )
    for name, wanted, holds in tests:
        asked = field.texts(name)
        if isinstance(asked, tuple) and asked and any(holds(str(one)) for one in asked) is not wanted:
            return False
    return True
