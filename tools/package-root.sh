#!/bin/bash
# Makes the Debian trixie root, and takes Debian's systemd-nspawn, with which tests/package boots it (root; about 2 min, once).
#
# usage: package-root.sh       into .rig/package of the project, or $ATTUNE_RIG/package
set -euo pipefail
cd "$(dirname "$0")/.."
rig=${ATTUNE_RIG:-$PWD/.rig}
at=$rig/package
[ "$(id -u)" = 0 ] || { echo "no container: only root can boot one; run this as root"; exit 77; }
unshare --mount --pid --fork true 2>/dev/null || { echo "no container: the kernel allows no mount namespaces here"; exit 77; }

# Everything that the package depends on, and what the tests look with.
packages=systemd,systemd-sysv,dbus,udev,iproute2,curl,age,strace
packages=$packages,python3,python3-av,python3-cffi-backend,python3-numpy,python3-systemd,libportaudio2
key=$(printf '%s\n' "$packages" | cat - "$0" | sha256sum | cut -d' ' -f1)
mkdir -p "$at"
exec 9>"$at/lock"
flock 9
[ -d "$at/root/etc" ] && [ "$(cat "$at/key" 2>/dev/null)" = "$key" ] && exit 0
echo "package: a Debian trixie root with systemd (about 2 min)"
rm -rf "$at/root" "$at/tool"
command -v mmdebstrap >/dev/null || { apt-get update -qq; apt-get install -y -qq --no-install-recommends mmdebstrap; }
mirror=$(apt-get indextargets --format '$(SITE) $(RELEASE)' | awk '$2 ~ /^(bookworm|trixie|stable|oldstable)$/ { print $1; exit }')
mmdebstrap --quiet --mode=root --variant=apt --keyring=/usr/share/keyrings/debian-archive-keyring.gpg \
    --aptopt='Acquire::Languages "none"' --aptopt='APT::Install-Recommends "false"' \
    --dpkgopt='path-exclude=/usr/share/doc/*' --dpkgopt='path-exclude=/usr/share/man/*' \
    --dpkgopt='path-exclude=/usr/share/locale/*' --dpkgopt=force-unsafe-io \
    --include="$packages" trixie "$at/root" "deb $mirror trixie main"
# This machine's own nspawn, unpacked rather than installed: nothing of it stays outside this folder.
mkdir -p "$at/tool"
(cd "$at/tool" && apt-get download -q -o APT::Sandbox::User=root systemd-container libsystemd-shared >/dev/null)
for deb in "$at"/tool/*.deb; do dpkg-deb -x "$deb" "$at/tool"; done
echo "$key" > "$at/key"
