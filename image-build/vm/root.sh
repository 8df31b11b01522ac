#!/bin/bash
# Builds the virtual machine's root folder with Debian's bdebstrap: the shared layers, then those of vm/layer.
#
# usage: root.sh PACKAGE.deb DEVICES OUT [ARCH]       (root; about 3 min) OUT/root is the folder
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
deb=$1 devices=$2 out=$3 arch=${4:-amd64}
# In Debian 12 and sid; 13 has none, and takes sid's, which is one Python file.
command -v bdebstrap >/dev/null || { apt-get update -qq; apt-get install -y -qq --no-install-recommends bdebstrap; }
# The mirror that this machine itself uses: none is written down here.
mirror=$(apt-get indextargets --format '$(SITE) $(RELEASE)' | awk '$2 ~ /^(bookworm|trixie|stable|oldstable)$/ { print $1; exit }')

layers=()
for name in shared/attune-{base,users,network,storage,package,update} vm/layer/attune-vm-{machine,slots,"$arch",devices}; do
    layer=$here/../$name
    overlay=$layer.rootfs-overlay
    # As rpi-image-gen does: what lies beside a layer is laid over the root before the layer's own hooks.
    if [ -d "$overlay" ]; then
        printf 'mmdebstrap:\n  customize-hooks:\n    - %s\n' \
            "tar -C '$overlay' --owner=0 --group=0 -c . | tar -C \"\$1\" --no-overwrite-dir -x" > "$out.${name##*/}.yaml"
        layers+=(--config "$out.${name##*/}.yaml")
    fi
    layers+=(--config "$layer.yaml")
done
export IGconf_attune_deb=$deb IGconf_attunevm_devices=$devices
export IGconf_attuneupdate_rauc=${deb%/*} IGconf_attuneupdate_kind=attune-vm-$arch IGconf_attuneupdate_version
IGconf_attuneupdate_version=$(dpkg-deb -f "$deb" Version | sed 's/[^0-9.].*//')
rm -rf "$out"
log=$out.log
bdebstrap "${layers[@]}" --force --name attune-vm --hostname attune --output "$out" --target root --format directory \
    --mode root --variant apt --suite trixie --keyring /usr/share/keyrings/debian-archive-keyring.gpg \
    --aptopt 'Acquire::Languages "none"' --aptopt 'APT::Install-Recommends "false"' --dpkgopt force-unsafe-io \
    --dpkgopt 'path-exclude=/usr/share/doc/*' --dpkgopt 'path-exclude=/usr/share/man/*' --dpkgopt 'path-exclude=/usr/share/locale/*' \
    --mirrors "deb $mirror trixie main,deb $mirror trixie-backports main" >"$log" 2>&1 || { tail -40 "$log"; exit 1; }
rm -f "$out".attune-*.yaml
