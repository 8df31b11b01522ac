"""Lengths and sizes in words, as the phone's pages and the desk's say them."""

from design.language import _


def length(seconds: float) -> str:
    """How long a film is."""
    minutes, rest = divmod(round(seconds), 60)
    if not minutes:
        return _("{} s").format(rest)
    return _("{} min {} s").format(minutes, rest) if rest else _("{} min").format(minutes)


def size(count: float) -> str:
    """Bytes in decimal units, as phones and shops count them."""
    for unit in ("B", "kB", "MB"):
        if count < 1000:
            return f"{count:.0f} {unit}"
        count /= 1000
    return f"{count:.1f} GB"
