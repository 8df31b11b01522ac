#!/bin/bash
# Collects, for a processor that this computer has not, the Python libraries that the virtual machine takes from the rig on amd64:
# wheels by platform tags, and what has none there through a cross compiler. Nothing of it is emulated.
#
# usage: cross-python.sh ARCH SITE       (root; about 3 min the first time) arm64's, into the folder SITE
set -euo pipefail
project=$(cd "$(dirname "$0")/../.." && pwd)
arch=$1 site=$2
rig=${ATTUNE_RIG:-$project/.rig}
root=$rig/cross-$arch
case $arch in
    arm64) triplet=aarch64-linux-gnu elf=183 ;; # elf: its number in the head of a library
    *) echo "cross-python.sh knows no $arch"; exit 2 ;;
esac
names=(picamera2 libarchive-c videodev2 simplejpeg piexif openexr jsonschema jsonschema-specifications referencing rpds-py attrs tqdm)
sources=(python-prctl pidng)

packages=build-essential,ca-certificates,crossbuild-essential-$arch,libcap-dev:$arch,libpython3-dev:$arch,python3-pip,python3-setuptools,python3-wheel,swig
key=$(printf '%s\n' "$packages" | sha256sum | cut -d' ' -f1)
mkdir -p "$rig"
exec 9>"$rig/cross-$arch.lock"
flock 9
if [ ! -d "$root/etc" ] || [ "$(cat "$rig/cross-$arch.key" 2>/dev/null)" != "$key" ]; then
    echo "vm: a Debian trixie root with a cross compiler (about 2 min)"
    rm -rf "$root"
    command -v mmdebstrap >/dev/null || { apt-get update -qq; apt-get install -y -qq --no-install-recommends mmdebstrap; }
    mirror=$(apt-get indextargets --format '$(SITE) $(RELEASE)' | awk '$2 ~ /^(bookworm|trixie|stable|oldstable)$/ { print $1; exit }')
    mmdebstrap --quiet --mode=root --variant=apt --keyring=/usr/share/keyrings/debian-archive-keyring.gpg \
        --architectures="$(dpkg --print-architecture),$arch" \
        --aptopt='Acquire::Languages "none"' --aptopt='APT::Install-Recommends "false"' \
        --dpkgopt='path-exclude=/usr/share/doc/*' --dpkgopt='path-exclude=/usr/share/man/*' --dpkgopt=force-unsafe-io \
        --include="$packages" trixie "$root" "deb $mirror trixie main"
    echo "$key" > "$rig/cross-$arch.key"
fi
# Certificates and resolver of this machine: a mirror inside a company often needs them.
cp /etc/ssl/certs/ca-certificates.crt "$root/etc/ssl/certs/"
cp -L /etc/resolv.conf /etc/hosts "$root/etc/"

locked() { for name; do sed -n "/^$name==/,/[^\\\\]\$/p" "$project/locks/rig.txt"; done; }
rm -rf "$root/work"
mkdir -p "$root/work"
locked "${names[@]}" > "$root/work/wheels.txt"
locked "${sources[@]}" > "$root/work/sources.txt"
echo "vm: Python libraries for $arch"
unshare --mount --propagation private --pid --fork --kill-child sh -ec '
    mount -t proc proc "$0/proc"
    exec chroot "$0" /usr/bin/env -i HOME=/root LANG=C.UTF-8 PATH=/usr/sbin:/usr/bin:/sbin:/bin PIP_ROOT_USER_ACTION=ignore \
        PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_BREAK_SYSTEM_PACKAGES=1 sh -ec "
        cd /work
        tags=\$(for minor in 17 24 27 28 31 34 35 38 39 40; do echo --platform manylinux_2_\${minor}_$2; done)
        pip install --quiet --no-compile --no-deps --require-hashes --only-binary=:all: --target site \
            --python-version 3.13 --implementation cp --abi cp313 --abi abi3 --abi none \$tags --platform manylinux2014_$2 -r wheels.txt
        # As Debian cross-builds its own Python extensions: the other machine'"'"'s sysconfig names compiler and suffix.
        export _PYTHON_HOST_PLATFORM=linux-$2 _PYTHON_SYSCONFIGDATA_NAME=_sysconfigdata__$1 CC=$1-gcc CXX=$1-g++ LDSHARED=\"$1-gcc -shared\"
        pip wheel --quiet --use-pep517 --no-deps --no-build-isolation --require-hashes --no-binary=:all: --wheel-dir built -r sources.txt
        PYPI=1 pip wheel --quiet --use-pep517 --no-deps --no-build-isolation --no-binary=:all: --wheel-dir built lgpio
        for wheel in built/*.whl; do python3 -m zipfile -e \$wheel site; done"' "$root" "$triplet" "${triplet%%-*}"
# A library of this computer's own processor would be found out in the machine only, and late.
find "$root/work/site" -name '*.so' | while read -r library; do
    [ "$(od -An -tu2 -j18 -N2 "$library" | tr -d ' ')" = "$elf" ] || { echo "vm: $library is not for $arch"; exit 1; }
done
rm -rf "$site"
cp -r "$root/work/site" "$site"
