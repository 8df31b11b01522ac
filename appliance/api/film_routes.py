"""The routes of the films: what a person may ask for, and on the courier's socket the films' way to a store."""

from flask import Flask, Response, request

from appliance.api.film_service import FilmService
from appliance.api.health_service import HealthService
from appliance.api.http import body_as, by_owner, reply
from appliance.films.bundle import TYPE, FilmBundle, NoSuchRange
from control.messages import Films, Queued
from control.requests import CopyBegun, CopyRemoved, SyncFailure, SyncProgress
from sealed.papers.desk_receipt import DeskReceipt


def add_film_routes(app: Flask, films: FilmService) -> None:
    """What both sockets offer."""

    @app.get("/films")
    def get_films() -> Response:
        return reply(Films(films.films(), films.leftovers()))

    @app.get("/films/<film>")
    def get_film(film: str) -> Response:
        return reply(films.film(film))


def add_removal_routes(app: Flask, films: FilmService) -> None:
    """For people only: sync, wipe, discard."""

    @app.post("/sync")
    def post_sync() -> Response:
        return reply(Queued(films.ask_sync(None)), 202)

    @app.post("/films/<film>/sync")
    def post_film_sync(film: str) -> Response:
        return reply(Queued(films.ask_sync(film)), 202)

    @app.post("/films/<film>/wipe")
    def post_wipe(film: str) -> Response:
        return reply(films.wipe(film))

    @app.post("/films/<film>/discard")
    def post_discard(film: str) -> Response:
        return reply(films.discard(film))


def add_courier_routes(app: Flask, films: FilmService, health: HealthService) -> None:
    """How films leave the box, and the receipts. Not on the pages' socket: web must not be able to give a receipt."""

    @app.get("/sync")
    def get_sync() -> Response:
        return reply(films.queued())

    @app.get("/health")
    def get_health() -> Response:
        return reply(health.report())

    @app.post("/films/<film>/copy")
    def post_copy(film: str) -> Response:
        films.begin_copy(film, body_as(CopyBegun).store, by_owner())
        return reply({})

    @app.post("/films/<film>/removed")
    def post_removed(film: str) -> Response:
        said = body_as(CopyRemoved)
        films.copy_removed(film, said.store, said.left)
        return reply({})

    @app.post("/films/<film>/progress")
    def post_progress(film: str) -> Response:
        films.progress(film, body_as(SyncProgress))
        return reply({})

    @app.post("/films/<film>/sync-failed")
    def post_failed(film: str) -> Response:
        films.sync_failed(film, body_as(SyncFailure).message)
        return reply({})

    @app.put("/films/<film>/receipt")
    def put_receipt(film: str) -> Response:
        films.receipt(film, request.get_data(), by_owner())
        return reply(films.film(film))

    @app.put("/films/<film>/desk-receipt")
    def put_desk_receipt(film: str) -> Response:
        films.desk_receipt(film, body_as(DeskReceipt))
        return reply(films.film(film))

    @app.get("/films/<film>/bundle")
    def get_bundle(film: str) -> Response:
        return send_bundle(films.bundle(film))


def send_bundle(bundle: FilmBundle) -> Response:
    """The bundle, or the range of it that is asked for, unless it changed since (If-Range)."""
    start, stop, code = 0, bundle.size, 200
    fresh = request.if_range.etag in (None, bundle.tag) and request.if_range.date is None
    if fresh and request.range is not None and len(request.range.ranges) == 1:
        wanted = request.range.range_for_length(bundle.size)
        if wanted is None:
            raise NoSuchRange(f"The bundle has {bundle.size} bytes, and none of those. Begin again without a range.")
        (start, stop), code = wanted, 206
    response = Response(bundle.read(start, stop), code, mimetype=TYPE)
    response.set_etag(bundle.tag)
    response.accept_ranges, response.content_length = "bytes", stop - start
    response.headers["Content-Disposition"] = f'attachment; filename="{bundle.name}"'
    response.headers["Cache-Control"] = "no-store"
    if code == 206:
        response.content_range.set(start, stop, bundle.size)
    return response
