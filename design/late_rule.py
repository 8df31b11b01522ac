"""A route that compiles how its address is built when that is first asked for: of sixty routes, one page names a dozen.

Werkzeug compiles two functions for every route, a tenth of a start of the pages.
"""

from collections.abc import Callable
from functools import cache

from werkzeug.routing import Rule

Builder = Callable[..., tuple[str, str]]


class LateRule(Rule):
    """The same route; one of a werkzeug without this method would only be as slow as before."""

    def _compile_builder(self, append_unknown: bool = True) -> Builder:
        compiled = cache(super()._compile_builder)

        def build(rule: Rule, /, **values: object) -> tuple[str, str]:
            return compiled(append_unknown)(rule, **values)

        return build
