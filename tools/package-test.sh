#!/bin/bash
# Builds the amd64 package, gives it a successor that differs by its version alone, and runs tests/package in a container.
#
# usage: package-test.sh [PYTEST ARGUMENT…]       (root; some three minutes the first time)
set -euo pipefail
cd "$(dirname "$0")/.."
tools/package-root.sh || { status=$?; [ $status != 77 ] || { echo "SKIPPED: tests/package. The reason is in the line above."; exit 0; }; exit $status; }
VERSION=0.2.0~test1 tools/deb.sh amd64
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
dpkg-deb -R build/deb/attune_0.2.0~test1_amd64.deb "$scratch/attune"
sed -i 's/^Version: .*/Version: 0.2.0~test2/' "$scratch/attune/DEBIAN/control"
dpkg-deb --root-owner-group -b "$scratch/attune" build/deb/attune_0.2.0~test2_amd64.deb
ATTUNE_PACKAGE=1 .venv/bin/pytest tests/package "$@"
