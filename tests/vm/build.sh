#!/bin/bash
# Builds a virtual machine with a fake GPIO header (README.md here): the rig's root with a kernel, gpio-sim and lgpio.
#
# usage: build.sh       into .rig/vm of the project, or $ATTUNE_RIG/vm; again only when the recipe has changed
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
project=$(cd "$here/../.." && pwd)
rig=${ATTUNE_RIG:-$project/.rig}
vm=$rig/vm
root=$vm/root
[ "$(uname -m)" = x86_64 ] || { echo "no virtual machine: its recipe is for x86_64"; exit 77; }

"$here/../rig/build.sh"
key=$(cat "$rig/python.key" "$here/build.sh" "$here/Kbuild" | sha256sum | cut -d' ' -f1)
[ "$(cat "$vm/key" 2>/dev/null)" = "$key" ] && { echo "vm: ready in $vm"; exit 0; }
command -v qemu-system-x86_64 >/dev/null || { apt-get update -qq; apt-get install -y -qq --no-install-recommends qemu-system-x86; }
command -v mke2fs >/dev/null || apt-get install -y -qq --no-install-recommends e2fsprogs

inside() {
    unshare --mount --propagation private --pid --fork --kill-child sh -ec '
        mount -t proc proc "$0/proc"
        exec chroot "$0" /usr/bin/env -i HOME=/root LANG=C.UTF-8 DEBIAN_FRONTEND=noninteractive \
            PATH=/opt/venv/bin:/usr/sbin:/usr/bin:/sbin:/bin sh -ec "$1"' "$root" "$1"
}

echo "vm: kernel, gpio-sim and lgpio (about 3 min)"
rm -rf "$vm"
mkdir -p "$vm"
cp -a "$rig/root" "$root"
mkdir -p "$root/etc/initramfs-tools/conf.d" "$root/opt/gpio-sim"
echo MODULES=list > "$root/etc/initramfs-tools/conf.d/attune"
printf '%s\n' virtio_pci virtio_blk ext4 > "$root/etc/initramfs-tools/modules"
inside 'apt-get update -qq
        apt-get install -y -qq --no-install-recommends linux-image-amd64 linux-headers-amd64 linux-source-6.12 \
            make xz-utils swig kmod >/dev/null
        pip install --quiet --disable-pip-version-check --root-user-action=ignore setuptools wheel
        PYPI=1 pip install --quiet --disable-pip-version-check --root-user-action=ignore --no-build-isolation \
            --use-pep517 lgpio  # PYPI: with the C library in it, which Debian does not have'

# Debian does not build gpio-sim, nor the interrupts that it simulates; both build outside the kernel's tree.
cp "$here/Kbuild" "$root/opt/gpio-sim/"
inside 'cd /opt/gpio-sim
        tar -xJf /usr/src/linux-source-6.12.tar.xz --strip-components=3 \
            linux-source-6.12/drivers/gpio/gpio-sim.c linux-source-6.12/kernel/irq/irq_sim.c
        sed -i "s/handle_simple_irq(irq_to_desc(irqnum))/generic_handle_irq(irqnum)/" irq_sim.c
        printf "%s\n" "#include <linux/module.h>" "MODULE_LICENSE(\"GPL\");" > irq_sim_mod.c
        version=$(ls /lib/modules)
        make --silent -C "/lib/modules/$version/build" M=/opt/gpio-sim modules
        install -D -m 644 -t "/lib/modules/$version/extra" irq-sim.ko gpio-sim.ko
        depmod "$version"
        apt-get purge -y -qq linux-source-6.12 >/dev/null
        apt-get clean
        rm -rf /var/lib/apt/lists/* /opt/gpio-sim'
cp "$root"/boot/vmlinuz-* "$vm/vmlinuz"
cp "$root"/boot/initrd.img-* "$vm/initrd"
mke2fs -q -t ext4 -L system -d "$root" "$vm/disk.raw" 4G
rm -rf "$root"
echo "$key" > "$vm/key"
echo "vm: ready in $vm"
