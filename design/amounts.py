"""Sizes as the phone's pages and the desk's say them. Nothing to translate: that stands in each one's catalogue."""


def size(count: float) -> str:
    """Bytes in decimal units, as phones and shops count them."""
    for unit in ("B", "kB", "MB"):
        if count < 1000:
            return f"{count:.0f} {unit}"
        count /= 1000
    return f"{count:.1f} GB"
