#!/bin/bash
# Lints every layer and resolves every board with Raspberry Pi's rpi-image-gen, a copy of which it is given. Builds nothing.
#
# usage: RPI_IMAGE_GEN=/path/to/rpi-image-gen check.sh
set -euo pipefail
cd "$(dirname "$0")"
if [ -z "${RPI_IMAGE_GEN:-}" ]; then
    echo "SKIPPED: the image's layers were not checked. RPI_IMAGE_GEN=/path/to/rpi-image-gen make image-check does it." >&2
    exit 0
fi
tool=$(realpath "$RPI_IMAGE_GEN")
[ -x "$tool/bin/ig" ] || { echo "$tool has no bin/ig: it is no copy of rpi-image-gen" >&2; exit 2; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export PATH=/usr/bin:$PATH # where Debian keeps its Python modules
if ! (cd / && python3 -c "import yaml, debian.deb822") 2>/dev/null; then
    apt-get update -qq
    apt-get install -y -qq --no-install-recommends python3-yaml python3-debian
fi

ig() { PATH="$tool/bin:$tool/bin/generators:$PATH" "$tool/bin/ig" "$@"; }

for layer in ../shared/*.yaml layer/*.yaml ../vm/layer/*.yaml; do
    ig metadata --lint "$layer" >"$work/lint" 2>&1 || { echo "$layer:"; cat "$work/lint"; exit 1; }
    echo "lint: ${layer#../} is well formed"
done

resolve() { # CONFIGURATION [KEY=VALUE…]
    local at=$work/$1
    mkdir -p "$at/dynamic/layer"
    printf '%s\n' "${@:2}" > "$at/overrides"
    ig metadata --emit "$tool/registry.defs" > "$at/registry.env"
    ig config --path "$PWD/config:$tool/config" "$1.yaml" --overrides "$at/overrides" --write-to "$at/user.env"
    cat "$at/registry.env" "$at/user.env" - > "$at/in.env" <<END
DEB_BUILD_ARCH="amd64"
DEB_BUILD_GNU_TYPE="x86_64-linux-gnu"
DEB_HOST_ARCH="arm64"
DEB_HOST_GNU_TYPE="aarch64-linux-gnu"
TOOLCHAIN_MODE="cross"
IGTOP="$tool"
IGROOT="$tool"
LAYER_HOOKS="$tool/layer-hooks"
RPI_TEMPLATES="$tool/templates/rpi"
DYNROOT="$at/dynamic"
SRCROOT="$PWD"
END
    local layers=(essential)
    while read -r layer; do layers+=("$layer"); done < <(sed -n 's/^IGconf_\(device_layer\|image_layer\|layer_[a-z0-9_]*\)="\{0,1\}\([^"]*\).*/\2/p' "$at/in.env")
    local path=DYNlayer=$at/dynamic/layer:SRClayer=$PWD/layer
    for kind in device image layer; do path+=:IG$kind=$tool/$kind; done
    env -i PATH="$tool/bin:$tool/bin/generators:$PATH" "$tool/bin/ig" pipeline --env-in "$at/in.env" --layers "${layers[@]}" --path "$path" \
        --env-out "$at/out.env" --plan-out "$at/plan"
}

for board in pi4 pi5 cm4 cm5 zero2w; do
    resolve "attune-$board" >"$work/said" 2>&1 || { cat "$work/said"; echo "$board does not resolve"; exit 1; }
    for layer in attune attune-pi; do
        grep -q "^$layer:" "$work/attune-$board/plan" || { echo "$board: $layer is not in its plan"; exit 1; }
    done
    echo "resolve: $board, $(grep -oE '^image-r[a-z]+' "$work/attune-$board/plan"), $(grep -cv '^#' "$work/attune-$board/plan") layers"
done
if resolve attune-zero2w IGconf_image_layer=image-rota >"$work/said" 2>&1; then
    echo "a Zero 2 W with slots resolves, and must not"
    exit 1
fi
grep -q 'zero2w' "$work/said" || { cat "$work/said"; echo "a Zero 2 W with slots was refused for another reason"; exit 1; }
echo "resolve: zero2w with slots is refused, as it must be"
