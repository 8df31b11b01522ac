"""The service whose papers these are: papers/service.toml in the desk's folder, and templates and fonts beside it."""

from pathlib import Path
from typing import Self

import msgspec

from desk.paper.errors import LetterheadUnusable
from sealed.strict import Strict
from sealed.text_file import read_toml

FILE = "service.toml"
FOLDER = "papers"
LARGEST_LOGO = 2_000_000


class _Stated(Strict, frozen=True, kw_only=True, forbid_unknown_fields=True):
    name: str = ""
    contact: tuple[str, ...] = ()
    logo: str = ""
    keeps: str = ""
    seen_by: str = ""
    complaints: str = ""


class Letterhead(msgspec.Struct, frozen=True, kw_only=True):
    """`keeps`, `seen_by` and `complaints` are sentences of its own for consent form and certificate."""

    name: str = ""
    contact: tuple[str, ...] = ()
    logo: bytes = b""
    keeps: str = ""
    seen_by: str = ""
    complaints: str = ""
    folder: Path | None = None

    @classmethod
    def read(cls, desk: Path) -> Self:
        """That of the desk in this folder; one without a name if it says nothing. Raises LetterheadUnusable."""
        folder = desk / FOLDER
        path = folder / FILE
        try:
            stated = read_toml(path, _Stated)
            path = folder / Path(stated.logo).name
            logo = path.read_bytes() if stated.logo else b""
        except FileNotFoundError as error:
            if path.name == FILE:
                return cls(folder=folder)
            raise LetterheadUnusable(cause=f"there is no {path.name} beside it", path=folder / FILE) from error
        except OSError as error:
            raise LetterheadUnusable(cause=error.strerror, path=path) from error
        except ValueError as error:
            raise LetterheadUnusable(cause=error, path=path) from error
        if len(logo) > LARGEST_LOGO:
            raise LetterheadUnusable(cause=f"{path.name} is larger than 2 MB", path=folder / FILE)
        return cls(**{**msgspec.structs.asdict(stated), "logo": logo}, folder=folder)

    @property
    def path(self) -> Path:
        """The file that says all of it."""
        return (self.folder or Path()) / FILE

    def template(self, name: str) -> Path | None:
        """The service's own template of a paper, if it has one."""
        path = self.folder / f"{name}.typ" if self.folder else None
        return path if path and path.is_file() else None
