"""Every command on every bad day: how it ends, what it says, and that nothing is half done."""

import re
from collections.abc import Iterator

import pytest

from camunda_byok.operations.steps import Wait
from sandbox.emulator import Emulator
from sandbox.people import TENANT
from tests.emulated import emptied
from tests.faulty import DENIED
from tests.operations.every_command import COMMANDS, Command, Day, Ended, World, nothing_is_shown, placed
from tests.operations.key_states import key_that_is, own_key_that_is

EVERY = pytest.mark.parametrize("name", COMMANDS)


@pytest.fixture(scope="module")
def module_world(started_emulator: Emulator, tmp_path_factory: pytest.TempPathFactory) -> World:
    return placed(emptied(started_emulator), tmp_path_factory.mktemp("world"))


@pytest.fixture(autouse=True)
def no_long_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever waits looks again after a moment: a rotation takes a second in the emulator."""
    is_init = Wait.__init__
    monkeypatch.setattr(Wait, "__init__", lambda self, **given: is_init(self, **{**given, "every_seconds": 0.3}))


@pytest.fixture
def world(module_world: World) -> Iterator[World]:
    """Nothing of the key is different afterwards."""
    before = module_world.seen()
    yield module_world
    assert module_world.seen() == before


EVERYTHING = {
    "expired": ("ExpiredTokenException", "the AWS credentials have expired", "Sign in again, then run the same command again."),
    "nobody": ("InvalidClientTokenId", "AWS does not know the credentials", "Sign in again, or choose another profile"),
    "denied": ("AccessDeniedException", "sts:GetCallerIdentity is denied", "that the role may be assumed by you"),
}
"""What every call is answered with: the error code, the problem and the remedy that are said."""


@EVERY
@pytest.mark.parametrize("day", EVERYTHING)
def test_where_no_call_succeeds(day: str, name: str, world: World) -> None:
    code, problem, remedy = EVERYTHING[day]
    with world.having(lambda *_: code):
        ended = world.run(COMMANDS[name], *(COMMANDS[name].agreed or ()))
        asked = world.calls.copy()
    assert (ended.code, ended.fault) == (2, None), ended.output
    assert problem in ended.words
    assert remedy in ended.words
    assert set(asked) == {"sts:GetCallerIdentity"}, "nothing else is asked"
    nothing_is_shown(world, ended)


@EVERY
def test_with_credentials_that_end_in_the_middle(name: str, world: World) -> None:
    """Whoever has been asked who he is has still to be told that he is signed out."""
    with world.having(lambda service, operation, region: None if service == "sts" else "ExpiredTokenException"):
        ended = world.run(COMMANDS[name], *(COMMANDS[name].agreed or ()))
    assert (ended.code, ended.fault) == (2, None), ended.output
    assert "the AWS credentials have expired" in ended.words
    assert "Sign in again" in ended.words


@EVERY
def test_in_the_wrong_account(name: str, world: World) -> None:
    command = Command(COMMANDS[name].arguments, TENANT, COMMANDS[name].agreed)
    with world.having(lambda *_: None):
        ended = world.run(command, *(command.agreed or ()))
        asked = world.calls.copy()
    assert (ended.code, ended.fault) == (2, None), ended.output
    assert "the AWS credentials are of another account" in ended.words
    assert "Choose a profile of the environment's account" in ended.words
    assert set(asked) == {"sts:GetCallerIdentity"}


TAGS = "kms:ListResourceTags"
DOES_WITHOUT = {
    # Each is said under its check; of the first two the next call is.
    "preflight": {"organizations:DescribeOrganization", "service-quotas:GetServiceQuota", "account:GetRegionOptStatus"},
    # It does not wait for use, and says what is unseen; who may not see the organization may not see its policies either.
    "handover": {"kms:GetKeyLastUsage", "kms:ListGrants", "logs:FilterLogEvents", "organizations:DescribeOrganization"},
    # Either of the first two tells which key is watched; without the last it says that nobody knows when it was tested.
    "alarms": {"kms:DescribeKey", "kms:ListAliases", "sns:ListTagsForResource"},
    "alarms test": {"kms:DescribeKey", "kms:ListAliases", "sns:ListTagsForResource"},
    # The key policy allows what is asked for: grants would only allow more.
    "can": {"kms:ListGrants", "kms:ListKeyPolicies", TAGS},
    **{name: {TAGS} for name in ("rotate", "rotations", "import-material", "freeze", "prove")},
}
"""Calls whose denial takes nothing away from the answer, or from what is going to be done: a command may end as without it."""


@EVERY
def test_with_one_call_denied_after_the_other(name: str, world: World) -> None:
    """A denial is never taken for an absence or for all is well: who may not ask is told what is denied."""
    command = COMMANDS[name]
    options = ("--dry-run",) if command.changes else ()
    wrong: list[str] = []
    with key_that_is("pending import" if name == "import-material" else "enabled", world):
        with world.having(lambda *_: None):
            sound = world.run(command, *options)
            calls = sorted(set(world.calls))
        for call in calls:
            with world.having(only(call)):
                ended = world.run(command, *options)
            nothing_is_shown(world, ended)
            told = denied(ended) - denied(sound) and (ended.code > 0 or command.changes)
            if ended.fault or not (told or call in DOES_WITHOUT.get(name, ())) or ended.code < sound.code:
                wrong.append(f"{call}: {ended.fault!r} {ended.code}\n{ended.output}")
    assert len(calls) > 1, calls
    assert not wrong, "\n".join(wrong)


CARRIED_OUT = {
    "freeze": ("enabled", "Enabled", "Disabled"),
    "thaw": ("pending deletion", "PendingDeletion", "Enabled"),
    "rotate": ("enabled", 0, 1),
    "import-material": ("pending import", "PendingImport", "Enabled"),
}
"""By command: the state of the key before, and by what is seen that nothing, or everything was done."""


@pytest.mark.parametrize("name", CARRIED_OUT)
def test_with_one_call_denied_after_the_other_while_it_is_carried_out(name: str, world: World) -> None:
    """Either nothing is changed and that is said, or what was done and what was not."""
    command, (state, untouched, done) = COMMANDS[name], CARRIED_OUT[name]
    with own_key_that_is(state, world) as arn, world.having(lambda *_: None):
        assert world.run(command, *command.agreed or ()).code == 0
        assert seen(name, world, arn) == done
        calls = sorted(set(world.calls))
    wrong: list[str] = []
    for call in calls:
        with own_key_that_is(state, world) as arn:
            with world.having(only(call)):
                ended = world.run(command, *command.agreed or ())
            now = seen(name, world, arn)
        nothing_is_shown(world, ended)
        says_nothing = "Nothing was changed." in ended.words or "REFUSED" in ended.words or "InputError" in ended.words
        said = {
            0: now == done,
            1: now == untouched and says_nothing,
            2: ("Was done" in ended.words) == (now != untouched),
        }
        print(f"{name} {call}: {ended.code} {now}")
        if ended.fault or not said[ended.code]:
            wrong.append(f"{call}: {ended.fault!r} {ended.code} {now}\n{ended.output}")
    assert not wrong, "\n".join(wrong)


def seen(name: str, world: World, arn: str) -> object:
    if name == "rotate":
        return len(world.kms.list_key_rotations(KeyId=arn)["Rotations"])
    return world.kms.describe_key(KeyId=arn)["KeyMetadata"]["KeyState"]


def denied(ended: Ended) -> set[str]:
    """What is said to be denied, as IAM names it: that is not always the operation's name."""
    return set(re.findall(r"[\w-]+:\w+ (?:in \S+ )?is denied", ended.words))


def only(call: str) -> Day:
    """One call is denied, in the words of its service."""

    def day(service: str, operation: str, region: str) -> str | None:
        return DENIED.get(service, "AccessDeniedException") if f"{service}:{operation}" == call else None

    return day
