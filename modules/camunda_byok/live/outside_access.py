"""Who outside of the account can reach keys and buckets, as IAM Access Analyzer found it."""

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from camunda_byok.aws.answers import Absence, pages
from camunda_byok.aws.clients import Clients
from camunda_byok.inventory.live_kinds import Analysis, ExternalAccess, OutsideAccess, address
from camunda_byok.inventory.values import Unknown
from camunda_byok.live.questions import Answer, Question, asked

OUTSIDE = ("ACCOUNT", "ORGANIZATION")
"""Types of analyzers that look for access from outside; the others look for unused or internal access."""
MOST_AT_ONCE = 20
"""Values of one criterion. Source: IAM Access Analyzer API, Criterion."""


def outside_access(account: str, region: str, resources: Mapping[str, str], clients: Clients) -> Question:
    """Asks for the open findings about things of a region. resources: their ARNs by address.

    `ListFindings`, which AWS keeps for this kind of analyzer, says at once who is let in; its successor asks for that one by one.
    """
    analyzer = clients("accessanalyzer", region)
    analyzers = partial(_analyzers, analyzer, region)
    return Question(
        calls={"findings": partial(_findings, analyzer, region, tuple(resources.values()), analyzers)},
        make=partial(_made, account, region, resources),
    )


def _analyzers(client: Any, region: str) -> dict[str, str] | Unknown:
    """Returns the ARN of each analyzer that is at work, by name."""
    said = asked("access-analyzer:ListAnalyzers", region, lambda: pages(client, "list_analyzers", "analyzers"))()
    if isinstance(said, Unknown | Absence):
        return said if isinstance(said, Unknown) else {}
    return {each["name"]: each["arn"] for each in said if each["type"] in OUTSIDE and each["status"] == "ACTIVE"}


def _findings(client: Any, region: str, arns: tuple[str, ...], analyzers: Any) -> Answer:
    """Returns the names of the analyzers and their open findings about these ARNs, either of which may not be known."""
    named = analyzers()
    if isinstance(named, Unknown):
        return named, named
    found: list[dict[str, Any]] = []
    for analyzer in named.values():
        for start in range(0, len(arns), MOST_AT_ONCE):
            wanted = {"resource": {"eq": list(arns[start : start + MOST_AT_ONCE])}, "status": {"eq": ["ACTIVE"]}}
            said = asked(
                "access-analyzer:ListFindings",
                region,
                partial(pages, client, "list_findings", "findings", analyzerArn=analyzer, filter=wanted),
            )()
            if isinstance(said, Unknown):
                return tuple(named), said
            found += [] if isinstance(said, Absence) else said
    return tuple(named), found


def _made(
    account: str, region: str, resources: Mapping[str, str], said: Mapping[str, Answer]
) -> Iterator[Analysis | ExternalAccess]:
    answer = said["findings"]
    analyzers, found = (answer, answer) if isinstance(answer, Unknown) else answer
    yield Analysis(address=address(region, "analysis"), of=region, account=account, region=region, analyzers=analyzers)
    if isinstance(analyzers, Unknown) or not analyzers:
        return  # that is said once, of the region
    for of, arn in resources.items():
        yield ExternalAccess(
            address=address(of, "outside access"),
            of=of,
            account=account,
            region=region,
            found=found if isinstance(found, Unknown) else _about(found, arn),
        )


def _about(found: list[dict[str, Any]], arn: str) -> tuple[OutsideAccess, ...]:
    """Returns the findings about one resource, once each: two analyzers may have found the same."""
    return tuple(dict.fromkeys(_access(each) for each in found if each["resource"] == arn))


def _access(finding: Mapping[str, Any]) -> OutsideAccess:
    who: dict[str, str] = finding.get("principal") or {}
    public = bool(finding.get("isPublic"))
    return OutsideAccess(
        principal=", ".join(sorted(who.values())) or ("*" if public else "somebody whom the finding does not name"),
        actions=tuple(sorted(finding.get("action", ()))),
        public=public,
    )
