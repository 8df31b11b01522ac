#!/bin/bash
# Makes a disk of a root folder, partitioned as image-rota does on a Pi: two slots that are the same, and one for data.
#
# usage: disk.sh ROOT OUT       (root; about 20 s) leaves OUT/disk.raw, and a slot's two images: OUT/boot.vfat, OUT/system.erofs
#        ROOT loses its /var, which is each slot's own on the data partition
set -euo pipefail
root=$1 out=$2
for tool in sgdisk:gdisk mkfs.vfat:dosfstools mcopy:mtools mkfs.erofs:erofs-utils mke2fs:e2fsprogs; do
    command -v "${tool%:*}" >/dev/null || { apt-get update -qq; apt-get install -y -qq --no-install-recommends "${tool#*:}"; }
done
mkdir -p "$out"

data=$out/persistent
rm -rf "$data"
mkdir -p "$data/slots/system_a" "$data/slots/system_b"
install -d -m 2755 "$data/log/journal"
sed -n 's/^Path=//p' "$root"/etc/rpi-image-gen/slot-shared.d/*.conf | while read -r path; do
    mkdir -p "$root$path" "$data/shared$path"
    cp -a "$root$path/." "$data/shared$path/"
done
cp -a "$root/var" "$data/slots/system_a/"
mkdir -p "$data/slots/system_a/var/log/journal"
cp -a "$data/slots/system_a/var" "$data/slots/system_b/"
find "$root/var" -mindepth 1 -delete
mkdir -p "$root/var/tmp" "$root/persistent" "$root/bootfs" "$root/boot/firmware"

fat() { # IMAGE MIB LABEL FILE…
    rm -f "$1"
    truncate -s "$2M" "$1"
    mkfs.vfat -n "$3" "$1" >/dev/null
    mcopy -i "$1" -s "${@:4}" ::
}
printf '[all]\ntryboot_a_b=1\nboot_partition=2\n[tryboot]\nboot_partition=3\n' > "$out/autoboot.txt"
fat "$out/bootconfig.vfat" 32 BOOTCONFIG "$out/autoboot.txt"
fat "$out/boot.vfat" 96 BOOT "$root"/boot/firmware/*
find "$root/boot/firmware" -mindepth 1 -delete
rm -f "$out/system.erofs" "$out/persistent.ext4"
# What a start reads is not packed: to unpack it takes an emulated processor longer than a Pi's takes for the whole start.
printf '0 %s\n' '^usr/bin/' '^usr/lib/attune' '^usr/lib/python3' '^usr/lib/systemd' '^usr/lib/[^/]*-linux-gnu/.*\.so' > "$out/unpacked"
mkfs.erofs -zlz4 --compress-hints="$out/unpacked" --quiet "$out/system.erofs" "$root" >/dev/null
mke2fs -q -t ext4 -L PERSISTENT -d "$data" "$out/persistent.ext4" 512M

# Room for the next system, which may be larger; and a card that is larger than the image, as all are.
system=$(($(stat -c %s "$out/system.erofs") / 1048576 + 128))
disk=$out/disk.raw
rm -f "$disk"
truncate -s 6G "$disk"
sgdisk --clear --set-alignment=16384 \
    -n 1:0:+32M -t 1:0700 -c 1:bootconfig -n 2:0:+96M -t 2:0700 -c 2:boot_a -n 3:0:+96M -t 3:0700 -c 3:boot_b \
    -n "4:0:+${system}M" -t 4:8300 -c 4:system_a -n "5:0:+${system}M" -t 5:8300 -c 5:system_b \
    -n 6:0:+512M -t 6:8300 -c 6:persistent "$disk" >/dev/null
number=0
for image in bootconfig.vfat boot.vfat boot.vfat system.erofs system.erofs persistent.ext4; do
    number=$((number + 1))
    start=$(sgdisk -i "$number" "$disk" | sed -n 's/^First sector: \([0-9]*\).*/\1/p')
    dd if="$out/$image" of="$disk" bs=1M seek=$((start / 2048)) conv=notrunc,sparse status=none
done
rm -rf "$data" "$out/persistent.ext4" "$out/autoboot.txt" "$out/unpacked"
