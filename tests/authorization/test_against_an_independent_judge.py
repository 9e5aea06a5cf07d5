"""Random policies and requests, decided here and by MiniStack's evaluator: ten thousand in every run, no difference unexplained.

Faults of that evaluator which are corrected or kept out of its way, each by name:

- It takes the ARN of a session for `aws:PrincipalArn`: it is given the role's here.
- It knows no principal that is not an ARN, no NotPrincipal, and mixes direct naming with delegation: who is named is worked out
  here, in a few lines of the test's own, and it judges the statements that speak of the caller.
- Of the keys that follow from the principal it knows three: the others are given with the request.
- For a service it says `aws:PrincipalAccount` is empty, where AWS leaves it out: it is given as absent.
- It lets a wildcard of an ARN cross colons: no ARN here has a part in which that shows.
- It reads the clock for `aws:CurrentTime`: dates are tried on another key.
- It compares what it cannot read as if nothing matched, where this package answers Undecided: nothing such is asked.
"""

import random
from collections import Counter
from collections.abc import Iterator
from typing import Any, cast

import ministack.core.iam_evaluator as evaluator
import pytest

from camunda_byok.authorization.comparison import compare
from camunda_byok.authorization.decision import decide
from camunda_byok.authorization.model import Difference, Level, Principal, Request
from camunda_byok.policies.documents import Document
from tests.authorization.cases import DELETED, OTHER, OWNER, ROLE, ROOT, TENANT, THIRD, aws, policy, service

USER, SSO = f"arn:aws:iam::{OWNER}:user/bob", f"arn:aws:iam::{OWNER}:role/sso/Admin_1234"
PEOPLE = (
    *(
        aws(arn)
        for arn in (ROLE, USER, SSO, ROOT, TENANT, f"arn:aws:iam::{OTHER}:role/app", f"arn:aws:iam::{THIRD}:role/team/app")
    ),
    aws(TENANT, "s1"),
    aws(TENANT, "s2"),
    service("s3"),
    service("events"),
    service("unheard-of"),
    Principal("unique id", DELETED),
)
NAMES: tuple[Any, ...] = (
    "*",
    {"AWS": "*"},
    {"AWS": ROOT},
    {"AWS": OWNER},
    {"AWS": [ROLE, TENANT]},
    {"AWS": TENANT},
    {"AWS": [f"arn:aws:iam::{OTHER}:root", USER]},
    {"AWS": f"arn:aws:sts::{OTHER}:assumed-role/c8-apps-1234/s1"},
    {"AWS": DELETED},
    {"Service": ["s3.amazonaws.com", "events.amazonaws.com"]},
    {"Service": "s3.amazonaws.com", "AWS": ROLE},
)
ACTIONS = (
    "kms:Decrypt",
    "kms:Encrypt",
    "kms:GenerateDataKey",
    "kms:DescribeKey",
    "kms:PutKeyPolicy",
    "s3:GetObject",
    "s3:PutObject",
)
ACTION_PATTERNS = (
    "kms:*",
    "KMS:decrypt",
    "kms:*crypt",
    "kms:Generate*",
    "kms:???crypt",
    "*",
    "kms:PutKeyPolicy",
    "s3:Get*",
    "s3:PutObject",
)
RESOURCES = ("*", "arn:aws:s3:::logs/a", "arn:aws:s3:::logs/AWSLogs/x", "arn:aws:s3:::other/a")
RESOURCE_PATTERNS = ("*", "*", "*", "arn:aws:s3:::logs/*", "arn:aws:s3:::logs/AWSLogs/*", "arn:aws:s3:::*/a")
TEXTS = ("StringEquals", "StringNotEquals", "StringEqualsIgnoreCase", "StringNotEqualsIgnoreCase", "StringLike", "StringNotLike")
ARNS = ("ArnEquals", "ArnLike", "ArnNotEquals", "ArnNotLike")
SIGNS = ("Equals", "NotEquals", "LessThan", "LessThanEquals", "GreaterThan", "GreaterThanEquals")
TRAIL = "arn:aws:cloudtrail:eu-west-1:111122223333:trail/t"
ENDS = ("", "", "IfExists")
CONDITIONS: tuple[tuple[str, tuple[str, ...], tuple[str, ...], tuple[Any, ...]], ...] = (
    # key, operators, values in policies, values in requests
    (
        "kms:ViaService",
        TEXTS,
        ("s3.eu-west-1.amazonaws.com", "S3.*", "s3.*", "e?2.*"),
        ("s3.eu-west-1.amazonaws.com", "ec2.a", "S3.x"),
    ),
    ("aws:SourceArn", ARNS + TEXTS, (TRAIL, "arn:aws:cloudtrail:*:*:trail/*", "arn:aws:s3:::*"), (TRAIL, "arn:aws:s3:::logs")),
    (
        "aws:PrincipalArn",
        (*ARNS, "StringEquals", "StringNotEquals"),
        (ROLE, TENANT, f"arn:aws:iam::{OWNER}:role/sso/*", "arn:aws:iam::*:user/*"),
        (),
    ),
    ("aws:PrincipalAccount", TEXTS[:2] + TEXTS[4:], (OWNER, OTHER, "4444*"), ()),
    ("kms:CallerAccount", TEXTS[:2], (OWNER, OTHER), ()),
    ("aws:PrincipalIsAWSService", ("Bool",), ("true", "false"), ()),
    ("aws:SecureTransport", ("Bool",), ("true", "false"), ("true", "false")),
    ("kms:BypassPolicyLockoutSafetyCheck", ("Bool",), ("true", "false"), ("true", "false")),
    ("kms:Days", tuple(f"Numeric{sign}" for sign in SIGNS), ("7", "30"), ("6", "7", "8", "29", "30", "31")),
    (
        "aws:TokenIssueTime",
        tuple(f"Date{sign}" for sign in SIGNS),
        ("2026-01-01T00:00:00Z", "2026-06-01T00:00:00Z"),
        ("2025-01-01T00:00:00Z", "2026-01-01T00:00:00Z", "2026-03-01T00:00:00Z", "2027-01-01T00:00:00Z"),
    ),
    (
        "aws:SourceIp",
        ("IpAddress", "NotIpAddress"),
        ("10.0.0.0/8", "10.1.0.0/16", "203.0.113.9"),
        ("10.0.0.1", "10.1.0.1", "203.0.113.9", "8.8.8.8"),
    ),
    ("kms:EncryptionContext:App", TEXTS, ("x", "X", "y*"), ("x", "X", "yes")),
    (
        "kms:EncryptionContextKeys",
        tuple(f"{many}:{text}" for many in ("ForAnyValue", "ForAllValues") for text in TEXTS),
        ("a", "b", "A", "b*"),
        (("a",), ("b",), ("a", "b"), ("a", "zz"), ("bb", "A")),
    ),
    ("aws:PrincipalTag/team", TEXTS, ("blue", "b*"), ("blue", "black", "red")),
)
CORRELATED = {"kms:EncryptionContext:App", "kms:EncryptionContextKeys"}


def some(dice: random.Random, pool: tuple[Any, ...], most: int) -> list[Any]:
    return dice.sample(pool, dice.randint(1, min(most, len(pool))))


def random_condition(dice: random.Random) -> dict[str, dict[str, Any]]:
    made: dict[str, dict[str, Any]] = {}
    for key, operators, values, _ in some(dice, CONDITIONS, 2):
        if dice.random() < 0.1:
            made.setdefault("Null", {})[key] = dice.choice(["true", "false"])
            continue
        operator = dice.choice(operators) + dice.choice(ENDS)
        wanted = some(dice, values, 2)
        spelled = key.upper() if dice.random() < 0.2 else key
        made.setdefault(operator, {})[spelled] = wanted if len(wanted) > 1 or dice.random() < 0.5 else wanted[0]
    return made


def random_statement(dice: random.Random) -> dict[str, Any]:
    made: dict[str, Any] = {
        "Effect": dice.choice(["Allow", "Allow", "Deny"]),
        "Principal": dice.choice(NAMES),
        dice.choice(["Action", "Action", "NotAction"]): some(dice, ACTION_PATTERNS, 3),
        dice.choice(["Resource", "Resource", "Resource", "NotResource"]): dice.choice(RESOURCE_PATTERNS),
    }
    if dice.random() < 0.7:
        made["Condition"] = random_condition(dice)
    return made


def random_policy(dice: random.Random) -> Document:
    return policy(*(random_statement(dice) for _ in range(dice.randint(1, 5))))


def random_request(dice: random.Random) -> Request:
    action = dice.choice(ACTIONS)
    context = {
        key: dice.choice(values)
        for key, _, _, values in CONDITIONS
        if values and (key == "aws:SecureTransport" or dice.random() < 0.6)
    }
    principal = dice.choice(PEOPLE)
    if principal.kind != "AWS" and principal.kind != "unique id":
        context.pop("aws:PrincipalTag/team", None)
    return Request(principal, action, dice.choice(RESOURCES[1:]) if action.startswith("s3") else "*", context)


def judged(document: Document, request: Request) -> Level:
    """The same question to MiniStack, statement by statement of those that speak of the caller."""
    directly = [made for made in document["Statement"] if names(made, request.principal, delegating=False)]
    at_all = [made for made in document["Statement"] if names(made, request.principal, delegating=True)]
    decisions = [ministack(made, request) for made in (at_all, directly)]
    if decisions[0] == "Deny":
        return Level.DENIED
    if decisions[1] == "Allow":
        return Level.ALLOWED
    iam_suffices = request.principal.account == OWNER and not request.action.startswith("kms:")
    return Level.IF_IAM_ALLOWS if decisions[0] == "Allow" or iam_suffices else Level.DENIED


def names(made: dict[str, Any], who: Principal, *, delegating: bool) -> bool:
    if made["Principal"] == "*":
        return True
    told = cast("dict[str, Any]", made["Principal"])
    everybody = told.get("AWS") == "*"
    if who.kind == "Service":
        return everybody or evaluator._service_principal_matches({"Service": told.get("Service", [])}, who.value)
    listed = told.get("AWS", [])
    for value in listed if isinstance(listed, list) else [listed]:
        of_account = value.endswith(":root") or value.isdigit()
        if value == "*" or (value == who.value and not of_account):
            return True
        if who.kind == "AWS" and of_account and who.account in value and (delegating or made["Effect"] == "Deny"):
            return True
        if who.session and value == f"arn:aws:sts::{who.account}:assumed-role/{who.value.rsplit('/', 1)[-1]}/{who.session}":
            return True
    return False


def ministack(statements: list[dict[str, Any]], request: Request) -> str:
    who = request.principal
    is_iam = who.kind == "AWS"
    following = {
        "AWS": {"kms:calleraccount": who.account, "aws:principalisawsservice": "false"},
        "Service": {"aws:principalisawsservice": "true"},
        "unique id": {"aws:principalisawsservice": "false"},
    }[who.kind]
    given = {key.lower(): list(value) if isinstance(value, tuple) else value for key, value in request.context.items()}
    context = evaluator.EvalContext(
        principal_arn=cast(Any, who.value if is_iam else None),
        principal_type="",
        principal_account=cast(Any, who.account if is_iam else None),
        action=request.action,
        resource_arn=request.resource,
        region="eu-west-1",
        secure_transport=given["aws:securetransport"] == "true",
        source_ip=cast(Any, given.get("aws:sourceip")),
        service_context={**given, **following},
    )
    return evaluator.evaluate(context, [evaluator.parse_policy_document({"Statement": statements})]).decision


def disagreements(seed: int, policies: int, requests: int, counted: Counter[Level] | None = None) -> Iterator[str]:
    dice = random.Random(seed)
    for _ in range(policies):
        document = random_policy(dice)
        for _ in range(requests):
            request = random_request(dice)
            ours, theirs = decide(document, request, owner=OWNER), judged(document, request)
            if counted is not None:
                counted[theirs] += 1
            if ours != theirs:
                yield f"{ours!r} here, {theirs!r} there: {request} under {document}"


def test_ten_thousand_random_requests_are_decided_as_the_other_judge_decides_them() -> None:
    counted = Counter[Level]()

    assert list(disagreements(7, 500, 20, counted)) == []
    assert counted.total() == 10_000
    assert min(counted.values()) > 500, "every answer must be asked for often enough"


def covers(made: Difference, request: Request) -> bool:
    """Whether a difference may tell of a request: the same principal, or one of the class that its principal stands for.

    A role stands for all its sessions but those that a policy names."""
    mine, theirs = made.principal, request.principal
    same = (mine.kind, mine.value) == (theirs.kind, theirs.value) and mine.session in (theirs.session, "")
    alike = (mine.kind, mine.account) == (theirs.kind, theirs.account) or "other" in mine.standing_for
    return request.action in made.actions and (same or (bool(mine.standing_for) and alike))


def test_every_random_request_that_two_policies_answer_otherwise_is_among_their_differences() -> None:
    dice = random.Random(11)
    counted: Counter[str] = Counter()
    for _ in range(60):
        before = random_policy(dice)
        after = policy(*before["Statement"][1:], random_statement(dice))
        found = {name: compare(before, after, owner=OWNER, service=name) for name in ("kms", "s3")}
        for _ in range(60):
            request = random_request(dice)
            levels = decide(before, request, owner=OWNER), decide(after, request, owner=OWNER)
            if levels[0] == levels[1]:
                continue
            comparison = found[request.action.partition(":")[0]]
            counted["undecided" if comparison.undecided else "different"] += 1
            told = [made for made in comparison.differences if (made.before, made.after) == levels and covers(made, request)]
            assert told or comparison.undecided, f"{request}: {levels} of {before} and {after}"
    assert counted["different"] > 150
    assert counted["undecided"] < counted["different"] / 5


def test_every_difference_that_is_found_is_one_to_the_other_judge_too() -> None:
    dice = random.Random(13)
    looked_at = 0
    for _ in range(40):
        before, after = random_policy(dice), random_policy(dice)
        for made in compare(before, after, owner=OWNER).differences:
            if made.witness.principal.kind not in ("AWS", "Service", "unique id"):
                continue
            context = {"aws:SecureTransport": "true", **made.witness.context}
            request = Request(made.witness.principal, made.witness.action, made.witness.resource, context)
            assert (judged(before, request), judged(after, request)) == (made.before, made.after), request
            looked_at += 1
    assert looked_at > 200


@pytest.mark.parametrize("fault", ["a Deny is read as an Allow", "an absent key is read as one that matches"])
def test_a_judge_with_a_fault_would_be_noticed(fault: str, monkeypatch: pytest.MonkeyPatch) -> None:
    if fault.startswith("a Deny"):
        monkeypatch.setattr(evaluator, "_first_match", lambda context, statements, effect: next(iter(statements), None))
    else:
        monkeypatch.setattr(evaluator, "_NEGATED_OPS", frozenset())

    assert next(disagreements(7, 100, 20), None)
