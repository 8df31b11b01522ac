#!/bin/bash
# Rebuilds RAUC for trixie from Debian's own newer source package: trixie's 1.13 installs nothing on Linux 6.19 and later.
#
# usage: rauc.sh [ARCH]        amd64 by default; into build/deb (root; about 4 min, again only when this file has changed)
set -euo pipefail
cd "$(dirname "$0")/.."
arch=${1:-amd64}
rig=${ATTUNE_RIG:-$PWD/.rig}
root=$rig/rauc
out=$PWD/build/deb
[ "$(id -u)" = 0 ] || { echo "tools/rauc.sh enters a Debian root: run it as root"; exit 77; }
mkdir -p "$rig" "$out"
exec 9>"$rig/rauc.lock"
flock 9
key=$(sha256sum "$0" | cut -d' ' -f1)
if [ "$(cat "$out/rauc.$arch.key" 2>/dev/null)" = "$key" ] && ls "$out"/rauc_*_"$arch".deb >/dev/null 2>&1; then exit 0; fi
echo "rauc: Debian's newer RAUC for trixie, $arch (about 4 min)"
rm -rf "$root"
command -v mmdebstrap >/dev/null || { apt-get update -qq; apt-get install -y -qq --no-install-recommends mmdebstrap; }
mirror=$(apt-get indextargets --format '$(SITE) $(RELEASE)' | awk '$2 ~ /^(bookworm|trixie|stable|oldstable)$/ { print $1; exit }')
cross=()
[ "$arch" = "$(dpkg --print-architecture)" ] || cross=(--architectures="$(dpkg --print-architecture),$arch")
mmdebstrap --quiet --mode=root --variant=apt --keyring=/usr/share/keyrings/debian-archive-keyring.gpg "${cross[@]}" \
    --aptopt='Acquire::Languages "none"' --aptopt='APT::Install-Recommends "false"' --dpkgopt=force-unsafe-io \
    --include="build-essential,ca-certificates,debhelper,fakeroot$([ ${#cross[@]} = 0 ] || echo ",crossbuild-essential-$arch")" \
    trixie "$root" "deb $mirror trixie main"
cp /etc/ssl/certs/ca-certificates.crt "$root/etc/ssl/certs/"
cp -L /etc/resolv.conf /etc/hosts "$root/etc/"
echo "deb-src $mirror forky main" > "$root/etc/apt/sources.list.d/forky.list"

unshare --mount --propagation private --pid --fork --kill-child sh -ec '
    mount -t proc proc "$0/proc"
    exec chroot "$0" /usr/bin/env -i HOME=/root LANG=C.UTF-8 DEBIAN_FRONTEND=noninteractive PATH=/usr/sbin:/usr/bin:/sbin:/bin \
        DEB_BUILD_OPTIONS="nocheck nodoc" sh -ec "
        mkdir /build; cd /build
        # A mirror that lags behind is no reason not to build: apt still wants the archive'"'"'s signature.
        apt-get update -qq -o Acquire::Check-Valid-Until=false
        apt-get source -qq -o APT::Sandbox::User=root rauc/forky
        cd rauc-*/
        sed -i \"1s/(\(.*\))/(\1~attune1)/\" debian/changelog
        # It draws the manual pages: of the machine that builds, also where that builds for another.
        sed -i s/python3-sphinx-rtd-theme/\\&:native/ debian/control
        apt-get build-dep -y -qq -o APT::Sandbox::User=root --host-architecture $1 -Pcross,nocheck,nodoc ./
        dpkg-buildpackage --no-sign -b --host-arch=$1 -d -Pcross,nocheck,nodoc
    "' "$root" "$arch" >"$rig/rauc.log" 2>&1 || { tail -40 "$rig/rauc.log"; exit 1; }
rm -f "$out"/rauc_*_"$arch".deb "$out"/rauc-service_*.deb
cp "$root"/build/rauc_*_"$arch".deb "$root"/build/rauc-service_*_all.deb "$out/"
version=$(dpkg-deb -f "$out"/rauc_*_"$arch".deb Version)
dpkg --compare-versions "$version" ge 1.15.1 || { echo "rauc: forky has $version, which is too old"; exit 1; }
rm -rf "$root"
echo "$key" > "$out/rauc.$arch.key"
ls -l "$out"/rauc*.deb
