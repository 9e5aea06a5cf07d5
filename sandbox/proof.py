"""What is proven of the deployed environment beyond one resource: plans that change nothing, alarms of every region."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Lock
from typing import Any

from camunda_byok.live.picture import read_picture
from camunda_byok.operations.alarm_claims import arrival_claims, forwarding_claims, rule_claims, watched_as_deployed
from camunda_byok.operations.claims import Claim, claim
from camunda_byok.regions import IAM_HOME_REGIONS
from camunda_byok.rules.catalog import findings
from camunda_byok.rules.living import live_case
from sandbox.deployment import NO_CHANGES, Deployment
from sandbox.records import records_for
from sandbox.session import Session

PROTECTED = ("key", "trail")


def plan_claims(deployment: Deployment) -> Iterator[Claim]:
    """Yields that nothing is left to change, and that Terraform refuses to destroy what is protected."""
    protected = [f"{deployment.environment}-{kind}" for kind in PROTECTED]
    with ThreadPoolExecutor() as threads:
        plans = threads.map(deployment.plan, deployment.stacks)
        refusals = threads.map(lambda stack: deployment.plan(stack, "-destroy", "-refresh=false"), protected)
        for stack, plan in zip(deployment.stacks, plans, strict=True):
            yield Claim(f"{stack}: a second plan is empty", plan.returncode == NO_CHANGES, plan.stdout[-2000:])
        for stack, plan in zip(protected, refusals, strict=True):
            refused = plan.returncode == 1 and "Instance cannot be destroyed" in plan.stderr
            yield Claim(f"{stack}: destroying it is refused", refused, plan.stdout[-2000:] + plan.stderr[-2000:])


def live_claims(session: Session) -> Iterator[Claim]:
    """Yields that what AWS says of everything is what the environment declares, and that no rule finds anything in it."""
    environment, one_at_a_time = session.environment, Lock()

    def clients(service: str, region: str) -> Any:
        with one_at_a_time:  # they are made once, and asked for from several threads
            return session.deployer_in(region)(service)

    picture = read_picture(environment, clients)
    declared, live = picture.declared.things, picture.live.things
    others = sorted(address for address in {*declared, *live} if declared.get(address) != live.get(address))
    yield claim(f"All {len(declared)} things are live as they are declared", others, [])
    case = live_case(environment, declared=picture.declared, live=picture.live)
    yield claim("No rule finds anything in what is live", [str(finding) for finding in findings(case)], [])


def all_rule_claims(session: Session) -> Iterator[Claim]:
    """Yields what rules of every region hear of and whom they tell, and what is passed on from IAM's region."""
    environment = session.environment
    for names in session.regions:
        client = session.deployer_in(names.region)
        watched = watched_as_deployed(environment, names, client)
        yield from rule_claims(environment, names, watched, client, records_for(watched))
        if names.region == environment.region:
            yield from forwarding_claims(environment, watched, session.deployer_in(IAM_HOME_REGIONS[names.partition]))


def all_arrival_claims(session: Session) -> Iterator[Claim]:
    """Yields that drills and metric alarms of every region reach the queue that is subscribed to all topics."""
    for names in session.regions:
        client = session.deployer_in(names.region)
        watched = watched_as_deployed(session.environment, names, client)
        yield from arrival_claims(names, watched, client, session.deployer("sqs"), session.queue_url)
