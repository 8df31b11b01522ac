"""Compiles the templates of the pages ahead; set-up and the Debian package do it.

usage: python -m web.compile_templates
"""

from jinja2 import Environment

from web.app import create_app
from web.compiled_templates import WritingTemplates
from web.settings import Settings


def compile_all(environment: Environment, writing: WritingTemplates) -> None:
    """Write all that is not there or changed since."""
    environment.bytecode_cache = writing
    for name in environment.list_templates():
        environment.get_template(name)


if __name__ == "__main__":
    compile_all(create_app(Settings("/nonexistent")).jinja_env, WritingTemplates())
