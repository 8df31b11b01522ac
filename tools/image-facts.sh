#!/bin/bash
# Says in JSON what an update of an image must say: kind and version, its kernel's and RAUC's, and its two slot images.
#
# usage: image-facts.sh ROOT [BOOT SYSTEM]       file names, boot.vfat and system.erofs by default
set -euo pipefail
root=$1
version() { dpkg-query --admindir="$root/var/lib/dpkg" -W -f '${Version}\n' "$@" 2>/dev/null | sort -V | tail -1; }
fact() { sed -n "s/^$1=//p" "$root/usr/lib/os-release" | tr -d '"' | tail -1; }
kernel=$(find "$root/usr/lib/modules" -mindepth 1 -maxdepth 1 -printf '%f\n' | sort -V | tail -1)
printf '{"kind":"%s","version":"%s","kernel":"%s","rauc":"%s","boot":"%s","system":"%s"}\n' \
    "$(fact IMAGE_ID)" "$(fact IMAGE_VERSION)" "$kernel" "$(version rauc)" "${2:-boot.vfat}" "${3:-system.erofs}"
