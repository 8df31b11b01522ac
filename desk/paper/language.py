"""The catalogue without a web page: sentences and days in one language."""

from datetime import date
from pathlib import Path

from babel import Locale, UnknownLocaleError
from babel.dates import format_date
from babel.support import NullTranslations, Translations

TRANSLATIONS = Path(__file__).parents[1] / "translations"


class Language:
    """English, which the sentences are written in, where there is no translation; days and the paper itself too."""

    def __init__(self, locale: str = "en", folder: Path = TRANSLATIONS) -> None:
        try:
            self._locale = Locale.parse(locale, sep="-" if "-" in locale else "_")
        except (ValueError, UnknownLocaleError):
            self._locale = Locale("en")
        self._said: NullTranslations = Translations.load(str(folder), [str(self._locale), self._locale.language])
        if not isinstance(self._said, Translations):
            self._locale = Locale("en")
        if str(self._locale) == "en":
            self._locale = Locale("en", "GB")  # days come before months here

    @property
    def code(self) -> str:
        """The language alone, as `nl`."""
        return str(self._locale.language)

    def gettext(self, text: str) -> str:
        return str(self._said.ugettext(text))

    def day(self, day: date) -> str:
        """`26 November 2026`."""
        return str(format_date(day, "long", self._locale))
