"""One of each construct, made of the least that it asks for: whatever its parameters' types and names say."""

import inspect
from types import UnionType
from typing import Any, get_args, get_type_hints

from cdktf import TerraformResource, Testing

from camunda_byok.bindings import AwsProvider, Construct, TerraformProvider, TerraformStack
from camunda_byok.constructs.adoption import Adoption
from camunda_byok.key_reference import KeyReference
from camunda_byok.names import Names
from camunda_byok.patterns.watched import Watched
from camunda_byok.policies.guardians import Guardians
from sandbox.people import ADMINISTRATOR, DEPLOYER, TENANT
from tests.policies.shapes import EVERYBODY, NAMES
from tests.watched import WATCHED

KEY = "arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab"
BY_TYPE: dict[Any, Any] = {
    Names: NAMES,
    Guardians: EVERYBODY,
    KeyReference: KeyReference.of_arn(KEY),
    Adoption: Adoption(arn=KEY),
    Watched: WATCHED,
}
BY_NAME: dict[str, Any] = {
    "tenant_role": TENANT.arn,
    # of a replica
    "primary_region": "eu-west-2",
    # of the guard of a second key
    "stands_for": "replica in eu-west-2",
    "is_imported": False,
    # of a rule that passes events on
    "source_region": "us-east-1",
    "alarm": "key-disabled",
    "pattern": "{}",
    # of chat
    "destinations": (),
    "notifications": (),
    # of a bucket for state
    "name": "state-111122223333",
    "partition": "aws",
    "users": (DEPLOYER.arn,),
    "owners": (ADMINISTRATOR.arn,),
}
"""Values for required parameters: by type, or by name where many mean different things by one type."""

ID = "the_id"


class Sample:
    """A construct with the id `the_id`, in a stack that holds its collaborators besides."""

    def __init__(self, cls: type[Construct]) -> None:
        self._stack = TerraformStack(Testing.app(), "theirs")
        self._collaborators: dict[type[Construct], Construct] = {}
        self._made = self._make(cls, ID)

    @property
    def results(self) -> dict[str, str]:
        """The attributes that the construct sets, with the type of each."""
        bare = vars(TerraformStack(self._stack, "bare"))
        public = {name: value for name, value in vars(self._made).items() if name not in bare and not name.startswith("_")}
        return {name: type(value).__name__ for name, value in public.items()}

    @property
    def addresses(self) -> list[str]:
        """The addresses that the construct makes, without those of its collaborators."""
        made = [each for each in self._made.node.find_all() if isinstance(each, TerraformResource)]
        return sorted(f"{each.terraform_resource_type}.{each.friendly_unique_id}" for each in made)

    def _make(self, cls: type[Construct], id: str) -> Construct:
        types = get_type_hints(cls.__init__)
        parameters = inspect.signature(cls.__init__).parameters.values()
        required = [each.name for each in parameters if each.kind is each.KEYWORD_ONLY and each.default is each.empty]
        return cls(self._stack, id, **{name: self._argument(name, types[name], cls) for name in required})

    def _argument(self, name: str, kind: Any, of: type) -> Any:
        for each in get_args(kind) if isinstance(kind, UnionType) else (kind,):
            if each is TerraformProvider:
                return AwsProvider(self._stack, "second", alias="second", region="eu-west-2")
            if inspect.isclass(each) and issubclass(each, Construct):
                if each not in self._collaborators:
                    self._collaborators[each] = self._make(each, name)
                return self._collaborators[each]
            if each in BY_TYPE:
                return BY_TYPE[each]
        if name in BY_NAME:
            return BY_NAME[name]
        raise LookupError(f"Say in {__name__} what {of.__name__} can be given for {name}, which is {kind}.")
