"""The address of a receiver, read from where it is kept."""

from camunda_byok.bindings import Construct, DataAwsSecretsmanagerSecretVersion, DataAwsSsmParameter
from camunda_byok.constructs.addresses import frozen
from camunda_byok.destinations import SecretUrl


class SecretEndpoint(Construct):
    """An HTTPS address out of a parameter of SSM or a secret of Secrets Manager.

    Terraform hides it in plans and outputs. Its state holds it as it is: whoever reads the state reads the address.

    Result: `url`, a token.
    """

    def __init__(self, scope: Construct, id: str, *, destination: SecretUrl) -> None:
        """Declares the look-up, which always happens in the stack's own region.

        id: becomes the Terraform address, `data.aws_ssm_parameter.<id>` or `data.aws_secretsmanager_secret_version.<id>`.
        destination: says where the address is kept. Another place, or another address there, replaces the subscription.
        """
        super().__init__(scope, id)
        if destination.ssm_parameter:
            parameter = DataAwsSsmParameter(self, "parameter", name=destination.ssm_parameter, with_decryption=True)
            self.url = frozen(self, parameter, id).value
        else:
            assert destination.secret
            secret = DataAwsSecretsmanagerSecretVersion(self, "secret", secret_id=destination.secret)
            self.url = frozen(self, secret, id).secret_string
