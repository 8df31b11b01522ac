#!/bin/bash
# Sets up what `make run` and `make test` need on Debian 12 or 13, or Raspberry Pi OS: packages by apt when we are root, else
# a clear list of what is missing; then a virtual environment with the project in it.  usage: setup.sh run|papers|test
set -euo pipefail
cd "$(dirname "$0")/.."

need() { command -v "$1" >/dev/null 2>&1 || missing+=("$2"); }

missing=()
python=${PYTHON:-python3}
need "$python" python3
if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then missing+=(python3-venv); fi
if [ "$1" = test ]; then
  need age age; need ffmpeg ffmpeg; need ssh-keygen openssh-client; need strace strace; need chromium chromium; need firefox-esr firefox-esr
  need npm npm; need curl curl; need setpriv util-linux; need /usr/sbin/mkfs.ext4 e2fsprogs
  need /usr/sbin/mkfs.vfat dosfstools; need /usr/sbin/sshd openssh-server; need faketime faketime; need openssl openssl; need shellcheck shellcheck
  need /usr/sbin/mkfs.exfat exfatprogs; need rauc rauc; need mksquashfs squashfs-tools
  # A second family of players beside ffmpeg and Chromium, which WebKit plays with too.
  need gst-play-1.0 gstreamer1.0-plugins-base-apps
  for plugin in isomp4:plugins-good videoparsersbad:plugins-bad libav:libav; do
    compgen -G "/usr/lib/*/gstreamer-1.0/libgst${plugin%:*}.so" >/dev/null || missing+=("gstreamer1.0-${plugin#*:}")
  done
  # Where the kernel has no driver for a USB disk's file system, one in user space stands for it.
  grep -qw vfat /proc/filesystems || need fusefat fusefat
  grep -qw exfat /proc/filesystems || need /usr/sbin/mount.exfat-fuse exfat-fuse
  [ "$(id -u)" != 0 ] || { need mmdebstrap mmdebstrap; need qemu-storage-daemon qemu-system-common; }
fi
if [ ${#missing[@]} -gt 0 ]; then
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -qq
    apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
  else
    echo "These packages are missing. Install them, then run make again:" >&2
    echo "  sudo apt-get install ${missing[*]}" >&2
    exit 1
  fi
fi

if ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
  echo "Attune needs Python 3.11 or newer; $("$python" --version) is here." >&2
  exit 1
fi
if [ "$1" = test ] && [ -e .venv/.done ] && [ ! -e .venv/.done-test ]; then
  rm -rf .venv  # made for `run`: some of what tests look at is not in it
fi
[ -x .venv/bin/python ] || "$python" -m venv --without-pip .venv
# pip stands in an environment of its own for as long as it is needed: .venv has no use for it.
installer=$(mktemp -d)
trap 'rm -rf "$installer"' EXIT
"$python" -m venv "$installer"
pip() {
  "$installer/bin/python" -m pip --quiet --disable-pip-version-check --python .venv/bin/python install "$@" 2> >(tee "$installer/said" >&2) && return
  if grep -q CERTIFICATE_VERIFY_FAILED "$installer/said"; then
    echo "A proxy on the way inspects TLS. Name its certificates, then run make again: PIP_CERT=/etc/ssl/certs/ca-certificates.crt make run" >&2
  fi
  exit 1
}
echo "Setting up .venv: every package by hash, once ($1)."
if [ "$1" = test ]; then
  pip --require-hashes --requirement locks/dev.txt
  npm ci --silent --no-audit --no-fund --prefix tests/interop
elif [ "$1" = papers ]; then
  pip --no-compile --require-hashes --requirement locks/desk.txt
  exit 0
else
  # typst (80 MB) draws papers, which this machine's own box and desk can be tried without: `make papers` adds it.
  awk '/^[a-z]/ { keep = !/^typst==/ } keep' locks/desk.txt > "$installer/desk.txt"
  pip --no-compile --require-hashes --requirement locks/appliance.txt --requirement "$installer/desk.txt" --requirement locks/web.txt
fi
pip --no-deps --no-build-isolation --editable .
.venv/bin/python -m web.compile_templates
# What no program of ours loads: libraries' own tests, and Babel's data of languages that the pages do not have.
if [ "$1" = run ] && [ ! -e .venv/.done-test ]; then
  libraries=$(.venv/bin/python -c 'import sysconfig; print(sysconfig.get_path("platlib"))')
  find "$libraries" -type d -name tests -prune -exec rm -rf {} +
  find "$libraries/babel/locale-data" -name '*.dat' ! -name root.dat ! -name 'en*.dat' -delete
fi
