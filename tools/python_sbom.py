"""The locked wheels of the package as CycloneDX 1.6, on standard output.  usage: python -m tools.python_sbom LOCK"""

import json
import re
import sys
from pathlib import Path
from typing import Any

LINE = re.compile(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)")
HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")


def components(lock: str) -> list[dict[str, Any]]:
    """A component for each requirement, with the hashes of all its files that the lock allows."""
    found: list[dict[str, Any]] = []
    for line in lock.splitlines():
        if begun := LINE.match(line):
            name, version = begun.groups()
            url = f"pkg:pypi/{name.lower().replace('_', '-')}@{version}"
            found.append(
                {"type": "library", "name": name, "version": version, "purl": url, "bom-ref": url, "hashes": []}
            )
        for digest in HASH.findall(line):
            found[-1]["hashes"].append({"alg": "SHA-256", "content": digest})
    return found


def document(lock: str) -> str:
    """The whole document."""
    found = components(lock)
    return json.dumps({"bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1, "components": found}, indent=1)


if __name__ == "__main__":
    print(document(Path(sys.argv[1]).read_text("utf-8")))
