"""A release is a commit that was tested as a whole and that the changelog tells of."""

from pathlib import Path

import pytest

from tools.release import TESTED, git, main, section

VERSION = "0.2.0"
CHANGELOG = f"# Changelog\n\n## {VERSION} (2027-01-31)\n\n- It blends.\n\n## 0.1.0 (2026-11-25)\n\n- It began.\n"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A repository whose only commit may be released."""
    git("init", "--quiet", folder=tmp_path)
    for name, value in {"user.name": "x", "user.email": "x@example", "tag.gpgSign": "false"}.items():
        git("config", name, value, folder=tmp_path)
    files = {
        "pyproject.toml": f'[project]\nversion = "{VERSION}"\n',
        "CHANGELOG.md": CHANGELOG,
        "attune/__init__.py": f'__version__ = "{VERSION}"\n',
        ".gitignore": f"{TESTED}\n",
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    commit(tmp_path)
    return tmp_path


def commit(project: Path, tested: bool = True) -> None:
    git("add", "--all", folder=project)
    git("commit", "--quiet", "--no-gpg-sign", "--message", "x", folder=project)
    if tested:
        (project / TESTED).write_text(git("rev-parse", "HEAD", folder=project) + "\n")


def test_a_commit_that_may_be_released_is_tagged_with_what_changed(project: Path) -> None:
    main(project)
    assert git("tag", "--list", "--format=%(contents)", "v0.2.0", folder=project) == "Attune 0.2.0\n\n- It blends."
    with pytest.raises(SystemExit, match=r"v0\.2\.0 exists"):
        main(project)


def test_nothing_uncommitted_is_released(project: Path) -> None:
    (project / "attune" / "more.py").touch()
    with pytest.raises(SystemExit, match="Commit them"):
        main(project)


def test_nothing_untested_is_released(project: Path) -> None:
    (project / "attune" / "more.py").touch()
    commit(project, tested=False)
    with pytest.raises(SystemExit, match="Run make test"):
        main(project)


@pytest.mark.parametrize(
    ("file", "before", "after", "why"),
    [
        ("CHANGELOG.md", "## 0.2.0 (2027-01-31)", "## Unreleased (0.2.0)", "CHANGELOG"),
        ("CHANGELOG.md", "- It blends.", "", "CHANGELOG"),
        ("attune/__init__.py", VERSION, "0.1.0", "another version"),
    ],
)
def test_a_version_is_told_everywhere(project: Path, file: str, before: str, after: str, why: str) -> None:
    (project / file).write_text((project / file).read_text().replace(before, after))
    commit(project)
    with pytest.raises(SystemExit, match=why):
        main(project)


def test_the_changelog_has_what_is_unreleased_on_top() -> None:
    text = (Path(__file__).parents[2] / "CHANGELOG.md").read_text()
    headings = [line for line in text.splitlines() if line.startswith("## ")]
    assert headings[0].startswith(("## Unreleased (", "## 0."))
    assert section(text, "0.1.0")
