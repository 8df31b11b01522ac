"""The recorder's two sockets and which routes each has (docs/control.md): the only access control between programs.

`control.sock` is for what serves people: pages and commands. It takes no receipt. The courier, which connects to
servers outside, has a socket with the films' way to a store, the health report, and nothing else: taken over, it can
neither start a film nor discard one.
"""

from appliance.api.amend_routes import add_amend_routes
from appliance.api.amend_service import AmendService
from appliance.api.app import App
from appliance.api.film_routes import add_courier_routes, add_film_routes, add_removal_routes
from appliance.api.film_service import FilmService
from appliance.api.health_service import HealthService
from appliance.api.news import NewsService
from appliance.api.visit_routes import add_filming_routes, add_news_routes, add_visit_routes
from appliance.api.visit_service import VisitService

SMALL = 64 * 1024  # bytes: the longest note, and room
RECEIPT = 8 * 1024 * 1024  # bytes: the receipt of a film of three hours has 1.5 MB


def create_control_app(visit: VisitService, films: FilmService, amend: AmendService, news: NewsService) -> App:
    """What pages and commands may ask."""
    app = App(SMALL)
    add_news_routes(app, visit, news)
    add_filming_routes(app, visit)
    add_visit_routes(app, visit)
    add_film_routes(app, films)
    add_removal_routes(app, films)
    add_amend_routes(app, amend)
    return app


def create_courier_app(films: FilmService, health: HealthService) -> App:
    """What the courier may ask."""
    app = App(RECEIPT)
    add_film_routes(app, films)
    add_courier_routes(app, films, health)
    return app
