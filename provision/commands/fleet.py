"""`attune provision fleet`: a table of how the boxes are."""

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

import click

from attune.exits import Exit
from provision.commands.common import answer, folder, json_option, unlocked
from provision.fleet import Health, read_fleet
from provision.records import Records
from provision.service import Service

ADVICE = {
    "no-report": "it has never reported: has it been online?",
    "no-key": "its key is not known: box add-key",
    "forged": "a report under its name is not its own: look at the store",
    "failing": "it has a fault or a failing card: bring it in",
    "late": "no report for long: put it online",
    "full": "its card is nearly full: sync and wipe",
    "old": "its version is behind the others",
    "worn": "its card is worn: change it soon",
    "certificate": "its certificate ends soon: box renew",
}


@click.command()
@unlocked
@click.option("--store", required=True, help="The store that the boxes use; {box} stands for a box's name.")
@click.option("--credentials", type=folder, help="Folder of your own secrets for it (docs/stores.md).")
@click.option("--late", type=click.IntRange(1), default=14, show_default=True, help="Days without a report.")
@json_option
def fleet(service: Service, store: str, credentials: Path | None, late: int, as_json: bool) -> None:
    """Read the boxes' signed health reports from the store, and flag who is late, full, old or failing.

    A report says version, card, space and alarms, and nothing of any family.

    \b
    Exit codes
      0  all boxes are well
      8  a box needs somebody
    Example
      attune provision fleet --service svc --store sftp://it@nas.example/films --credentials my-secrets
    """
    now = datetime.now(UTC)
    found = asyncio.run(read_fleet(Records(service).all(), store, credentials, now, timedelta(days=late)))
    answer(as_json, {"boxes": found}, "\n".join(_table(found)) or "There is no box yet.")
    if any(each.flags for each in found):
        raise SystemExit(int(Exit.DEVICE))


def _table(found: list[Health]) -> list[str]:
    row = "{:<20} {:<17} {:<10} {:>5} {:>8}  {}"
    lines = [row.format("BOX", "REPORT", "VERSION", "FREE", "UNSYNCED", "LOOK AT")] if found else []
    for each in found:
        report = each.report
        facts = ("never", "", "", "")
        if report is not None:
            free = f"{100 * report.bytes_free // report.bytes_total} %"
            facts = (report.when[:16].replace("T", " "), report.version, free, str(report.unsynced))
        alarms = f" ({', '.join(report.alarms)})" if report and report.alarms else ""
        advice = "; ".join(ADVICE[flag] for flag in each.flags)
        lines.append(row.format(each.box, *facts, advice + alarms))
    return lines
