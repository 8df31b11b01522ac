"""Which films' endings somebody has read: until then every phone is told why the newest film ended."""


class Seen:
    """Ids of films. Kept in memory: after a restart of the pages an ending is told once more."""

    def __init__(self) -> None:
        self._films: set[str] = set()

    def add(self, film: str) -> None:
        """Somebody has read how this film ended."""
        self._films.add(film)

    def __contains__(self, film: object) -> bool:
        return film in self._films
