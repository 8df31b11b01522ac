"""The panel's contract (tests/vm/panel) in the machine, on the kernel's GPIO character device: as it is on a Pi."""

from tests.vm.machine import Machine

AT = "/run/attune-tests"
RUN = f"""
systemctl stop attune-await-bundle
mkdir -p {AT}
mountpoint -q {AT} || mount -o ro /dev/disk/by-label/tests {AT}
export ATTUNE_GPIO_SIM=$(readlink /run/header) GPIOZERO_PIN_FACTORY=lgpio ATTUNE_IN_VM=1 PYTHONDONTWRITEBYTECODE=1
export PYTHONPATH={AT}:/usr/lib/attune/lib/python3.13/site-packages:{AT}/site-packages:/usr/lib/attune-vm/site-packages
# lgpio makes its pipes where it is started. SWIG makes a type of it when Python ends, and falls over the warning of it.
unshare --mount sh -c 'mount --bind /run/cpuinfo /proc/cpuinfo; cd /tmp; exec python3 -m pytest \\
    -p no:cacheprovider --color=no -W "ignore:builtin type swigvarlink:DeprecationWarning" \\
    -c {AT}/pyproject.toml --rootdir {AT} {AT}/tests/vm/panel'
"""


def test_the_real_panel_keeps_the_contract(fresh: Machine) -> None:
    code, out, errors = fresh.agent.run(["/bin/sh", "-c", RUN], timeout=900)
    fresh.shell("systemctl start attune-await-bundle")
    said = out.decode() + errors.decode()
    assert code == 0, said
    assert "passed" in said
    assert "skipped" not in said
