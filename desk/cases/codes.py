"""Which codes a case may have: those of a case card that every system can also name a folder by."""

import re

from desk.errors import BadCode
from sealed.papers.case_paper import CASE

RESERVED = re.compile(r"CON|PRN|AUX|NUL|COM[0-9]|LPT[0-9]|PACK-.*")  # Windows' own; and colleagues' packs


def check_code(code: str) -> str:
    """The code. Raises BadCode."""
    if not CASE.fullmatch(code) or RESERVED.fullmatch(code):
        raise BadCode(code=code[:40])
    return code
