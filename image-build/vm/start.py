#!/usr/bin/env python3
"""Starts a virtual appliance, and plays a Pi's firmware for it: which slot starts is decided here, from the disk alone.

As on a Pi: autoboot.txt on the first partition names the partition to start from; its [tryboot] part counts once, when
the machine was restarted for it (`reboot "0 tryboot"`). A machine that panics, hangs or is reset starts from the usual.

usage: start.py DISK [--run FOLDER] [--mobile PORT] [--log FILE] [--arch amd64|arm64] [-- QEMU ARGUMENT…]

In FOLDER are the sockets `agent` (QEMU's guest agent) and `control` (QMP), and `boots`, a line for each start. The
phone's proxy listens on PORT. Without FOLDER the console is this terminal; Ctrl-A X ends it. Ends when the machine is
switched off.
"""

import argparse
import os
import signal
import struct
import subprocess
import sys
import tempfile
import threading
import time
import uuid
from pathlib import Path

SECTOR = 512
LOG = 8 << 30  # bytes that a log of writes may grow to; the file is sparse
MACHINES = {
    "amd64": (["qemu-system-x86_64", "-M", "q35", "-cpu", "max"], "ttyS0"),
    "arm64": (["qemu-system-aarch64", "-M", "virt", "-cpu", "cortex-a72"], "ttyAMA0"),
}


def partitions(disk: Path) -> dict[int, tuple[str, int]]:
    """The GPT's partitions by number: label and first byte."""
    with disk.open("rb") as file:
        file.seek(SECTOR)
        header = file.read(92)
        if header[:8] != b"EFI PART":
            sys.exit(f"{disk} has no partitions")
        first, count, size = struct.unpack_from("<QII", header, 72)
        file.seek(first * SECTOR)
        entries = [file.read(size) for _ in range(count)]
    found = {}
    for number, entry in enumerate(entries, 1):
        if any(entry[:16]):
            label = entry[56:128].decode("utf-16-le").rstrip("\0")
            found[number] = (label, struct.unpack_from("<Q", entry, 32)[0] * SECTOR)
    return found


def copied(disk: Path, offset: int, name: str, to: Path) -> Path:
    """A file of a FAT partition."""
    subprocess.run(["mcopy", "-n", "-o", "-i", f"{disk}@@{offset}", f"::{name}", to], check=True)
    return to


def boot_partition(autoboot: str, tryboot: bool) -> int:
    """What autoboot.txt says; parts other than [all] and, once asked for, [tryboot] are not for this machine."""
    part, number = "all", 1
    for line in autoboot.splitlines():
        word = line.split("#")[0].strip()
        if word.startswith("["):
            part = word.strip("[]")
        elif word.startswith("boot_partition=") and (part == "all" or (part == "tryboot" and tryboot)):
            number = int(word.partition("=")[2])
    return number


def drive(disk: Path, log: Path | None) -> list[str]:
    """The disk; with `log`, each write to it is added there (QEMU's blklogwrites), start after start."""
    if log is None:
        return ["-drive", f"file={disk},if=virtio,format=raw,discard=unmap,detect-zeroes=unmap"]
    append = "on" if log.exists() else "off"
    if append == "off":
        with log.open("wb") as file:
            file.truncate(LOG)
    logged = f"driver=blklogwrites,file=disk,log=log,node-name=logged,log-super-update-interval=1,log-append={append}"
    files = [f"driver=file,filename={disk},node-name=disk", f"driver=file,filename={log},node-name=log"]
    nodes = [*(f"{file},cache.no-flush=on" for file in files), logged]  # a flush is logged, and no more
    return [*(word for node in nodes for word in ("-blockdev", node)), "-device", "virtio-blk-pci,drive=logged"]


def command(options: argparse.Namespace, run: Path, tryboot: bool) -> list[str]:
    """QEMU's command for one start; writes a line on it into `boots`."""
    disk, table = options.disk, partitions(options.disk)
    autoboot = copied(disk, table[1][1], "autoboot.txt", run / "autoboot.txt").read_text("ascii")
    number = boot_partition(autoboot, tryboot)
    label, offset = table[number]
    slot = label.removeprefix("boot_")
    with (run / "boots").open("a", encoding="ascii") as boots:
        boots.write(f"{time.time():.1f} {slot}{' tryboot' if tryboot else ''}\n")
    kernel, initramfs = (copied(disk, offset, name, run / name) for name in ("kernel.img", "initramfs"))
    line = copied(disk, offset, "cmdline.txt", run / "cmdline.txt").read_text("ascii").strip()
    machine, console = MACHINES[options.arch]
    line = line.replace("console=ttyS0", f"console={console}")
    system = next(name for name, _ in table.values() if name == f"system_{slot}")
    headless = ["-serial", f"file:{run}/console"] if options.run else ["-serial", "mon:stdio"]
    if options.run:  # nobody will log in there
        line += f" systemd.mask=serial-getty@{console}.service"
    return [
        *machine, "-smp", f"{min(2, len(os.sched_getaffinity(0)))}", "-m", "1536",
        "-accel", "tcg,thread=multi", "-display", "none", "-no-reboot",
        "-uuid", str(uuid.uuid5(uuid.NAMESPACE_URL, str(disk))),
        "-kernel", str(kernel), "-initrd", str(initramfs),
        "-append", f"{line} root=PARTLABEL={system} attune.slot={slot} {options.append}",
        *drive(disk, options.log),
        "-device", "virtio-rng-pci", "-device", "virtio-serial-pci",
        "-chardev", f"file,id=firmware,path={run}/firmware",
        "-device", "virtserialport,chardev=firmware,name=attune.firmware",
        "-chardev", f"socket,id=agent,path={run}/agent,server=on,wait=off",
        "-device", "virtserialport,chardev=agent,name=org.qemu.guest_agent.0",
        "-qmp", f"unix:{run}/control,server=on,wait=off",
        "-netdev", "user,id=uplink", "-device", "virtio-net-pci,netdev=uplink,mac=52:54:00:00:00:02",
        "-netdev", f"user,id=mobile,net=10.0.3.0/24,host=10.0.3.2,hostfwd=tcp:127.0.0.1:{options.mobile}-:8888",
        "-device", "virtio-net-pci,netdev=mobile,mac=52:54:00:00:00:03",
        *headless, *options.qemu,
    ]  # fmt: skip


def main() -> int:
    """Start the machine, again after each restart, until it is switched off."""
    parser = argparse.ArgumentParser(description="Starts a virtual appliance.")
    parser.add_argument("disk", type=Path)
    parser.add_argument("--run", type=Path, help="a folder for sockets and logs; otherwise the console is here")
    parser.add_argument("--mobile", type=int, default=18888, help="port of the phone's proxy on this machine")
    parser.add_argument("--arch", choices=MACHINES, default="amd64")
    parser.add_argument("--log", type=Path, help="log each write to the disk into this file")
    parser.add_argument("--append", default="", help="more for the kernel's command line")
    words = sys.argv[1:]
    end = words.index("--") if "--" in words else len(words)
    options = parser.parse_args(words[:end], argparse.Namespace(qemu=words[end + 1 :]))
    run = options.run or Path(tempfile.mkdtemp(prefix="attune-vm-"))
    tryboot, ended = False, threading.Event()
    while True:
        heard = run / "firmware"
        heard.write_bytes(b"")
        machine = subprocess.Popen(command(options, run, tryboot))
        signal.signal(signal.SIGTERM, lambda *_, running=machine: (ended.set(), running.terminate()))
        code = machine.wait()
        how = heard.read_text("ascii", "replace").split()
        if code or ended.is_set() or how[:1] in (["poweroff"], ["halt"]):
            return code
        tryboot = how[:1] == ["reboot"] and "tryboot" in how


if __name__ == "__main__":
    sys.exit(main())
