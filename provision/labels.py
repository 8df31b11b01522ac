"""The labels, eight to an A4 sheet (Avery L7165): two codes to scan, what to type instead, and what the light means."""

import io
import json
from collections.abc import Sequence
from importlib.resources import files
from typing import Any, Literal

import segno
from segno.helpers import make_wifi_data

from provision.errors import NoFont, NoTypst
from sealed.papers.box_settings import BoxSettings

TEMPLATE = "labels.typ"


def wifi_code(settings: BoxSettings) -> str:
    """What the first code says: a phone that scans it joins the box's Wi-Fi."""
    return make_wifi_data(ssid=settings.wifi.ssid, password=settings.wifi.passphrase, security="WPA")


def page_code(settings: BoxSettings) -> str:
    """What the second code says: the page by its address, since a phone may ask its mobile network for names."""
    return f"https://{settings.address}/"


def draw(
    boxes: Sequence[BoxSettings], form: Literal["pdf", "png"] = "pdf", skip: int = 0, ppi: float = 300
) -> list[bytes]:
    """The sheets: one PDF, or a PNG for each page; the first `skip` labels are used up. Raises NoFont, NoTypst.

    Nothing is written to a disk.
    """
    try:
        import typst  # noqa: PLC0415  # large, and only labels need it
    except ModuleNotFoundError as error:
        raise NoTypst from error

    source = (files("provision") / TEMPLATE).read_bytes()
    inputs = {"boxes": json.dumps([_facts(settings) for settings in boxes]), "skip": str(skip)}
    try:
        drawn: Any = typst.compile(source, format=form, ppi=ppi, sys_inputs=inputs, ignore_system_fonts=True)
    except typst.TypstError as error:
        raise NoFont(cause=str(error)) from error
    return drawn if isinstance(drawn, list) else [drawn]


def _facts(settings: BoxSettings) -> dict[str, str]:
    return {
        "name": settings.box,
        "serial": f"{settings.serial:04}",
        "service": settings.service,
        "ssid": settings.wifi.ssid,
        "passphrase": settings.wifi.passphrase,
        "page": page_code(settings),
        "light": settings.devices.light,
        "join": _svg(wifi_code(settings)),
        "open": _svg(page_code(settings)),
    }


def _svg(text: str) -> str:
    """A code as SVG, with the white border that a camera needs."""
    drawn = io.BytesIO()
    segno.make(text, error="m", micro=False).save(drawn, kind="svg", border=4, dark="#000", light="#fff", xmldecl=False)
    return drawn.getvalue().decode()
