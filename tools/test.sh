#!/bin/bash
# Proves everything: lint and types, the tests that may run side by side, those that measure time by themselves, the rig.
# The rig's root is built meanwhile, beside what does not measure time.  usage: test.sh (`make test` sets up first)
set -euo pipefail
cd "$(dirname "$0")/.."
usual="not quiet and not ceph"

setsid tests/rig/build.sh >/dev/null 2>&1 &
rig=$!
trap 'kill -- -$rig 2>/dev/null || true' EXIT

make --no-print-directory check
.venv/bin/pytest -n 2 --dist worksteal -m "not alone and $usual"
wait $rig || true  # tests/rig/suite.sh says what is wrong with it
.venv/bin/pytest -m "alone and $usual"
tests/rig/suite.sh
