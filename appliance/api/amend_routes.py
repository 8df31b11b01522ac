"""The routes that amend a film and its marks, while it is made and until it is wiped."""

from flask import Flask, Response

from appliance.api.amend_service import AmendService
from appliance.api.http import body_as, reply
from control.requests import ConsentPlan, NoteRequest, PrincipleRequest, UndoRequest


def add_amend_routes(app: Flask, service: AmendService) -> None:
    """For people only: the courier's socket has none of these."""

    @app.get("/films/<film>/marks")
    def get_film_marks(film: str) -> Response:
        return reply(service.marks(film))

    @app.post("/films/<film>/undo")
    def post_film_undo(film: str) -> Response:
        return reply(service.undo(film, body_as(UndoRequest).id))

    @app.post("/films/<film>/principle")
    def post_film_principle(film: str) -> Response:
        return reply(service.set_principle(film, body_as(PrincipleRequest)))

    @app.post("/films/<film>/note")
    def post_film_note(film: str) -> Response:
        return reply(service.set_note(film, body_as(NoteRequest)))

    @app.post("/films/<film>/consent")
    def post_film_consent(film: str) -> Response:
        return reply(service.give_consent(film, body_as(ConsentPlan)))
