"""The card is trimmed after each wipe, however many come in a row: the units under a real systemd."""

import pytest

from tests.support.nspawn import Container

pytestmark = pytest.mark.root

SIX = """
systemctl start attune-trim.path
for wipe in 1 2 3 4 5 6; do
    runuser -u attune-recorder -- touch /var/lib/attune/trim/requested
    for wait in $(seq 500); do [ -e /var/lib/attune/trim/requested ] || break; sleep 0.02; done
    [ ! -e /var/lib/attune/trim/requested ] || { echo "wipe $wipe was not trimmed"; systemctl status attune-trim.path; }
done
"""


def test_six_wipes_in_a_row(container: Container) -> None:
    """At systemd's usual limit, five starts in ten seconds, the path unit would fail for good."""
    assert container.shell(SIX) == ""
    assert container.shell("systemctl is-active attune-trim.path").strip() == "active"
    assert "start-limit-hit" not in container.shell("systemctl show -P Result attune-trim.path attune-trim.service")
    assert container.shell("systemctl show -P StartLimitIntervalUSec attune-trim.service").strip() == "0"
    ran = container.shell("journalctl -u attune-trim.service -o cat --no-pager | grep -c ^Starting || true")
    assert int(ran) >= 6
