"""The key, alone in its state: it lives as long as the cluster. A cluster of two regions has two."""

from typing import Any, NamedTuple

from camunda_byok.bindings import AwsProvider, Construct
from camunda_byok.constructs.adoption import Adoption
from camunda_byok.constructs.encryption_key import EncryptionKey
from camunda_byok.constructs.kept_key import KeptKey
from camunda_byok.constructs.replica_key import ReplicaKey
from camunda_byok.constructs.second_key_guard import SecondKeyGuard
from camunda_byok.environment import Environment
from camunda_byok.guarding import key_guardians, replica_regions
from camunda_byok.key_generations import KeyGeneration, RegionalKey, addresses_let_go
from camunda_byok.key_settings import AdoptedKey, KeySettings
from stacks.environment_stack import EnvironmentStack

PASTE = "Paste this into Camunda's Console, once: it can never be changed there"
HAS_IT = "The key that the cluster uses: Camunda has this ARN already"
HAD_IT = "The key whose place another one took: not to be disabled before nothing needs it any longer"


class _Made(NamedTuple):
    """The keys of one generation, as they are declared and as the stack makes them."""

    declared: KeyGeneration
    first: EncryptionKey | KeptKey
    second: EncryptionKey | ReplicaKey | KeptKey | None


class KeyStack(EnvironmentStack):
    """The key of an environment and, with a second region, the key there; for environments whose key is not owned elsewhere."""

    def __init__(self, scope: Construct, *, environment: Environment, settings: KeySettings) -> None:
        super().__init__(scope, "key", environment=environment)
        self._settings = settings
        self._adopted = settings if isinstance(settings, AdoptedKey) else None
        provider = self.second_provider()
        made = [self._keys(each, provider) for each in environment.key_generations if each.is_managed]
        SecondKeyGuard(
            self,
            "second_key_must_stay",
            stands_for=f"{environment.second_kind} in {environment.second_region}" if provider else None,
            is_imported=self._adopted is not None,
        )
        self._let_go()
        for generation in sorted(made, key=lambda each: each.declared.role != "current"):
            self._name(generation)
        self.output("next_step", self._next_step(), "What to do now")

    def _keys(self, generation: KeyGeneration, provider: AwsProvider | None) -> "_Made":
        """Declares the keys of one generation."""
        # The construct's place in the tree says nothing: addresses are frozen, and each generation has its own.
        scope = self if generation.generation == 1 else Construct(self, f"generation_{generation.generation}")
        first = self._first_key(scope, generation)
        second = self._second_key(scope, generation, first, provider) if provider else None
        return _Made(generation, first, second)

    def _first_key(self, scope: Construct, generation: KeyGeneration) -> EncryptionKey | KeptKey:
        adoption = _adoption(generation.first)
        if adoption and generation.policy == "keep":
            return KeptKey(scope, "key", adoption=adoption)
        environment = self._environment
        return EncryptionKey(
            scope,
            "key",
            names=environment.names,
            rotation_days=self._settings.rotation_days,
            multi_region=generation.first.is_multi_region,
            replica_regions=replica_regions(environment, generation),
            adoption=adoption,
            **self._alike(generation),
        )

    def _second_key(
        self, scope: Construct, generation: KeyGeneration, first: EncryptionKey | KeptKey, provider: AwsProvider
    ) -> EncryptionKey | ReplicaKey | KeptKey:
        environment, names, second = self._environment, self._environment.second_names, generation.second
        assert names
        assert second
        is_replica = generation.second_kind == "replica"
        adoption = _adoption(second)
        if adoption and generation.policy == "keep":
            primary = generation.first.arn if is_replica else None
            return KeptKey(scope, "second_key", adoption=adoption, primary_arn=primary, provider=provider)
        if is_replica:
            return ReplicaKey(
                scope,
                "second_key",
                names=names,
                primary=first.reference,
                primary_region=environment.region,
                adoption=adoption,
                provider=provider,
                **self._alike(generation),
            )
        return EncryptionKey(
            scope,
            "second_key",
            names=names,
            rotation_days=self._settings.rotation_days,
            multi_region=second.is_multi_region,
            adoption=adoption,
            provider=provider,
            **self._alike(generation),
        )

    def _alike(self, generation: KeyGeneration) -> dict[str, Any]:
        """What both keys of a generation have alike: who may do what to them, their deletion window, whether they are frozen."""
        return {
            "tenant_role": generation.tenant_role,
            "guardians": key_guardians(self._environment, generation),
            "deletion_window_days": self._settings.deletion_window_days,
            "delegate_use_to_iam": self._settings.delegate_use_to_iam,
            "kept_disabled": generation.frozen,
            "generation": generation.generation,
            "may_be_disabled": generation.may_be_disabled,
        }

    def _let_go(self) -> None:
        """Has Terraform forget the keys of generations that are no longer declared. Without it, it would destroy them.

        `prevent_destroy` stands in a key's block and is gone with it. A block for what is not in the state does nothing.
        """
        if let_go := addresses_let_go(self._environment.key):
            self.add_override("removed", [{"from": address, "lifecycle": {"destroy": False}} for address in let_go])

    def _name(self, made: "_Made") -> None:
        """Adds the outputs of one generation, such as `key_arn` and `successor_key_arn`."""
        role = made.declared.role
        prefix = "" if role == "current" else f"{role}_"
        what = HAD_IT if role == "predecessor" else HAS_IT if made.declared.first.arn else PASTE
        self.output(f"{prefix}key_arn", made.first.arn, what)
        if made.first.alias:
            self.output(f"{prefix}key_alias", made.first.alias, "For people and scripts of your own; Camunda takes the ARN")
        if made.second:
            self.output(f"second_{prefix}key_arn", made.second.arn, f"{self._environment.second_region}: {what}")

    def _next_step(self) -> str:
        name, roles = self._environment.name, [each.role for each in self._environment.key_generations]
        if "successor" in roles:
            return "Hand over successor_key_arn as docs/replacing-a-key.md says. Until Camunda uses it, the old key serves."
        if "predecessor" in roles:
            return "Keep the predecessor enabled until nothing needs it any longer: docs/replacing-a-key.md."
        if self._adopted is None:
            return (
                f"Paste the key ARN{' of each region' if self._environment.second_region else ''} into Camunda's Console for the "
                f"cluster of {name}. Compare it first: Camunda never lets it be changed, not even if it was wrong."
            )
        tighter = {"keep": "camunda", "camunda": "strict"}.get(self._adopted.policy)
        if tighter is None:
            return f"See that the cluster of {name} works: what the policy no longer allows shows itself as soon as it is tried."
        return f"See that a second plan is empty. Then, as a change of its own, set key.policy: {tighter} and read the plan."


def _adoption(key: RegionalKey) -> Adoption | None:
    return Adoption(arn=key.arn, alias=key.alias if key.alias_taken_over else None) if key.arn else None
