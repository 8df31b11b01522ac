"""How the commands put films and receipts into words."""

from control.messages import Film, Leftover, ReceiptSummary, Sync

UNITS = ("bytes", "kB", "MB", "GB", "TB")


def size(count: int) -> str:
    """Bytes as a person reads them, in powers of a thousand: `18.2 MB`."""
    number, unit = float(count), 0
    while number >= 999.5 and unit < len(UNITS) - 1:
        number, unit = number / 1000, unit + 1
    return f"{count} bytes" if unit == 0 else f"{number:.1f} {UNITS[unit]}"


def length(seconds: float) -> str:
    """Seconds as `m:ss`."""
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes}:{rest:02}"


def count(number: int, one: str) -> str:
    """`1 mark`, `3 marks`."""
    return f"{number} {one}" if number == 1 else f"{number} {one}s"


def receipt(film: str, paper: ReceiptSummary) -> str:
    """A receipt in one sentence."""
    when = paper.when
    then = f"at {when.utc} (clock set by {when.clock})" if when.utc else "at a time that no clock vouches for"
    return (
        f"{film}: {paper.store} has all of it: {count(paper.objects, 'object')}, {size(paper.bytes)}, "
        f"each read back and found equal {then}."
    )


def sync(job: Sync) -> str:
    """How a sync stands."""
    if job.state == "failed":
        return f"not synced: {job.message}"
    if job.total:
        return f"{job.state}, {job.done * 100 // job.total} %"
    return job.state


def film(listed: Film) -> str:
    """A film in one line."""
    where = "on the box only"
    if listed.receipt:
        where = f"in {listed.receipt.store}"
    elif listed.sync:
        where = sync(listed.sync)
    elif listed.copies:
        where = f"parts of it may be in {', '.join(listed.copies)}"
    facts = [length(listed.seconds), count(listed.marks, "mark"), size(listed.bytes), listed.state]
    return f"{listed.id}  " + ", ".join([*facts, *ending(listed), where])


def ending(listed: Film) -> list[str]:
    """Why it ended, with the fault's code."""
    cause = f" ({listed.cause.code})" if listed.cause else ""
    return [f"ended: {listed.end}{cause}"] if listed.end else []


def leftover(left: Leftover) -> str:
    """A discarded film that a store may still hold, in one line."""
    where = f"{left.film}  discarded, but {left.store} may still hold parts of it under that name"
    return f"{where}: {left.why}. Ask IT to remove them." if left.why else f"{where}; the box is removing them."
