#!/bin/bash
# Runs a command in the rig, the project mounted read-only at /attune; without arguments, the suite of tests/rig.
#
# usage: run.sh [COMMAND…]        e.g. run.sh pytest tests/rig -k camera        (build.sh first; 77: this machine cannot)
#
# Mounts and processes live in namespaces of their own: nothing of them is left when the command ends.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
project=$(cd "$here/../.." && pwd)
rig=${ATTUNE_RIG:-$project/.rig}

"$here/build.sh" --check
mkdir -p "$rig/out"
[ $# -gt 0 ] || set -- pytest tests/rig

# A sensor and a sound card wait for nobody: the rig goes before what else runs here, if the machine lets it (priority.py).
first=
chrt --rr 1 true 2>/dev/null && first="chrt --rr 1"

# /dev is the root's own and never the machine's; only /proc is real.
exec $first unshare --mount --propagation private --pid --fork --kill-child bash -ec '
    root=$1 project=$2 out=$3; shift 3
    mount -t proc proc "$root/proc"
    mount -t tmpfs tmpfs "$root/tmp"
    mount -t tmpfs tmpfs "$root/run"
    mkdir -p "$root/dev/shm"
    mount -t tmpfs tmpfs "$root/dev/shm"
    mount --bind "$project" "$root/attune"
    mount -o remount,bind,ro "$root/attune"
    mount --bind "$out" "$root/out"
    exec chroot "$root" /usr/bin/env -i -C /attune HOME=/root LANG=C.UTF-8 PATH=/opt/venv/bin:/usr/sbin:/usr/bin:/sbin:/bin \
        PYTHONDONTWRITEBYTECODE=1 PYTEST_ADDOPTS="-p no:cacheprovider" HYPOTHESIS_STORAGE_DIRECTORY=/tmp/hypothesis ATTUNE_IN_RIG=1 "$@"
' rig "$rig/root" "$project" "$rig/out" "$@"
