"""The phone's static files: which there are, and which a phone keeps for when the Wi-Fi is gone."""

from pathlib import Path

from flask import Flask

from design.static_files import StaticFiles

FOLDER = Path(__file__).parent / "static"
# What every live page loads, listed at once: a chain of imports would cost a round trip each.
MODULES = (
    "awake.js",
    "clock.js",
    "contact.js",
    "forms.js",
    "hold.js",
    "live.js",
    "marks.js",
    "moments.js",
    "page.js",
    "parts.js",
    "queue.js",
    "reassure.js",
    "request.js",
    "resume.js",
    "say.js",
    "sender.js",
    "sheet.js",
    "start.js",
    "stream.js",
    "submitter.js",
    "taps.js",
    "timer.js",
)
SHEETS = (
    "colours.css",
    "base.css",
    "frame.css",
    "lamp.css",
    "buttons.css",
    "facts.css",
    "ready.css",
    "filming.css",
    "notices.css",
    "films.css",
    "fields.css",
    "before.css",
    "preferences.css",
)
SIMULATED_BOX = {"box.js", "box.css"}

STATIC = StaticFiles([FOLDER], SHEETS, [FOLDER.with_name("templates")])
static = STATIC.address


def edition() -> str:
    """Twelve letters that stand for the files and the pages as they are."""
    return STATIC.edition


def kept() -> list[str]:
    """The addresses of all files that a phone needs when the Wi-Fi is gone."""
    return [static(name) for name in STATIC.files if name not in SIMULATED_BOX]


def pack(app: Flask) -> None:
    """Let `app` serve the static files."""
    app.jinja_env.globals["modules"] = MODULES
    STATIC.serve(app)
