#!/bin/bash
# What the package and everything under it is made of, as CycloneDX: Debian's packages by debsbom, Python's by the lock.
#
# usage: sbom.sh OUT            (root; about 2 min the first time) OUT/attune.debian.cdx.json and OUT/attune.python.cdx.json
set -euo pipefail
cd "$(dirname "$0")/.."
out=$1
rig=${ATTUNE_RIG:-$PWD/.rig}
tool=$rig/sbom
[ "$(id -u)" = 0 ] || { echo "tools/sbom.sh enters a Debian root: run it as root"; exit 77; }
mkdir -p "$rig" "$out"
exec 9>"$rig/sbom.lock"
flock 9
key=$(sha256sum "$0" debian/control | sha256sum | cut -d' ' -f1)
mirror=$(apt-get indextargets --format '$(SITE) $(RELEASE)' | awk '$2 ~ /^(bookworm|trixie|stable|oldstable)$/ { print $1; exit }')
if [ ! -d "$tool/tool/etc" ] || [ "$(cat "$tool.key" 2>/dev/null)" != "$key" ]; then
    echo "sbom: debsbom, and a root with what the package depends on"
    rm -rf "$tool"
    mkdir -p "$tool"
    # The packages that debian/control names, without those that only a Raspberry Pi's archive has.
    depends=$(sed -n '/^Depends:/,/^[A-Z]/p' debian/control | sed '1s/^Depends://; /^[A-Z]/d' | tr ',\n' '  ' | sed 's/([^)]*)//g; s/\${[^}]*}//g' | xargs -n1 | sort -u | paste -sd,)
    mmdebstrap --quiet --mode=root --variant=apt --keyring=/usr/share/keyrings/debian-archive-keyring.gpg \
        --aptopt='Acquire::Languages "none"' --aptopt='APT::Install-Recommends "false"' --dpkgopt=force-unsafe-io \
        --include="$depends" \
        trixie "$tool/root" "deb $mirror trixie main"
    mmdebstrap --quiet --mode=root --variant=apt --keyring=/usr/share/keyrings/debian-archive-keyring.gpg \
        --aptopt='Acquire::Languages "none"' --aptopt='APT::Install-Recommends "false"' --dpkgopt=force-unsafe-io \
        --include=debsbom/trixie-backports,python3-cyclonedx-lib trixie "$tool/tool" "deb $mirror trixie main" "deb $mirror trixie-backports main"
    echo "$key" > "$tool.key"
fi
rm -rf "$tool/tool/work"
mkdir -p "$tool/tool/work/root"
unshare --mount --propagation private sh -ec '
    mount --bind "$0/root" "$0/tool/work/root"
    exec chroot "$0/tool" /usr/bin/env -i LANG=C.UTF-8 PATH=/usr/bin:/bin debsbom generate --root /work/root --sbom-type cdx \
        --distro-name attune --distro-version "$1" --out /work/attune.debian
' "$tool" "$(sed -n '1s/.*(\(.*\)).*/\1/p' debian/changelog)" >"$tool.log" 2>&1 || { tail -20 "$tool.log"; exit 1; }
cp "$tool/tool/work/attune.debian.cdx.json" "$out/"
"${PYTHON:-python3}" -m tools.python_sbom locks/box.txt > "$out/attune.python.cdx.json"
