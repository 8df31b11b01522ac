#!/bin/bash
# Builds the Debian packages in a clean trixie root, so that they come out the same on every machine, and has lintian look.
#
# usage: deb.sh [ARCH…]        amd64 and arm64 by default; into build/deb/ (root: it makes and enters a root folder)
set -euo pipefail
cd "$(dirname "$0")/.."
rig=${ATTUNE_RIG:-$PWD/.rig}
root=$rig/deb
out=$PWD/build/deb
[ $# -gt 0 ] || set -- amd64 arm64
[ "$(id -u)" = 0 ] || { echo "make deb enters a Debian root: run it as root"; exit 77; }

packages=debhelper,dpkg-dev,fakeroot,lintian,python3,python3-pip,binutils-x86-64-linux-gnu,binutils-aarch64-linux-gnu,ca-certificates
key=$(printf '%s\n' "$packages" | cat - "$0" | sha256sum | cut -d' ' -f1)
mkdir -p "$rig" "$out"
exec 9>"$rig/deb.lock"
flock 9
if [ ! -d "$root/etc" ] || [ "$(cat "$rig/deb.key" 2>/dev/null)" != "$key" ]; then
    echo "deb: a Debian trixie root to build in (about 60 s)"
    rm -rf "$root"
    command -v mmdebstrap >/dev/null || { apt-get update -qq; apt-get install -y -qq --no-install-recommends mmdebstrap; }
    mirror=$(apt-get indextargets --format '$(SITE) $(RELEASE)' | awk '$2 ~ /^(bookworm|trixie|stable|oldstable)$/ { print $1; exit }')
    mmdebstrap --quiet --mode=root --variant=apt --keyring=/usr/share/keyrings/debian-archive-keyring.gpg \
        --aptopt='Acquire::Languages "none"' --aptopt='APT::Install-Recommends "false"' \
        --dpkgopt='path-exclude=/usr/share/man/*' --dpkgopt='path-exclude=/usr/share/locale/*' --dpkgopt=force-unsafe-io \
        --include="$packages" trixie "$root" "deb $mirror trixie main"
    echo "$key" > "$rig/deb.key"
fi
# Certificates and resolver of this machine: a mirror inside a company often needs them.
cp /etc/ssl/certs/ca-certificates.crt "$root/etc/ssl/certs/"
cp -L /etc/resolv.conf /etc/hosts "$root/etc/"

rm -rf "$root/build"
mkdir -p "$root/build/attune"
git ls-files -z --cached --others --exclude-standard -- . ':!tests' | tar -c --null --files-from=- | tar -x -C "$root/build/attune"
make --silent setup-test
.venv/bin/python -m tools.man "$root/build/attune/debian/man" appliance attune web
[ -z "${VERSION:-}" ] || sed -i "1s/(.*)/($VERSION)/" "$root/build/attune/debian/changelog"
for arch in "$@"; do
    echo "deb: attune for $arch"
    # One compiler-free build for both: nothing of the package is built, so no cross compiler is asked for.
    unshare --mount --propagation private --pid --fork --kill-child sh -ec '
        mount -t proc proc "$0/proc"
        exec chroot "$0" /usr/bin/env -i HOME=/root LANG=C.UTF-8 PATH=/usr/sbin:/usr/bin:/sbin:/bin PIP_ROOT_USER_ACTION=ignore \
            PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_BREAK_SYSTEM_PACKAGES=1 SOURCE_DATE_EPOCH="$2" sh -ec "cd /build/attune
            dpkg-buildpackage --no-sign --build=binary --host-arch=$1 -d -Pcross,nocheck >/build/$1.log 2>&1 || { tail -40 /build/$1.log; exit 1; }"
    ' "$root" "$arch" "$(git log -1 --format=%ct)"
done
cp "$root"/build/*.deb "$root"/build/*.changes "$root"/build/*.buildinfo "$out/"
chroot "$root" sh -ec 'cd /build && lintian --allow-root --fail-on error --suppress-tags bad-distribution-in-changes-file *.changes'
ls -l "$out"
