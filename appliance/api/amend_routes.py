"""The routes that amend a film and its marks, while it is made and until it is wiped."""

from appliance.api.amend_service import AmendService
from appliance.api.app import App
from appliance.api.http import Request, Response, reply
from control.requests import ConsentPlan, NoteRequest, PrincipleRequest, UndoRequest


def add_amend_routes(app: App, service: AmendService) -> None:
    """For people only: the courier's socket has none of these."""

    @app.get("/films/<film>/marks")
    def get_film_marks(_: Request, film: str) -> Response:
        return reply(service.marks(film))

    @app.post("/films/<film>/undo")
    def post_film_undo(request: Request, film: str) -> Response:
        return reply(service.undo(film, request.body_as(UndoRequest).id))

    @app.post("/films/<film>/principle")
    def post_film_principle(request: Request, film: str) -> Response:
        return reply(service.set_principle(film, request.body_as(PrincipleRequest)))

    @app.post("/films/<film>/note")
    def post_film_note(request: Request, film: str) -> Response:
        return reply(service.set_note(film, request.body_as(NoteRequest)))

    @app.post("/films/<film>/consent")
    def post_film_consent(request: Request, film: str) -> Response:
        return reply(service.give_consent(film, request.body_as(ConsentPlan)))
