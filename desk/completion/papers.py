"""The certificate and the summary for the record, on paper and as files to give away."""

from datetime import date
from pathlib import Path

import msgspec

from desk.cases.case import Case
from desk.completion.certify import BEHIND, RESEALED
from desk.errors import NoSuchCertificate
from desk.output import put_file
from desk.paper.letterhead import Letterhead
from desk.paper.of_case import summary_of
from desk.paper.papers import Certificate, CertifiedCopy, CertifiedFilm
from desk.paper.render import render
from desk.unlocked import Desk
from desk.writing import writing
from sealed.errors import FilmError
from sealed.film.objects import read_small
from sealed.papers.erasure_certificate import LONGEST, ErasureCertificate, read_certificate
from sealed.papers.errors import CertificateError
from sealed.ssh import sshsig


def certificates(desk: Desk) -> list[ErasureCertificate]:
    """Those that this desk signed, the newest first."""
    found = [each for each in _judged(desk).values() if isinstance(each, ErasureCertificate)]
    return sorted(found, key=lambda each: each.issued, reverse=True)


def not_ours(desk: Desk) -> dict[str, str]:
    """Files among the certificates that are none of this desk's, and why."""
    return {name: str(each) for name, each in _judged(desk).items() if isinstance(each, CertificateError)}


def _judged(desk: Desk) -> dict[str, ErasureCertificate | CertificateError]:
    return {path.name: _judge(desk, path) for path in sorted(desk.folder.certificates.glob("*.json"))}


def _judge(desk: Desk, path: Path) -> ErasureCertificate | CertificateError:
    try:
        found, signer = read_certificate(path)
    except CertificateError as error:
        return error
    if signer != sshsig.public_bytes(desk.signer):
        who = sshsig.fingerprint(signer)
        return CertificateError(f"The certificate {path.name} is not this desk's: {who} signed it.")
    if path.name != f"{found.id}.json":
        return CertificateError(f"The certificate {path.name} is not this desk's: it is a copy of {found.id}.")
    return found


def certificate_pdf(desk: Desk, found: ErasureCertificate, locale: str = "en") -> bytes:
    """The certificate as a person reads it. Raises TemplateUnusable, NoLetters, LetterheadUnusable."""
    letterhead = Letterhead.read(desk.folder.root)
    return render(as_paper(found, letterhead.complaints), letterhead, locale)


def as_paper(found: ErasureCertificate, complaints: str) -> Certificate:
    """What the paper says of a certificate, and of how to complain."""
    return Certificate(
        what=found.what,
        films=tuple(CertifiedFilm(film=film.film, day=_day(film.day)) for film in found.films),
        key=found.key,
        destroyed=found.destroyed,
        issued=found.issued,
        desk=found.desk,
        signed_by=sshsig.fingerprint(sshsig.parse_key_line(found.signer)),
        copies=tuple(
            CertifiedCopy(place=copy.place, name=_plain_name(found, copy.name), fate=copy.fate, count=copy.objects)
            for copy in found.copies
        ),
        final=found.final,
        kept=any(copy.place == "backup" and copy.fate != "renewed" for copy in found.copies),
        resealed=RESEALED in found.method,
        behind=BEHIND in found.clock,
        json_name=f"{found.id}.json",
        complaints=complaints,
    )


def give_certificate(desk: Desk, id: str, folder: Path, locale: str = "en") -> list[Path]:  # noqa: A002
    """Write a certificate, its signature and its PDF into a folder.

    An earlier one of the same erasure is replaced, nothing else. Raises NoSuchCertificate, FileThere, NotWritten,
    CertificateError for one that is not this desk's, as above.
    """
    path = desk.folder.certificates / f"{id}.json"
    if not path.is_file():
        raise NoSuchCertificate(id=id)
    if isinstance(found := _judge(desk, path), CertificateError):
        raise found
    names = (path.name, f"{path.name}.sig")
    pdf = certificate_pdf(desk, found, locale)
    with writing():
        files = {name: path.with_name(name).read_bytes() for name in names} | {f"{id}.pdf": pdf}
    earlier = _is_earlier(folder / path.name, found)
    return [put_file(folder, name, data, lambda _there: earlier) for name, data in files.items()]


def _is_earlier(path: Path, found: ErasureCertificate) -> bool:
    """Whether a certificate of the same erasure by the same desk lies there; its signature may be of another state."""
    try:
        there = msgspec.json.decode(read_small(path, LONGEST), type=ErasureCertificate)
    except (FilmError, OSError, msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return False
    return (there.id, there.signer) == (found.id, found.signer)


def summary_pdf(desk: Desk, case: Case, day: date, locale: str = "en") -> bytes:
    """The summary for the record. Raises as `certificate_pdf`."""
    return render(summary_of(case, day), Letterhead.read(desk.folder.root), locale)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _plain_name(found: ErasureCertificate, name: str) -> str:
    return "" if name == found.desk else name
