#!/bin/bash
# The first and only process of the virtual machine: makes the fake header, runs the tests, says how it went, switches off.
mount -t proc proc /proc
mount -t sysfs sysfs /sys
mount -t devtmpfs dev /dev
mount -t tmpfs tmpfs /tmp
mount -t tmpfs tmpfs /run
mkdir -p /dev/shm
mount -t tmpfs tmpfs /dev/shm
modprobe configfs
mount -t configfs configfs /sys/kernel/config
modprobe gpio-sim

# As on a Raspberry Pi 4: its revision, and its pins at the first chip.
{ cat /proc/cpuinfo; echo "Revision	: c03114"; } > /run/cpuinfo
mount --bind /run/cpuinfo /proc/cpuinfo
header=/sys/kernel/config/gpio-sim/header
mkdir -p "$header/bank0"
echo 58 > "$header/bank0/num_lines"
echo pinctrl-bcm2711 > "$header/bank0/label"
echo 1 > "$header/live"
ATTUNE_GPIO_SIM="/sys/devices/platform/$(cat "$header/dev_name")/$(cat "$header/bank0/chip_name")"
export ATTUNE_GPIO_SIM
export GPIOZERO_PIN_FACTORY=lgpio ATTUNE_IN_VM=1 HOME=/root LANG=C.UTF-8 PYTHONDONTWRITEBYTECODE=1
export PATH=/opt/venv/bin:/usr/sbin:/usr/bin:/sbin:/bin
cd /tmp || exit # as the recorder's unit: lgpio wants to make its pipes where it is started
# SWIG makes a type of lgpio's when Python ends, and falls over the warning about it if warnings are errors.
pytest -p no:cacheprovider --color=no -W "ignore:builtin type swigvarlink:DeprecationWarning" \
    -c /attune/pyproject.toml --rootdir /attune /attune/tests/vm
echo "attune-vm: exit $?"
sync
echo o > /proc/sysrq-trigger
sleep 60
