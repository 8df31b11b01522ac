"""What the control socket answers beside the errors of the services behind it.

BoxError
├── TooLarge            a body beyond the limit
├── NoSuchRoute         neither path nor method is known
├── FilmOver            a mark for a film that is not being made any more
└── OutsideFilm         a mark for a moment that the film does not have
"""

from appliance.errors import BoxError


class TooLarge(BoxError):
    sentence = "The request is too large. Send less."
    code, exit, http = "too-large", 2, 413


class NoSuchRoute(BoxError):
    """`http` is 404 for a path, 405 for a method."""

    sentence = "There is no {method} {path} at this socket. See docs/control.md."
    code, exit, http = "no-such-route", 2, 404


class FilmOver(BoxError):
    sentence = "The film of this mark is over. A mark must arrive while its film is being made."
    code, exit, http = "film-over", 7, 410


class OutsideFilm(BoxError):
    sentence = "This moment does not lie within the film. Mark it again."
    code, exit, http = "outside-film", 2, 422
