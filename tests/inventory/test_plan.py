"""What a plan says becomes the pictures of before and after, and nothing of it is lost or made up."""

from typing import Any

import pytest

from camunda_byok.inventory.model import NOTHING, Alias, Inventory, Key, OtherUse, Subscription, Thing, differences
from camunda_byok.inventory.plan import ReadPlan, read
from camunda_byok.inventory.values import AFTER_APPLY, SENSITIVE, Ref, known
from camunda_byok.rules.case import Source
from camunda_byok.rules.planned import noticed_case, planned_case
from tests.inventory.plans import ACCOUNT, KEY, KEY_ARN, REGION, change, configured, constant, plan, provider, refers, unchanged

NEW_KEY = {name: KEY[name] for name in ("description", "is_enabled", "enable_key_rotation", "deletion_window_in_days")}
KEY_UNKNOWN = {"arn": True, "key_id": True, "id": True, "policy": True, "rotation_period_in_days": True, "multi_region": True}
ALIAS = {"name": "alias/camunda", "target_key_id": KEY["key_id"], "arn": f"arn:aws:kms:{REGION}:{ACCOUNT}:alias/camunda"}


def the(kind: type[Any], picture: Inventory) -> Any:
    (only,) = picture.all(kind)
    return only


def differing(said: ReadPlan, address: str) -> dict[str, tuple[object, object]]:
    return differences(said.before.things[address], said.after.things[address])


def test_an_argument_that_changes_is_the_only_difference() -> None:
    said = read(plan(change("aws_kms_key.key", "update", before=KEY, after={**KEY, "enable_key_rotation": False})))

    assert differing(said, "aws_kms_key.key") == {"rotation": (True, False)}
    assert said.changes["aws_kms_key.key"].actions == ("update",)


def test_what_stays_is_in_both_pictures_and_is_no_change() -> None:
    said = read(plan(unchanged("aws_kms_key.key", KEY)))

    assert said.before.things == said.after.things
    assert the(Key, said.after).arn == KEY_ARN
    assert not said.changes


def test_a_destroyed_thing_is_gone_and_says_why() -> None:
    said = read(plan(change("aws_kms_key.key", "delete", before=KEY, action_reason="delete_because_no_module")))

    assert the(Key, said.before).account == ACCOUNT
    assert not said.after.things
    assert said.changes["aws_kms_key.key"].destroys
    assert said.changes["aws_kms_key.key"].reason == "delete_because_no_module"


def test_a_replacement_says_which_attribute_forces_it() -> None:
    unknown = {"arn": True, "key_id": True}
    after = {**{name: KEY[name] for name in KEY if name not in unknown}, "multi_region": True}
    within = {"replace_paths": [["multi_region"], ["policy", 0, "x"]]}
    said = read(
        plan(
            change("aws_kms_key.key", "delete", "create", before=KEY, after=after, unknown=unknown, within=within),
            resources=(configured("aws_kms_key.key", multi_region=constant(True)),),
        )
    )

    made = said.changes["aws_kms_key.key"]
    assert made.replaces
    assert made.replace_paths == ("multi_region", "policy.0.x")
    assert the(Key, said.after).arn == AFTER_APPLY


def test_a_move_alone_changes_nothing_but_the_address() -> None:
    said = read(plan(unchanged("aws_kms_key.key", KEY, module="module.new", previous_address="aws_kms_key.key")))

    assert list(said.before.things) == list(said.after.things) == ["module.new.aws_kms_key.key"]
    assert differing(said, "module.new.aws_kms_key.key") == {}
    assert said.changes["module.new.aws_kms_key.key"].previous_address == "aws_kms_key.key"


def test_an_import_alone_changes_nothing() -> None:
    said = read(plan(unchanged("aws_kms_key.key", KEY, within={"importing": {"id": KEY["key_id"]}})))

    assert differing(said, "aws_kms_key.key") == {}
    assert said.changes["aws_kms_key.key"].importing


def test_an_imported_key_without_a_deletion_window_gets_the_one_that_it_has() -> None:
    said = read(plan(change("aws_kms_key.key", "update", before={**KEY, "deletion_window_in_days": None}, after=KEY)))

    assert differing(said, "aws_kms_key.key") == {}


def test_what_is_forgotten_is_gone_and_not_destroyed() -> None:
    forgotten = read(plan(change("aws_kms_key.key", "forget", before=KEY))).changes["aws_kms_key.key"]

    assert forgotten.forgets
    assert not forgotten.destroys


def test_deposed_objects_stand_beside_the_current_one() -> None:
    said = read(
        plan(
            unchanged("aws_kms_key.key", KEY),
            change("aws_kms_key.key", "delete", before=KEY, deposed="00000001"),
            change("aws_kms_key.key", "delete", before=KEY, deposed="00000002"),
        )
    )

    assert set(said.before.things) == {
        "aws_kms_key.key",
        "aws_kms_key.key (deposed)",
        "aws_kms_key.key (deposed 00000002)",
    }
    assert list(said.after.things) == ["aws_kms_key.key"]
    assert said.changes["aws_kms_key.key (deposed)"].deposed == "00000001"
    assert said.changes["aws_kms_key.key (deposed 00000002)"].destroys


def test_data_sources_are_no_things() -> None:
    said = read(plan(change("aws_kms_key.key", "read", after=KEY, mode="data")))

    assert not said.after.things
    assert said.resources == 0


def test_what_nobody_configures_of_a_new_key_is_what_aws_gives() -> None:
    said = read(
        plan(
            change("aws_kms_key.key", "create", after=NEW_KEY, unknown=KEY_UNKNOWN),
            resources=(configured("aws_kms_key.key", enable_key_rotation=constant(True)),),
        )
    )
    key = the(Key, said.after)

    assert (key.policy, key.multi_region, key.rotation_period_days) == (None, False, 365)
    assert key.arn == AFTER_APPLY


def test_without_a_configuration_unknown_is_unknown() -> None:
    said = read(plan(change("aws_kms_key.key", "create", after=NEW_KEY, unknown=KEY_UNKNOWN), configuration=None))
    key = the(Key, said.after)

    assert key.policy == key.multi_region == key.arn == AFTER_APPLY
    assert not known(key.region)
    assert not known(key.account)


def test_an_unknown_value_refers_to_what_it_will_be_taken_from() -> None:
    said = read(
        plan(
            change("aws_kms_alias.key", "create", after={"name": "alias/camunda"}, unknown={"target_key_id": True, "arn": True}),
            resources=(configured("aws_kms_alias.key", target_key_id="aws_kms_key.key.key_id"),),
        )
    )

    assert the(Alias, said.after).target == Ref("aws_kms_key.key", "key_id")


ALIAS_AFTER = {"after": {"name": "alias/camunda"}, "unknown": {"target_key_id": True}}


@pytest.mark.parametrize(
    ("references", "target"),
    [
        (("aws_kms_key.a.arn", "aws_kms_key.a", "aws_kms_key.b.arn", "aws_kms_key.b"), AFTER_APPLY),
        (("local.key",), AFTER_APPLY),
        (("var.key",), AFTER_APPLY),
        (("aws_kms_key.a[0].arn", "aws_kms_key.a[0]", "aws_kms_key.a"), Ref("aws_kms_key.a[0]", "arn")),
        (("data.aws_kms_alias.x.target_key_arn", "data.aws_kms_alias.x"), Ref("data.aws_kms_alias.x", "target_key_arn")),
        (('aws_kms_key.a["x.y[0]"].arn', 'aws_kms_key.a["x.y[0]"]', "aws_kms_key.a"), Ref('aws_kms_key.a["x.y[0]"]', "arn")),
    ],
)
def test_a_reference_is_taken_only_where_there_is_one(references: tuple[str, ...], target: object) -> None:
    said = read(
        plan(
            change("aws_kms_alias.key", "create", **ALIAS_AFTER),
            resources=(configured("aws_kms_alias.key", target_key_id=refers(*references)),),
        )
    )

    assert the(Alias, said.after).target == target


def test_instances_of_for_each_refer_to_the_instance_of_the_same_key() -> None:
    keys = [unchanged("aws_kms_key.key", KEY, index=index) for index in ("a", "b.c")]
    aliases = [change("aws_kms_alias.key", "create", **ALIAS_AFTER, index=index) for index in ("a", "b.c")]
    each = configured("aws_kms_alias.key", target_key_id=refers("aws_kms_key.key", "each.key"))
    said = read(plan(*keys, *aliases, resources=(each,)))

    targets = {alias.address: str(alias.target) for alias in said.after.all(Alias)}
    assert targets == {
        'aws_kms_alias.key["a"]': 'aws_kms_key.key["a"]',
        'aws_kms_alias.key["b.c"]': 'aws_kms_key.key["b.c"]',
    }


def test_the_only_instance_of_count_is_meant_where_the_index_is_not_said() -> None:
    said = read(
        plan(
            unchanged("aws_kms_key.key", KEY, index=0),
            change("aws_kms_alias.key", "create", **ALIAS_AFTER),
            resources=(configured("aws_kms_alias.key", target_key_id=refers("aws_kms_key.key")),),
        )
    )

    assert the(Alias, said.after).target == Ref("aws_kms_key.key[0]", "")


def test_references_are_followed_into_modules_and_out_of_them() -> None:
    alias = configured("aws_kms_alias.key", target_key_id=refers("var.key"))
    made = {"expression": refers("aws_kms_key.key.arn", "aws_kms_key.key")}
    calls = {
        "keys": {"module": {"resources": [configured("aws_kms_key.key")], "outputs": {"arn": made}}},
        "user": {
            "expressions": {"key": refers('module.keys["eu"].arn', 'module.keys["eu"]', "module.keys")},
            "module": {"resources": [alias], "variables": {"key": {}}},
        },
    }
    said = read(plan(change("aws_kms_alias.key", "create", **ALIAS_AFTER, module="module.user[1]"), calls=calls))

    assert the(Alias, said.after).target == Ref('module.keys["eu"].aws_kms_key.key', "arn")


def test_sensitive_values_never_come_into_a_picture() -> None:
    secret = "https://events.example/secret"
    endpoint = {"topic_arn": "arn:aws:sns:eu-west-1:111122223333:t", "protocol": "https", "endpoint": secret}
    hidden = {"endpoint": True}
    said = read(
        plan(
            change(
                "aws_sns_topic_subscription.s",
                "update",
                before=endpoint,
                after={**endpoint, "protocol": "http"},
                before_sensitive=hidden,
                after_sensitive=hidden,
            )
        )
    )

    assert the(Subscription, said.before).endpoint == the(Subscription, said.after).endpoint == SENSITIVE
    assert secret not in repr(said)


def test_a_resource_that_is_sensitive_as_a_whole_is_kept_back() -> None:
    said = read(plan(unchanged("aws_kms_key.key", KEY, before_sensitive=True, after_sensitive=True)))

    assert the(Key, said.after).policy == SENSITIVE
    assert KEY_ARN not in repr(said.after)


class TestPlaces:
    def test_a_provider_of_another_region_is_a_difference(self) -> None:
        said = read(
            plan(
                unchanged("aws_kms_key.key", KEY),
                resources=(configured("aws_kms_key.key"),),
                providers={"aws": provider("eu-central-1")},
            )
        )

        assert differing(said, "aws_kms_key.key") == {"region": (REGION, "eu-central-1")}

    def test_an_alias_of_a_provider_and_a_module_that_is_handed_one_act_where_it_acts(self) -> None:
        module = {"module": {"resources": [configured("aws_kms_key.key", provider="module.m:aws.second")]}}
        said = read(
            plan(
                change("aws_kms_key.key", "create", after=NEW_KEY),
                change("aws_kms_key.key", "create", after=NEW_KEY, module="module.m"),
                resources=(configured("aws_kms_key.key", provider="aws.second"),),
                providers={"aws": provider(), "aws.second": provider("eu-west-2")},
                calls={"m": module},
            )
        )

        assert [key.region for key in said.after.all(Key)] == ["eu-west-2", "eu-west-2"]

    def test_a_region_that_is_a_variable_is_the_variables_value(self) -> None:
        said = read(
            plan(
                change("aws_kms_key.key", "create", after=NEW_KEY),
                resources=(configured("aws_kms_key.key"),),
                providers={"aws": provider(refers("var.region"))},
                variables={"region": {"value": "eu-north-1"}},
            )
        )

        assert the(Key, said.after).region == "eu-north-1"

    def test_a_region_that_nobody_writes_is_unknown_for_a_new_thing_and_the_arns_for_an_old_one(self) -> None:
        said = read(
            plan(
                change("aws_kms_key.new", "create", after=NEW_KEY),
                unchanged("aws_kms_key.old", KEY),
                resources=(configured("aws_kms_key.new"), configured("aws_kms_key.old")),
                providers={"aws": {"name": "aws"}},
            )
        )

        new, old = said.after.all(Key)
        assert not known(new.region)
        assert (old.account, old.region) == (ACCOUNT, REGION)

    @pytest.mark.parametrize(
        "expressions",
        [
            {"allowed_account_ids": constant(["444455556666"])},
            {"allowed_account_ids": refers("var.account")},
            {"assume_role": [{"role_arn": constant("arn:aws:iam::444455556666:role/deployer")}]},
        ],
    )
    def test_the_account_is_the_one_that_the_provider_may_act_in(self, expressions: dict[str, Any]) -> None:
        said = read(
            plan(
                change("aws_kms_key.key", "create", after=NEW_KEY),
                resources=(configured("aws_kms_key.key"),),
                providers={"aws": provider(**expressions)},
                variables={"account": {"value": "444455556666"}},
            )
        )

        assert the(Key, said.after).account == "444455556666"

    def test_of_several_allowed_accounts_none_is_taken(self) -> None:
        allowed = constant(["444455556666", ACCOUNT])
        said = read(
            plan(
                change("aws_kms_key.key", "create", after=NEW_KEY),
                resources=(configured("aws_kms_key.key"),),
                providers={"aws": provider(allowed_account_ids=allowed)},
            )
        )

        assert not known(the(Key, said.after).account)

    def test_a_resource_with_a_region_of_its_own_is_there(self) -> None:
        said = read(
            plan(
                change("aws_kms_key.key", "create", after={**NEW_KEY, "region": "eu-west-3"}),
                resources=(configured("aws_kms_key.key", region=constant("eu-west-3")),),
            )
        )

        assert the(Key, said.after).region == "eu-west-3"


class TestNoticed:
    def test_what_vanished_before_the_plan_is_noticed_and_told_beside_the_plan(self) -> None:
        drift = change("aws_kms_key.key", "delete", before=KEY)
        said = read(plan(change("aws_kms_key.key", "create", after=NEW_KEY), resource_drift=[drift]))
        noticed = noticed_case(said)

        assert noticed
        assert noticed.source is Source.NOTICED
        assert [key.arn for key in noticed.gone(Key)] == [KEY_ARN]
        assert planned_case(said).noticed["aws_kms_key.key"].destroys

    def test_a_setting_that_somebody_changed_is_the_only_difference(self) -> None:
        disabled = {**KEY, "is_enabled": False}
        said = read(
            plan(
                unchanged("aws_kms_key.other", KEY),
                change("aws_kms_key.key", "update", before=disabled, after=KEY),
                resource_drift=[change("aws_kms_key.key", "update", before=KEY, after=disabled)],
            )
        )
        noticed = noticed_case(said)

        assert noticed
        assert {before.address: differences(before, after) for before, after in noticed.both(Key)} == {
            "aws_kms_key.key": {"enabled": (True, False)},
            "aws_kms_key.other": {},
        }

    def test_without_drift_there_is_no_second_question(self) -> None:
        nothing = noticed_case(read(plan(unchanged("aws_kms_key.key", KEY))))
        assert nothing.before == nothing.after == NOTHING


class TestOtherUses:
    def uses(self, said: ReadPlan) -> list[dict[str, Any]]:
        return [dict(use.keys) for picture in (said.before, said.after) for use in picture.all(OtherUse)]

    def test_a_key_that_is_taken_away_shows_itself(self) -> None:
        before, after = {"size": 1, "kms_key_id": KEY_ARN}, {"size": 1, "kms_key_id": None}
        said = read(plan(change("aws_ebs_volume.v", "update", before=before, after=after)))

        assert self.uses(said) == [{"kms_key_id": KEY_ARN}, {"kms_key_id": None}]

    def test_so_does_one_within_blocks(self) -> None:
        before = {"encryption_config": [{"provider": [{"key_arn": KEY_ARN}], "resources": ["secrets"]}]}
        said = read(plan(change("aws_eks_cluster.c", "update", before=before, after={"encryption_config": []})))

        path = "encryption_config.provider.key_arn"
        assert self.uses(said) == [{path: KEY_ARN}, {path: None}]

    def test_a_key_that_is_made_in_the_same_plan_is_a_reference(self) -> None:
        said = read(
            plan(
                change("aws_ebs_volume.v", "create", after={"size": 1}, unknown={"kms_key_id": True}),
                resources=(configured("aws_ebs_volume.v", kms_key_id="aws_kms_key.key.arn"),),
            )
        )

        assert self.uses(said) == [{"kms_key_id": Ref("aws_kms_key.key", "arn")}]

    def test_resources_without_any_key_are_counted_and_not_pictured(self) -> None:
        said = read(plan(unchanged("aws_vpc.v", {"cidr_block": "10.0.0.0/8"}), unchanged("aws_kms_key.key", KEY)))

        assert (said.resources, said.unread) == (2, 1)
        assert list(said.after.things) == ["aws_kms_key.key"]


def test_what_a_plan_says_of_itself_is_kept() -> None:
    put_off = {"reason": "provider_config_unknown", "resource_change": change("aws_kms_key.later", "create")}
    said = read(
        plan(
            applyable=True,
            deferred_changes=[put_off],
            output_changes={"arn": {"actions": ["delete"]}, "same": {"actions": ["no-op"]}},
        )
    )

    assert (said.terraform_version, said.applyable) == ("1.11.4", True)
    assert said.deferred == ("aws_kms_key.later",)
    assert said.outputs == {"arn": ("delete",)}


def test_every_thing_says_that_a_plan_does_not_know_of_its_protection() -> None:
    things: list[Thing] = list(read(plan(unchanged("aws_kms_key.key", KEY))).after.things.values())

    assert [str(thing.prevent_destroy) for thing in things] == ["unknown, because a plan does not say it"]
