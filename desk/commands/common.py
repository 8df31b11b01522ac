"""What the desk's commands share: the unlocked desk, passphrases, errors as exit codes."""

import getpass
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from pathlib import Path
from typing import Concatenate, ParamSpec, TypeVar

import click

from attune.exits import Exit, Failure
from desk import core_dumps, errors, words
from desk.commands.options import desk_option
from desk.handover import errors as handover
from desk.judging import EXITS
from desk.packs import errors as packs
from desk.paper import errors as paper
from desk.unlocked import Desk
from sealed.errors import AttuneError, FilmError
from sealed.papers.errors import CertificateError
from sealed.strict import Unfit
from sealed.text_file import first_line
from stores.errors import BadStore, NoCredential

P = ParamSpec("P")
R = TypeVar("R")

passphrase_option = click.option(
    "--passphrase-file",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="A file whose first line is the desk's passphrase; asked for when absent.",
)
json_option = click.option("--json", "as_json", is_flag=True, help="Answer as JSON, for scripts.")

CODES: dict[type[AttuneError], Exit] = {
    errors.NoDesk: Exit.USAGE,
    errors.DeskUnusable: Exit.USAGE,
    errors.BadCode: Exit.USAGE,
    errors.NoSuchCase: Exit.USAGE,
    errors.NoSuchReview: Exit.USAGE,
    errors.CardTime: Exit.USAGE,
    errors.PassphraseEmpty: Exit.USAGE,
    errors.NoFilmHere: Exit.USAGE,
    BadStore: Exit.USAGE,
    NoCredential: Exit.USAGE,
    errors.KeyringDamaged: Exit.DAMAGED,
    errors.BackupUnusable: Exit.DAMAGED,
    errors.LogDamaged: Exit.DAMAGED,
    errors.NoCaseKey: Exit.NO_KEY,
    errors.BundleUnreadable: Exit.DAMAGED,
    errors.PassphraseWrong: Exit.NO_KEY,
    errors.NotThisComputer: Exit.NO_KEY,
    paper.LetterheadUnusable: Exit.USAGE,
    paper.TemplateUnusable: Exit.USAGE,
    paper.NothingToPrint: Exit.REFUSED,
    packs.NothingToPack: Exit.USAGE,
    packs.NoSuchPack: Exit.USAGE,
    packs.PackDamaged: Exit.DAMAGED,
    packs.PackPaperUnusable: Exit.DAMAGED,
    packs.NotForThisDesk: Exit.NO_KEY,
    packs.PackErasedHere: Exit.NO_KEY,
    packs.NotColleague: Exit.REFUSED,
    packs.ColleaguesChanged: Exit.REFUSED,
    packs.KeyUsed: Exit.REFUSED,
    packs.FilmIdTaken: Exit.REFUSED,
    packs.NoSuchConsent: Exit.REFUSED,
    packs.ConsentOver: Exit.REFUSED,
    packs.LastDayOver: Exit.REFUSED,
    packs.NotWanted: Exit.REFUSED,
    errors.ReadOnly: Exit.REFUSED,
    errors.OnlyWatched: Exit.REFUSED,
    errors.PackOver: Exit.REFUSED,
    errors.DeskExists: Exit.REFUSED,
    errors.FileThere: Exit.REFUSED,
    errors.DeskBusy: Exit.REFUSED,
    errors.CaseExists: Exit.REFUSED,
    errors.NotThisClip: Exit.REFUSED,
    errors.ReviewOver: Exit.REFUSED,
    errors.FilmDiffers: Exit.REFUSED,
    errors.NotLoose: Exit.REFUSED,
    errors.FilmErasedHere: Exit.REFUSED,
    errors.OnHold: Exit.REFUSED,
    errors.HeldMeanwhile: Exit.REFUSED,
    errors.CodeNotTyped: Exit.REFUSED,
    errors.ErasureUnderWay: Exit.REFUSED,
    errors.NotYourCase: Exit.REFUSED,
    errors.NoSuchErasure: Exit.USAGE,
    errors.NotSuchCopy: Exit.USAGE,
    errors.NoSuchCertificate: Exit.USAGE,
    errors.PlanDamaged: Exit.DAMAGED,
    CertificateError: Exit.DAMAGED,
    handover.NothingChosen: Exit.USAGE,
    handover.BadCover: Exit.USAGE,
    handover.NoStick: Exit.USAGE,
    handover.NoSuchHandover: Exit.USAGE,
    handover.NotOnStick: Exit.USAGE,
    handover.NotAStick: Exit.REFUSED,
    handover.StickUnsure: Exit.REFUSED,
    handover.ClipUnwanted: Exit.REFUSED,
    handover.NobodyConsents: Exit.REFUSED,
    handover.NotConsented: Exit.REFUSED,
    handover.NotWatched: Exit.REFUSED,
    handover.NotWatchedThrough: Exit.REFUSED,
}


def unlocked(command: Callable[Concatenate[Desk, P], R]) -> Callable[..., R]:
    """Give a command the options --desk and --passphrase-file, and the unlocked desk as its first argument."""

    @desk_option
    @passphrase_option
    @wraps(command)
    def run(folder: Path, passphrase_file: Path | None, *args: P.args, **kwargs: P.kwargs) -> R:
        with translate_errors():
            if not folder.is_dir():
                raise errors.NoDesk(folder=folder)
            return command(unlock(folder, passphrase_file), *args, **kwargs)

    return run


def unlock(folder: Path, passphrase_file: Path | None) -> Desk:
    """The desk in this folder. Raises DeskErrors, Failure."""
    core_dumps.prevent()
    return Desk.unlock(folder, read_passphrase(passphrase_file, "Passphrase of the desk"))


def read_passphrase(path: Path | None, prompt: str, new: bool = False) -> str:
    """The first line of a file, or from the person at the terminal; never from the command line."""
    if path is not None:
        try:
            return first_line(path)
        except (OSError, UnicodeDecodeError) as error:
            raise Failure(f"The passphrase file {path} cannot be read ({error}).", Exit.USAGE) from error
    if not sys.stdin.isatty():
        raise Failure("There is nobody to ask for the passphrase. Name a file: --passphrase-file FILE.", Exit.USAGE)
    found = getpass.getpass(f"{prompt}: ", sys.stderr)
    if new and getpass.getpass("Once more: ", sys.stderr) != found:
        raise Failure("The two are not the same. Begin again.", Exit.USAGE)
    return found


@contextmanager
def translate_errors() -> Iterator[None]:
    """Errors as what a command says and exits with."""
    try:
        yield
    except FilmError as error:
        raise Failure(str(error), EXITS[error.finding]) from error
    except AttuneError as error:
        raise Failure(str(error), CODES.get(type(error), Exit.OTHER)) from error
    except UnicodeEncodeError as error:
        raise Failure(
            "What was typed is not text in UTF-8. Set this terminal to UTF-8, and type it again.", Exit.USAGE
        ) from error
    except Unfit as error:
        raise Failure(f"This cannot be kept: {words.unfit(error)}. Change it, and try again.", Exit.USAGE) from error
    except OSError as error:
        what = f"{error.filename or 'Input or output'}: {error.strerror or error}"
        raise Failure(f"{what}. Check the file, the disk and its space, then do it again.") from error
