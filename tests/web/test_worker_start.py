"""What a worker does before it serves: it patches Python for gevent, and reads the metadata of no package for it."""

import subprocess
import sys

import pytest

pytestmark = pytest.mark.process

START = """
import sys
from gunicorn.config import Config
from gevent import monkey
from web.server.worker import Worker

read = []
plugins = lambda event, args: event == "open" and str(args[0]).endswith("entry_points.txt")
sys.addaudithook(lambda event, args: plugins(event, args) and read.append(args))
worker = Worker(0, 0, [], None, 1, Config(), None)
if sys.argv[1:]:
    super(Worker, worker).patch()
else:
    worker.patch()
print(len(read) > 0, all(map(monkey.is_module_patched, ("socket", "ssl", "threading", "select", "time"))))
"""


@pytest.mark.parametrize(("whose", "said"), [([], "False True"), (["gunicorn's own"], "True True")])
def test_a_worker_asks_no_package_for_plugins(whose: list[str], said: str) -> None:
    done = subprocess.run([sys.executable, "-c", START, *whose], check=True, capture_output=True, text=True)
    assert done.stdout.split("\n")[0] == said
