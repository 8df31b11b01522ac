"""The inventory: every box that was ever made, without a secret, as CSV for a spreadsheet and as a page to print."""

import csv
import io
from collections.abc import Sequence
from html import escape
from string import Template

from provision.records import BoxRecord
from sealed.ssh import sshsig

COLUMNS = (
    "box",
    "serial",
    "place",
    "state",
    "since",
    "address",
    "host",
    "board",
    "store",
    "bundle",
    "certificate",
    "key",
)
FORMULA = ("=", "+", "-", "@", "\t")
PAGE = Template("""\
<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Boxes of $service</title>
<style>
body { font: 14px/1.4 system-ui, sans-serif; margin: 2em; }
table { border-collapse: collapse; }
th, td { border-bottom: 1px solid #bbb; padding: .3em .8em .3em 0; text-align: left; vertical-align: top; }
.revoked { text-decoration: line-through; }
.retired { color: #666; }
</style>
<h1>Boxes of $service</h1>
<table>
<thead><tr>$head</tr></thead>
<tbody>
$rows
</tbody>
</table>
</html>
""")


def as_csv(records: Sequence[BoxRecord]) -> str:
    """With a line of names; no cell is taken for a formula."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for record in records:
        writer.writerow(["'" + cell if cell.startswith(FORMULA) else cell for cell in _row(record)])
    return text.getvalue()


def as_page(service: str, records: Sequence[BoxRecord]) -> str:
    """One page that needs nothing else."""
    rows = [f'<tr class="{record.state}">{_cells("td", _row(record))}</tr>' for record in records]
    return PAGE.substitute(service=escape(service), head=_cells("th", COLUMNS), rows="\n".join(rows))


def _cells(tag: str, texts: Sequence[str]) -> str:
    return "".join(f"<{tag}>{escape(text)}</{tag}>" for text in texts)


def _row(record: BoxRecord) -> list[str]:
    settings = record.settings
    return [
        record.name,
        f"{settings.serial:04}",
        record.place,
        record.state,
        (record.since or "")[:10],
        settings.address,
        settings.host,
        settings.hardware or "",
        settings.store.name if settings.store else "",
        str(settings.sequence),
        record.certificate_expires[:10],
        " ".join(sshsig.fingerprint(sshsig.parse_key_line(line)) for line in record.recorder_keys),
    ]
