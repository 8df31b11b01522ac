#!/bin/bash
# Builds the virtual machine if need be, and runs the tests of this folder in it. It has no network and keeps nothing.
set -uo pipefail

here=$(cd "$(dirname "$0")" && pwd)
project=$(cd "$here/../.." && pwd)
rig=${ATTUNE_RIG:-$project/.rig}
LIMIT=900 # seconds

"$here/build.sh" || exit
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
mkdir "$folder/project"
(cd "$project" && tar -c --exclude=node_modules --exclude=__pycache__ appliance attune sealed tests pyproject.toml) |
    tar -x -C "$folder/project"
mke2fs -q -t ext4 -L project -d "$folder/project" "$folder/project.raw" 128M

# Emulation, so that it runs wherever tests run: hardly any machine lends out its own.
timeout "$LIMIT" qemu-system-x86_64 -M q35 -cpu max -smp 2 -m 1024 -accel tcg,thread=multi -display none -no-reboot \
    -kernel "$rig/vm/vmlinuz" -initrd "$rig/vm/initrd" -append "root=LABEL=system rw console=ttyS0 quiet init=/bin/bash -- -c \"mount -o ro /dev/vdb /attune; exec /attune/tests/vm/start.sh\"" \
    -drive "file=$rig/vm/disk.raw,if=virtio,format=raw,snapshot=on" -drive "file=$folder/project.raw,if=virtio,format=raw" \
    -nic none -device virtio-rng-pci -serial stdio </dev/null | tr -d '\r' | tee "$folder/said"
said=$(sed -n 's/^attune-vm: exit //p' "$folder/said")
[ -n "$said" ] || { echo "the virtual machine did not come to its end within $LIMIT s"; exit 1; }
exit "$said"
