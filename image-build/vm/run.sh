#!/bin/bash
# Starts the virtual appliance on a copy of its disk, with its console on this terminal. Ctrl-A X ends it.
#
# usage: [ARCH=arm64] run.sh [BUNDLE]       BUNDLE: a folder of attune provision box new; it is put onto the first partition
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
rig=${ATTUNE_RIG:-$here/../../.rig}
arch=${ARCH:-amd64}
vm=$rig/vm
[ "$arch" = amd64 ] || vm=$rig/vm-$arch
disk=$vm/running.raw
cp --sparse=always "$vm/disk/disk.raw" "$disk"
[ $# = 0 ] || mcopy -s -i "$disk@@$((16384 * 512))" "$1/attune-box" ::
echo "The phone's way to the pages: https_proxy=http://127.0.0.1:18888"
exec "$here/start.py" "$disk" --arch "$arch"
