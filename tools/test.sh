#!/bin/bash
# Proves everything: lint and types, the tests that may run side by side, those that measure time by themselves, the rig.
# The rig's root is built meanwhile, beside what does not measure time. Coverage is measured by the tests of the parts that
# are judged by it: it costs a third of a test's time and as much again at each start of a program, and would be in the way
# of tests that measure time.
#
# usage: test.sh [PART]       `make test` sets up first. PART is a folder of tests/: its tests run, and nothing else.
set -euo pipefail
cd "$(dirname "$0")/.."
here="not quiet and not player and not disk and not vig and not looks and not ceph and not rig and not vm"
measured=(tests/{api,commands,control,courier,films,recorder,sealed,system}/ tests/desk/test_points_to_phone.py)

part() {
  local status=0
  .venv/bin/pytest "$@" || status=$?
  [ $status = 5 ] || return $status  # 5: it has none of them
}

# Those that start no program mostly wait, and may wait side by side; so may films whose delays nobody measures, a few
# at once.
a_few=(tests/system/test_{faults_simulated,gone,power_cut,power_cut_blocks,whole_visit}.py)
alone() {
  part -n 4 --durations=5 -m "alone and not process and $here" "$@"
  if [ $# -gt 0 ]; then
    part --durations=20 -m "alone and process and $here" "$@"
  else
    part -n 3 --dist loadfile --durations=10 -m "alone and process and $here" "${a_few[@]}"
    part --durations=10 -m "alone and process and $here" "${a_few[@]/#/--ignore=}"
  fi
}

if [ $# -gt 0 ]; then
  [ -d "tests/$1" ] || { echo "No part has the name $1: a folder of tests/ is meant." >&2; exit 2; }
  [ "$1" != rig ] || exec tests/rig/suite.sh
  part -n 4 --dist worksteal -m "not alone and $here" "tests/$1"
  alone "tests/$1"
  exit 0
fi

setsid tests/rig/build.sh >/dev/null 2>&1 &
rig=$!
trap 'kill -- -$rig 2>/dev/null || true' EXIT

make --no-print-directory check
.venv/bin/python -m coverage erase
.venv/bin/python -m coverage run -m pytest -n 4 --dist worksteal --durations=10 -m "not alone and $here" "${measured[@]}"
part -n 5 --dist worksteal --durations=20 -m "not alone and $here" "${measured[@]/#/--ignore=}"
wait $rig || true  # tests/rig/suite.sh says what is wrong with it
alone
tests/rig/suite.sh
.venv/bin/python -m tools.coverage_report
[ -n "$(git status --porcelain)" ] || git rev-parse HEAD > .tested  # for `make release`
