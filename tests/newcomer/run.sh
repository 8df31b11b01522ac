#!/bin/bash
# A newcomer on a bare Debian 13: the README's lines as they stand, as root and as a user (root; some minutes, and a network).
#
# usage: run.sh
set -euo pipefail
cd "$(dirname "$0")/../.."
[ "$(id -u)" = 0 ] || { echo "SKIPPED: only root can make a Debian root"; exit 0; }
at=${ATTUNE_RIG:-$PWD/.rig}/newcomer
mkdir -p "$at"
exec 9>"$at/lock"
flock 9
command -v mmdebstrap >/dev/null || { apt-get update -qq; apt-get install -y -qq --no-install-recommends mmdebstrap; }
if [ ! -e "$at/bare.tar" ]; then
  echo "newcomer: a bare Debian trixie"
  mirror=$(apt-get indextargets --format '$(SITE) $(RELEASE)' | awk '$2 ~ /^(bookworm|trixie|stable|oldstable)$/ { print $1; exit }')
  mmdebstrap --quiet --mode=root --variant=important --keyring=/usr/share/keyrings/debian-archive-keyring.gpg \
      trixie "$at/new.tar" "deb $mirror trixie main"
  mv "$at/new.tar" "$at/bare.tar"
fi

# What stands between this machine and the network goes along; nothing else of it does.
given=()
while IFS= read -r name; do given+=("$name=${!name}"); done < <(compgen -e | grep -E '^(PIP_(INDEX_URL|TRUSTED_HOST|DEFAULT_TIMEOUT)|https?_proxy|no_proxy)$' || true)
[ -z "${PIP_CERT:-}" ] || given+=(PIP_CERT=/certificates.pem)  # as the README says for a proxy that inspects TLS
# The README's block: apt-get's line, then clone, make run.
packages=$(grep -o '`apt-get install [a-z ]*`' README.md | head -1 | tr -d '`')
clone=$(grep '^git clone ' README.md | sed "s|ADDRESS-OF-THIS-REPOSITORY|/project.git|")
if [ -z "$packages" ] || [ -z "$clone" ]; then echo "the README has no such lines any more"; exit 1; fi

begin() {  # a fresh root in $root, with the project to clone
  root=$at/$1
  rm -rf "$root"; mkdir "$root"
  tar -C "$root" -xf "$at/bare.tar"
  git clone -q --bare . "$root/project.git"
  cp -L /etc/resolv.conf "$root/etc/resolv.conf"
  [ -z "${PIP_CERT:-}" ] || install -m 644 "$PIP_CERT" "$root/certificates.pem"
}
inside() {  # ACCOUNT SCRIPT: a shell of that account, at home in the root
  local home=/root
  [ "$1" = root ] || home=/home/$1
  # shellcheck disable=SC2016  # the inner shell's own
  unshare --mount --pid --fork --kill-child bash -c '
    mount --bind "$1" "$1"; mount -t proc proc "$1/proc"; mount --rbind /dev "$1/dev"; mount -t tmpfs tmpfs "$1/run"
    exec chroot "$1" runuser -u "$2" -- env -i HOME="$3" TERM=dumb PATH=/usr/sbin:/usr/bin:/sbin:/bin "${@:5}" bash -c "cd; $4"
  ' bash "$root" "$1" "$home" "$2" "${given[@]}"
}
box='set -e; make run >said 2>&1 & for wait in $(seq 240); do grep -q "Stop with Ctrl-C" said && break; kill -0 $! 2>/dev/null || break; sleep 1; done
  cat said; grep -q "Stop with Ctrl-C" said
  for wait in $(seq 60); do .venv/bin/attune status --data box 2>/dev/null | grep -q ^ready && break; sleep 1; done
  for wait in $(seq 60); do grep -q "^The desk" said && break; sleep 1; done
  .venv/bin/python -c "import re, urllib.request as u; print(\"desk:\", u.build_opener(u.HTTPCookieProcessor()).open(re.search(r\"The desk +(http\\S+)\", open(\"said\").read())[1]).status)"
  if grep "ended unexpectedly" said; then exit 1; fi
  .venv/bin/attune press --data box; sleep 3; .venv/bin/attune hold --data box; .venv/bin/attune films --data box
  kill -TERM $(pgrep -P $!); wait $! || true; du -sm .venv | cut -f1 >size'

echo "newcomer: root"
begin root
inside root "set -e; apt-get update -qq; $packages -y -qq >/dev/null; git config --global --add safe.directory '*'; $clone; $box"
size=$(cat "$root/root/attune/size")
[ "$size" -lt 250 ] || { echo "the environment of make run takes $size MB"; exit 1; }

echo "newcomer: a user"
begin user
inside root "set -e; apt-get update -qq; $packages -y -qq >/dev/null; useradd --create-home --shell /bin/bash anna"
inside anna "git config --global --add safe.directory '*'; $clone; make run >said 2>&1" && { echo "it should have asked for packages"; exit 1; }
asked=$(grep -o 'sudo apt-get install .*' "$root/home/anna/attune/said") || { cat "$root/home/anna/attune/said"; exit 1; }
inside root "${asked#sudo } -y -qq >/dev/null"
inside anna "cd attune; $box"
rm -rf "$at/root" "$at/user"
echo "newcomer: the README's lines work as printed; .venv takes $size MB"
