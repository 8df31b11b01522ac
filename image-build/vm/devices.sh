#!/bin/bash
# Collects what stands in for a Pi's devices in the virtual machine: the rig's picamera2, lgpio with its C library, and
# the virtual camera's parts of tests/rig.
#
# usage: devices.sh OUT [ARCH]       (root; after tests/rig/build.sh, whose Python libraries stand in for those of this computer's ARCH)
set -euo pipefail
project=$(cd "$(dirname "$0")/../.." && pwd)
rig=${ATTUNE_RIG:-$project/.rig}
out=$1 native=$(dpkg --print-architecture)
arch=${2:-$native}
rm -rf "$out"
mkdir -p "$out/tests/rig" "$out/site-packages"
wheel=$rig/vm/lgpio packages=$rig/root/opt/venv/lib/python3.13/site-packages
if [ "$arch" != "$native" ]; then
    packages=$out.python
    "$project/image-build/vm/cross-python.sh" "$arch" "$packages"
elif ! ls "$wheel"/lgpio-*.whl >/dev/null 2>&1; then
    echo "vm: lgpio, which Debian does not have"
    mkdir -p "$wheel"
    unshare --mount --propagation private --pid --fork --kill-child sh -ec '
        mount -t proc proc "$0/proc"
        exec chroot "$0" /usr/bin/env -i HOME=/root LANG=C.UTF-8 PATH=/tmp/swig/bin:/usr/sbin:/usr/bin:/sbin:/bin sh -ec "
            python3 -m venv /tmp/swig
            pip() { /tmp/swig/bin/pip --quiet --disable-pip-version-check \"\$@\"; }
            pip install setuptools wheel \"swig<4.4\"
            rm -rf /tmp/lgpio
            PYPI=1 pip wheel --no-deps --no-build-isolation --wheel-dir /tmp/lgpio lgpio"' "$rig/root"
    cp "$rig"/root/tmp/lgpio/*.whl "$wheel/"
fi
[ "$arch" != "$native" ] || python3 -m zipfile -e "$wheel"/lgpio-*.whl "$out/site-packages"
for name in picamera2 prctl _prctl libarchive videodev2 simplejpeg pidng ljpegCompress piexif OpenEXR jsonschema jsonschema_specifications \
    referencing rpds attr attrs tqdm lgpio _lgpio; do
    for path in "$packages/$name" "$packages/$name".*; do
        [ ! -e "$path" ] || cp -r "$path" "$out/site-packages/"
    done
done
touch "$out/tests/__init__.py" "$out/tests/rig/__init__.py"
cp "$project"/tests/rig/{virtualpi,sensor,memory,virtual_camera,priority}.py "$out/tests/rig/"
