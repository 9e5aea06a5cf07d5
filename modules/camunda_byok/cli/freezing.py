"""`byok freeze` and `byok thaw`: make a cluster's data unreadable at once, on purpose and reversibly, and bring it back."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from camunda_byok.cli.app import EnvironmentsOption, Format, FormatOption
from camunda_byok.cli.operating import (
    AllOption,
    Asked,
    ConfirmOption,
    DryRunOption,
    NamesArgument,
    Prepared,
    RoleOption,
    TicketOption,
    YesOption,
    chosen,
    operate,
)

if TYPE_CHECKING:
    from camunda_byok.environment import Environment


def freeze(
    names: NamesArgument = None,
    every: AllOption = False,
    reason: Annotated[str, typer.Option("--reason", metavar="TEXT", help="Why, for whoever finds the key frozen.")] = "",
    environments: EnvironmentsOption = Path("environments"),
    role: RoleOption = "",
    ticket: TicketOption = "",
    yes: YesOption = False,
    confirm: ConfirmOption = None,
    dry_run: DryRunOption = False,
    format: FormatOption = Format.text,
) -> None:
    """Disable the keys: Camunda stops within seconds.

    No data is lost; `byok thaw` brings everything back. Break-glass alone may.

    Exit codes: 0 frozen, 1 refused, 2 not frozen, or not everything done.
    """
    from datetime import datetime, timezone

    from camunda_byok.operations.acting import myself
    from camunda_byok.operations.freezing import freeze

    def prepare(environment: "Environment") -> Prepared:
        acting = myself(environment, role=role, purpose="freeze")
        return Prepared(acting=acting, procedure=freeze(acting, reason=reason, now=datetime.now(timezone.utc)))

    asked = Asked(ticket=ticket, yes=yes, confirm=tuple(confirm or ()), dry_run=dry_run, format=format)
    operate(chosen(names, every, environments), prepare, asked)


def thaw(
    names: NamesArgument = None,
    every: AllOption = False,
    restore_policy: Annotated[
        bool, typer.Option("--restore-policy", help="Put the declared policy back where another one stands.")
    ] = False,
    reason: Annotated[str, typer.Option("--reason", metavar="TEXT", help="Why; stands in the record.")] = "",
    environments: EnvironmentsOption = Path("environments"),
    role: RoleOption = "",
    ticket: TicketOption = "",
    yes: YesOption = False,
    dry_run: DryRunOption = False,
    format: FormatOption = Format.text,
) -> None:
    """Bring keys back: disabled, to be deleted, policy broken.

    Key administrators may; with --restore-policy only deployers and
    break-glass, and then nobody is acted as unless --role says whom.

    Exit codes: 0 the key is as it should be, 1 refused, 2 not thawed, or not
    everything done or seen.
    """
    from camunda_byok.operations.acting import changing, myself
    from camunda_byok.operations.thawing import thaw

    def prepare(environment: "Environment") -> Prepared:
        act = myself if restore_policy else changing
        acting = act(environment, role=role, purpose="thaw")
        return Prepared(acting=acting, procedure=thaw(acting, restore_policy=restore_policy, reason=reason))

    operate(chosen(names, every, environments), prepare, Asked(ticket=ticket, yes=yes, dry_run=dry_run, format=format))
