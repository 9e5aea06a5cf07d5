"""The key, alone in its state: it lives as long as the cluster. A cluster of two regions has two."""

from typing import Any

from camunda_byok.bindings import AwsProvider, Construct
from camunda_byok.constructs.adoption import Adoption
from camunda_byok.constructs.encryption_key import EncryptionKey
from camunda_byok.constructs.kept_key import KeptKey
from camunda_byok.constructs.replica_key import ReplicaKey
from camunda_byok.constructs.second_key_guard import SecondKeyGuard
from camunda_byok.environment import AdoptedKey, Environment, KeySettings
from camunda_byok.guarding import key_guardians, leaves_key_alone, replica_regions
from stacks.environment_stack import EnvironmentStack

PASTE = "Paste this into Camunda's Console, once: it can never be changed there"
HAS_IT = "The key that the cluster uses: Camunda has this ARN already"


class KeyStack(EnvironmentStack):
    """The key of an environment and, with a second region, the key there; for environments whose key is not owned elsewhere."""

    def __init__(self, scope: Construct, *, environment: Environment, settings: KeySettings) -> None:
        super().__init__(scope, "key", environment=environment)
        self._settings = settings
        self._adopted = settings if isinstance(settings, AdoptedKey) else None
        first = self._first_key()
        provider = self.second_provider()
        second = self._second_key(first, provider) if provider else None
        SecondKeyGuard(
            self,
            "second_key_must_stay",
            stands_for=f"{environment.second_kind} in {environment.second_region}" if second else None,
            is_imported=self._adopted is not None,
        )
        self.output("key_arn", first.arn, HAS_IT if self._adopted else PASTE)
        if first.alias:
            self.output("key_alias", first.alias, "For people and scripts of your own; Camunda takes the ARN")
        if second:
            self.output("second_key_arn", second.arn, f"{environment.second_region}: {HAS_IT if self._adopted else PASTE}")
        self.output("next_step", self._next_step(), "What to do now")

    def _first_key(self) -> EncryptionKey | KeptKey:
        adoption = Adoption(arn=self._adopted.adopt, alias=self._adopted.alias) if self._adopted else None
        if adoption and self._keeps_everything:
            return KeptKey(self, "key", adoption=adoption)
        environment = self._environment
        return EncryptionKey(
            self,
            "key",
            names=environment.names,
            rotation_days=self._settings.rotation_days,
            multi_region=environment.has_multi_region_key,
            replica_regions=replica_regions(environment),
            adoption=adoption,
            **self._protection,
        )

    def _second_key(self, first: EncryptionKey | KeptKey, provider: AwsProvider) -> EncryptionKey | ReplicaKey | KeptKey:
        environment, names = self._environment, self._environment.second_names
        assert names is not None
        is_replica = environment.second_kind == "replica"
        adoption = None
        if self._adopted and self._adopted.second_adopt:
            adoption = Adoption(arn=self._adopted.second_adopt, alias=self._adopted.second_alias)
            if self._keeps_everything:
                primary = self._adopted.adopt if is_replica else None
                return KeptKey(self, "second_key", adoption=adoption, primary_arn=primary, provider=provider)
        if is_replica:
            return ReplicaKey(
                self,
                "second_key",
                names=names,
                primary=first.reference,
                primary_region=environment.region,
                adoption=adoption,
                provider=provider,
                **self._protection,
            )
        return EncryptionKey(
            self,
            "second_key",
            names=names,
            rotation_days=self._settings.rotation_days,
            multi_region=adoption is not None and adoption.is_multi_region,
            adoption=adoption,
            provider=provider,
            **self._protection,
        )

    @property
    def _keeps_everything(self) -> bool:
        return leaves_key_alone(self._settings)

    @property
    def _protection(self) -> dict[str, Any]:
        """What both keys have alike: who may do what to them, how long a deletion can be cancelled, whether they are frozen."""
        return {
            "tenant_role": self._environment.camunda.tenant_role,
            "guardians": key_guardians(self._environment),
            "deletion_window_days": self._settings.deletion_window_days,
            "delegate_use_to_iam": self._settings.delegate_use_to_iam,
            "kept_disabled": self._settings.frozen,
        }

    def _next_step(self) -> str:
        name = self._environment.name
        if self._adopted is None:
            return (
                f"Paste the key ARN{' of each region' if self._environment.second_region else ''} into Camunda's Console for the "
                f"cluster of {name}. Compare it first: Camunda never lets it be changed, not even if it was wrong."
            )
        tighter = {"keep": "camunda", "camunda": "strict"}.get(self._adopted.policy)
        if tighter is None:
            return f"See that the cluster of {name} works: what the policy no longer allows shows itself as soon as it is tried."
        return f"See that a second plan is empty. Then, as a change of its own, set key.policy: {tighter} and read the plan."
