"""Every paper there is, and what they are made of."""

from desk.paper.agreed_points import AgreedPoints
from desk.paper.certificate import Certificate, CertifiedCopy, CertifiedFilm
from desk.paper.consent_form import ConsentAsked, ConsentForm
from desk.paper.letter import FileGiven, Letter
from desk.paper.paper import Paper
from desk.paper.stills_sheet import StillShown, StillsSheet
from desk.paper.summary import FilmSummed, Rated, Summary

__all__ = [
    "AgreedPoints",
    "Certificate",
    "CertifiedCopy",
    "CertifiedFilm",
    "ConsentAsked",
    "ConsentForm",
    "FileGiven",
    "FilmSummed",
    "Letter",
    "Paper",
    "Rated",
    "StillShown",
    "StillsSheet",
    "Summary",
]
