"""Templates that were compiled ahead are used, and never one that is not the template as it is now."""

from pathlib import Path

import pytest
from jinja2 import Environment, FileSystemLoader

from web.app import create_app
from web.compile_templates import compile_all
from web.compiled_templates import CompiledTemplates, WritingTemplates
from web.settings import Settings


@pytest.fixture
def templates(tmp_path: Path) -> Path:
    """Some, all of them compiled."""
    folder = tmp_path / "templates"
    (folder / "parts").mkdir(parents=True)
    (folder / "page.html").write_text("{% include 'parts/end.html' %}")
    (folder / "parts/end.html").write_text("the end")
    compile_all(environment(folder), WritingTemplates(tmp_path / "compiled"))
    return folder


def environment(templates: Path, kind: type[Environment] = Environment) -> Environment:
    cache = CompiledTemplates(templates.parent / "compiled")
    return kind(loader=FileSystemLoader(templates), bytecode_cache=cache, autoescape=True)


class NoCompiler(Environment):
    """Cannot compile."""

    def _generate(self, *_: object, **__: object) -> str:
        raise AssertionError("compiled again")


def test_what_was_compiled_is_not_compiled_again(templates: Path) -> None:
    assert environment(templates, NoCompiler).get_template("page.html").render() == "the end"


def test_a_template_that_changed_is_shown_as_it_is(templates: Path) -> None:
    (templates / "parts/end.html").write_text("another end")
    assert environment(templates).get_template("page.html").render() == "another end"


def test_a_file_that_is_cut_off_or_another_counts_for_nothing(templates: Path) -> None:
    compiled = templates.parent / "compiled" / "page.html"
    whole = compiled.read_bytes()
    for spoiled in [*(whole[:length] for length in range(len(whole))), b"not what was written"]:
        compiled.write_bytes(spoiled)
        assert environment(templates).get_template("page.html").render() == "the end"


def test_pages_use_it() -> None:
    assert isinstance(create_app(Settings("/nonexistent")).jinja_env.bytecode_cache, CompiledTemplates)
