"""What IAM policies are about in a request: MiniStack leaves out the paths of roles, and reads no rule and no tagged thing.

Its decision is then about `*`, or about an ARN that does not exist, so that a policy with the right ARN is refused.
"""

from typing import Any

import ministack.core.iam_actions as iam_actions
import ministack.services.iam as iam

NAMED_BY_ARN = {
    "events": ("ResourceARN",),
    "monitoring": ("ResourceARN",),
    "sns": ("ResourceArn",),
    "cloudtrail": ("ResourceId",),
    "iam": ("PolicySourceArn",),
}
"""Where a request says the ARN of what is tagged or asked about, by service."""


def corrected(extract: Any) -> Any:
    def arn_of_the_resource(
        service: str, method: str, path: str, headers: Any, body: bytes, query: Any, region: str, account: str
    ) -> str:
        for field in NAMED_BY_ARN.get(service, ()):
            if named := iam_actions._param(body, query, field):
                return named
        if service == "iam":
            for field, known in (("RoleName", iam._roles), ("UserName", iam._users)):
                name = iam._p(query, field)
                if name:
                    found = known.get(name)
                    return found["Arn"] if found else f"arn:aws:iam::{account}:{field[:4].lower()}/{name}"
        if service == "events" and (name := iam_actions._param(body, query, "Rule", "Name")):
            bus = iam_actions._param(body, query, "EventBusName") or "default"
            return f"arn:aws:events:{region}:{account}:rule/{'' if bus == 'default' else f'{bus}/'}{name}"
        return extract(service, method, path, headers, body, query, region, account)

    return arn_of_the_resource


def apply() -> None:
    iam_actions.extract_resource_arn = corrected(iam_actions.extract_resource_arn)
