#!/bin/bash
# Builds the virtual appliance: the package, its root folder, its disk; again only when something that goes in has changed.
#
# usage: [ARCH=arm64] build.sh       into .rig/vm/disk of the project, or $ATTUNE_RIG/vm/disk (root; some seven minutes the
#        first time); arm64's into vm-arm64/disk, on amd64 with qemu-user
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
cd "$here/../.."
rig=${ATTUNE_RIG:-$PWD/.rig}
arch=${ARCH:-amd64}
vm=$rig/vm
[ "$arch" = amd64 ] || vm=$rig/vm-$arch
[ "$(id -u)" = 0 ] || { echo "no virtual appliance: only root can build its root folder; run this as root"; exit 77; }
unshare --mount --pid --fork true 2>/dev/null || { echo "no virtual appliance: the kernel allows no mount namespaces here"; exit 77; }

parts=(appliance attune control design sealed stores web systemd debian locks/box.txt locks/rig.txt image-build/shared image-build/vm/{layer,build.sh,cross-python.sh,devices.sh,disk.sh,root.sh} tools/deb.sh tools/rauc.sh tests/rig)
key=$(git ls-files -z --cached --others --exclude-standard -- "${parts[@]}" | sort -z | xargs -0 sh -c 'for f; do [ -d "$f" ] || sha256sum "$f"; done' - | sha256sum | cut -d' ' -f1)
mkdir -p "$vm"
exec 8>"$vm/lock"
flock 8
[ "$(cat "$vm/$arch.key" 2>/dev/null)" = "$key" ] && exit 0
need() { command -v "$1" >/dev/null || { apt-get update -qq; apt-get install -y -qq --no-install-recommends "${@:2}"; }; } # PROGRAM PACKAGE…
case $arch in
    amd64) need qemu-system-x86_64 qemu-system-x86 ;;
    arm64) need qemu-system-aarch64 qemu-system-arm ;;
esac
[ "$arch" = "$(dpkg --print-architecture)" ] || need arch-test arch-test qemu-user-static binfmt-support
tests/rig/build.sh
"$here/devices.sh" "$vm/devices" "$arch"
tools/deb.sh "$arch" >"$vm/deb.log" 2>&1 || { tail -20 "$vm/deb.log"; exit 1; }
tools/rauc.sh "$arch"
version=$(sed -n '1s/.*(\(.*\)).*/\1/p' debian/changelog)
echo "vm: the root folder (about 3 min; another processor's takes longer)"
"$here/root.sh" "$PWD/build/deb/attune_${version}_$arch.deb" "$vm/devices" "$vm/tree" "$arch"
echo "vm: the disk"
mkdir -p "$vm/disk"
tools/image-facts.sh "$vm/tree/root" > "$vm/disk/attune-image.json"
"$here/disk.sh" "$vm/tree/root" "$vm/disk"
rm -rf "$vm/tree"
echo "$key" > "$vm/$arch.key"
echo "vm: ready in $vm/disk"
