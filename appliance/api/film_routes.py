"""The routes of the films: what a person may ask for, and on the courier's socket the films' way to a store."""

from appliance.api.app import App
from appliance.api.film_service import FilmService
from appliance.api.health_service import HealthService
from appliance.api.http import Request, Response, reply
from appliance.films.bundle import TYPE, FilmBundle, NoSuchRange
from control.messages import Films, Queued
from control.requests import CopyBegun, CopyRemoved, SyncFailure, SyncProgress
from sealed.papers.desk_receipt import DeskReceipt


def add_film_routes(app: App, films: FilmService) -> None:
    """What both sockets offer."""

    @app.get("/films")
    def get_films(_: Request) -> Response:
        return reply(Films(films.films(), films.leftovers()))

    @app.get("/films/<film>")
    def get_film(_: Request, film: str) -> Response:
        return reply(films.film(film))


def add_removal_routes(app: App, films: FilmService) -> None:
    """For people only: sync, wipe, discard."""

    @app.post("/sync")
    def post_sync(_: Request) -> Response:
        return reply(Queued(films.ask_sync(None)), 202)

    @app.post("/films/<film>/sync")
    def post_film_sync(_: Request, film: str) -> Response:
        return reply(Queued(films.ask_sync(film)), 202)

    @app.post("/films/<film>/wipe")
    def post_wipe(_: Request, film: str) -> Response:
        return reply(films.wipe(film))

    @app.post("/films/<film>/discard")
    def post_discard(_: Request, film: str) -> Response:
        return reply(films.discard(film))


def add_courier_routes(app: App, films: FilmService, health: HealthService) -> None:
    """How films leave the box, and the receipts. Not on the pages' socket: web must not be able to give a receipt."""

    @app.get("/sync")
    def get_sync(_: Request) -> Response:
        return reply(films.queued())

    @app.get("/health")
    def get_health(_: Request) -> Response:
        return reply(health.report())

    @app.post("/films/<film>/copy")
    def post_copy(request: Request, film: str) -> Response:
        films.begin_copy(film, request.body_as(CopyBegun).store, request.by_owner())
        return reply({})

    @app.post("/films/<film>/removed")
    def post_removed(request: Request, film: str) -> Response:
        said = request.body_as(CopyRemoved)
        films.copy_removed(film, said.store, said.left)
        return reply({})

    @app.post("/films/<film>/progress")
    def post_progress(request: Request, film: str) -> Response:
        films.progress(film, request.body_as(SyncProgress))
        return reply({})

    @app.post("/films/<film>/sync-failed")
    def post_failed(request: Request, film: str) -> Response:
        films.sync_failed(film, request.body_as(SyncFailure).message)
        return reply({})

    @app.put("/films/<film>/receipt")
    def put_receipt(request: Request, film: str) -> Response:
        films.receipt(film, request.body(), request.by_owner())
        return reply(films.film(film))

    @app.put("/films/<film>/desk-receipt")
    def put_desk_receipt(request: Request, film: str) -> Response:
        films.desk_receipt(film, request.body_as(DeskReceipt))
        return reply(films.film(film))

    @app.get("/films/<film>/bundle")
    def get_bundle(request: Request, film: str) -> Response:
        return send_bundle(request, films.bundle(film))


def send_bundle(request: Request, bundle: FilmBundle) -> Response:
    """The bundle, or the range of it that is asked for, unless it changed since (If-Range)."""
    headers = {
        "Accept-Ranges": "bytes",
        "Cache-Control": "no-store",
        "Content-Disposition": f'attachment; filename="{bundle.name}"',
        "ETag": f'"{bundle.tag}"',
    }
    span = request.span(bundle.size, bundle.tag)
    start, stop = span or (0, bundle.size)
    if span is not None:
        if start >= stop:
            raise NoSuchRange(size=bundle.size)
        headers["Content-Range"] = f"bytes {start}-{stop - 1}/{bundle.size}"
    headers["Content-Length"] = str(stop - start)
    return Response(bundle.read(start, stop), 206 if span else 200, TYPE, headers)
