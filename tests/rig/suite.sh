#!/bin/bash
# Builds the rig if it is not there and runs its suite: the part of `make test` that needs the Pi's own libraries.
#
# usage: suite.sh [PYTEST ARGUMENT…]
#
# A machine that can never have the rig says why, and is content: everything else has been proved.
set -uo pipefail
here=$(cd "$(dirname "$0")" && pwd)

"$here/build.sh"
status=$?
if [ $status = 77 ]; then
    echo "SKIPPED: tests/rig, the suite of the Pi's own devices. The reason is in the line above."
    exit 0
fi
[ $status = 0 ] || { echo "the rig cannot be built (exit $status)"; exit $status; }
[ $# = 0 ] || exec "$here/run.sh" pytest tests/rig "$@"

# Films take their time and little of a processor, so there are two rigs at once, each in namespaces of its own. The one in
# which nothing is measured gives way to the other, and what measures when sound is heard runs after both, by itself.
apart=(tests/rig/test_{button,courier,faults,host,units}.py)
measured=(tests/rig/test_sound.py tests/rig/test_contract.py::TestPiSound)
said=$(mktemp)
trap 'rm -f "$said"' EXIT
nice -n 10 "$here/run.sh" pytest "${apart[@]}" >"$said" 2>&1 &
"$here/run.sh" pytest tests/rig "${apart[@]/#/--ignore=}" "${measured[@]/#/--deselect=}"
status=$?
wait $! || status=$?
cat "$said"
"$here/run.sh" pytest "${measured[@]}" || status=$?
exit $status
