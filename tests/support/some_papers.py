"""One of each paper, filled with what a family and a practitioner may say."""

import io
from datetime import date

from PIL import Image

from desk.paper.letterhead import Letterhead
from desk.paper.papers import (
    AgreedPoints,
    Certificate,
    CertifiedCopy,
    CertifiedFilm,
    ConsentAsked,
    ConsentForm,
    FileGiven,
    FilmSummed,
    Letter,
    Paper,
    Rated,
    StillShown,
    StillsSheet,
    Summary,
)

DAY = date(2026, 11, 26)
SERVICE = Letterhead(
    name="Xylo Service",
    contact=("12 Xylo Lane", "xylo@example.org"),
    logo=b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9" fill="#084"/></svg>',
)
KEY = "SHA256:Xylo8Q1n4m0pVbWq3sT7uXzA5cD9eFgH1iJkLmNoPqR"


def jpeg() -> bytes:
    """A picture of one colour."""
    target = io.BytesIO()
    Image.new("RGB", (64, 36), (40, 90, 80)).save(target, "JPEG")
    return target.getvalue()


def some_papers() -> list[Paper]:
    """One of each; all that is no sentence of the catalogue holds “xylo”."""
    asked = (ConsentAsked(kind="filming", given=True), ConsentAsked(kind="training", until=DAY, given=False))
    files = (
        FileGiven(name="xylo.mp4", what="clip", seconds=8.4, title="Xylo smiles"),
        FileGiven(name="xylo-all.mp4", what="joined", seconds=64),
        FileGiven(name="xylo.pdf", what="stills"),
    )
    films = (FilmSummed(number=1, filmed=DAY, reviewed=DAY), FilmSummed(number=None, filmed=None))
    copies = (
        CertifiedCopy(place="desk", name="", fate="removed", count=3),
        CertifiedCopy(place="store", name="xylo", fate="unreadable"),
        CertifiedCopy(place="box", name="xylo", fate="asked"),
        CertifiedCopy(place="stick", name="", fate="outside"),
        CertifiedCopy(place="pack", name="xylo", fate="confirmed"),
        CertifiedCopy(place="backup", name="xylo", fate="outside"),
    )
    return [
        ConsentForm(case="XYLO-1", day=DAY, practitioner="Xylo"),
        ConsentForm(case="XYLO-1", day=DAY, consents=asked, keeps="Xylo keeps.", seen_by="Xylo sees."),
        Letter(day=DAY, practitioner="Xylo", files=files, left_out=True, erased_on=DAY),
        Letter(day=DAY, greeting="Dear Xylo,"),
        Summary(
            case="XYLO-1", day=DAY, practitioner="Xylo", text="Xylo.\n\nXylo.", questions=((DAY, "Xylo?"),),
            films=films, strengths=("Xylo waits.",), next=("Xylo goes on.",),
            ratings=(Rated(day=DAY, rating=4, goal="xylo", moment="start"), Rated(day=DAY, rating=10, moment="end")),
        ),
        StillsSheet(day=DAY, stills=(StillShown(jpeg=jpeg()), StillShown(jpeg=jpeg(), alt="Xylo", caption="Xylo"))),
        AgreedPoints(
            day=DAY, number=2, question="Xylo?", strengths=("Xylo waits.",), next=("Xylo goes on.",), meeting=DAY,
            practitioner="Xylo",
        ),
        Certificate(
            what="case", films=(CertifiedFilm(film="20261122-1405-xylo", day=DAY), CertifiedFilm(film="xylo")), key=KEY,
            destroyed="2026-11-26T10:00:00Z", issued="2026-11-26T10:00:00Z", desk="xylo", signed_by=KEY, copies=copies,
            json_name="xylo.json", kept=True, resealed=True,
        ),
        Certificate(
            what="film", films=(CertifiedFilm(film="xylo"),), key=KEY, destroyed=None,
            issued="2026-11-26T10:00:00Z", desk="xylo", signed_by=KEY, complaints="Xylo hears complaints.",
        ),
    ]  # fmt: skip
