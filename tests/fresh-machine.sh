#!/usr/bin/env bash
# README's first two commands on a machine that has Debian, git, the .NET SDK, and nothing else: in a root folder of its
# own, with processes of its own, on a clone of this repository; first as root, then as an ordinary user.
#
#   sudo tests/fresh-machine.sh                     nothing else
#   sudo tests/fresh-machine.sh webp procps         these Debian packages too
#   sudo tests/fresh-machine.sh --all-but webp      all of .ci/packages but this one; --all-but none: all
#
# The root folder is kept in /var/tmp, and used again: FRESH_MACHINE is another place for it.
set -euo pipefail
clone=$(cd "$(dirname "$0")/.." && pwd)
root=${FRESH_MACHINE:-/var/tmp/ipctutorial-fresh-machine}
sdk=$(dirname "$(readlink -f "$(command -v dotnet)")")
sdk_needs=ca-certificates,libicu72,libssl3,libstdc++6,zlib1g
command -v debootstrap > /dev/null || apt-get install -y -qq debootstrap > /dev/null

packages=("$@")
if [ "${1-}" = --all-but ]; then
    mapfile -t packages < <(grep -v -x -e '#.*' -e "$2" "$clone/.ci/packages")
fi
kind=$(echo "${packages[*]-}" | md5sum | cut -c 1-8)
if [ ! -e "$root.$kind/made" ]; then
    [ -e "$root/made" ] || debootstrap --variant=minbase --include="git,$sdk_needs" bookworm "$root" > /dev/null
    touch "$root/made"
    rm -rf "$root.$kind"
    cp -a "$root" "$root.$kind"
    chroot "$root.$kind" useradd --create-home --shell /bin/bash reader
    if [ ${#packages[@]} -gt 0 ]; then
        chroot "$root.$kind" sh -c 'apt-get update -qq; apt-get install -y -qq --no-install-recommends "$@" > /dev/null' \
            sh "${packages[@]}"
    fi
fi
root=$root.$kind
exec 9> "$root/made"
flock 9 # one run in it at a time

# A new root and not chroot: in one, nobody may unshare.
export root clone sdk
exec unshare --mount --pid --ipc --fork --kill-child bash -euc '
    mount --bind "$root" "$root"
    cd "$root"
    mkdir -p old clone usr/share/dotnet
    mount --bind "$clone" clone
    mount --bind "$sdk" usr/share/dotnet
    ln -sf /usr/share/dotnet/dotnet usr/local/bin/dotnet
    cp /etc/resolv.conf etc/
    rm -rf etc/ssl/certs && cp -rL /etc/ssl/certs etc/ssl/
    mount -t proc proc proc
    mount --rbind /dev dev
    mount -t tmpfs -o mode=1777 tmpfs dev/shm
    mount -t tmpfs -o mode=1777 tmpfs tmp
    pivot_root . old
    umount -l /old
    git config --system --replace-all safe.directory "*"
    for user in root reader; do
        echo "As $user:"
        su - "$user" -c "
            set -e
            export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
            export NUGET_CERT_REVOCATION_MODE=${NUGET_CERT_REVOCATION_MODE-online}
            rm -rf \"IpcTutorial für Alle\"
            git clone -q /clone \"IpcTutorial für Alle\"
            cd \"IpcTutorial für Alle\"
            time dotnet run --project Producer -- --demo
            time dotnet test"
    done'
