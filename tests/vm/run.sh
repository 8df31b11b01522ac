#!/bin/bash
# Builds the virtual appliance if need be, and runs the tests of this folder, which start it.
#
# usage: run.sh [PYTEST ARGUMENT…]
set -euo pipefail
cd "$(dirname "$0")/../.."
image-build/vm/build.sh || { status=$?; [ $status != 77 ] || { echo "SKIPPED: tests/vm. The reason is in the line above."; exit 0; }; exit $status; }
ATTUNE_VM=1 .venv/bin/pytest --timeout 1800 --durations=10 "${@:-tests/vm}"
