#!/bin/bash
# Builds the virtual appliance if need be, and runs the tests of this folder, which start it.
#
# usage: run.sh [PYTEST ARGUMENT…]
set -euo pipefail
cd "$(dirname "$0")/../.."
image-build/vm/build.sh || { status=$?; [ $status != 77 ] || { echo "SKIPPED: tests/vm. The reason is in the line above."; exit 0; }; exit $status; }
run() { ATTUNE_VM=1 PATH=$PWD/.venv/bin:$PATH pytest --timeout 3600 --durations=10 "$@"; }
if [ $# != 0 ]; then run "$@"; exit; fi
# One machine at a time: each has both of this computer's processors to itself.
run tests/vm/test_start.py tests/vm/test_panel_contract.py
run tests/vm/test_access_point.py tests/vm/test_visit.py
run tests/vm/test_update.py
