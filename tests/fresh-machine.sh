#!/usr/bin/env bash
# README's first two commands on a machine that has Debian, git, the .NET SDK, and nothing else: in a root folder of its
# own, with processes of its own, on a clone of this repository; first as root, then as an ordinary user.
#
#   sudo tests/fresh-machine.sh                     nothing else
#   sudo tests/fresh-machine.sh webp procps         these Debian packages too
#   sudo tests/fresh-machine.sh --all-but webp      all of .ci/packages but this one; --all-but none: all
#   sudo tests/fresh-machine.sh --each [NAME...]    all but one, for each of them or of these: built once, as root; takes
#                                                   five minutes a package
#
# The root folder is kept in /var/tmp, and used again: FRESH_MACHINE is another place for it.
set -euo pipefail
clone=$(cd "$(dirname "$0")/.." && pwd)
root=${FRESH_MACHINE:-/var/tmp/ipctutorial-fresh-machine}
sdk=$(dirname "$(readlink -f "$(command -v dotnet)")")
sdk_needs=ca-certificates,libicu72,libssl3,libstdc++6,zlib1g
export NUGET_CERT_REVOCATION_MODE=${NUGET_CERT_REVOCATION_MODE-online}
command -v debootstrap > /dev/null || apt-get install -y -qq debootstrap > /dev/null

packages=("$@")
case ${1-} in
    --all-but) mapfile -t packages < <(grep -v -x -e '#.*' -e "$2" "$clone/.ci/packages") ;;
    --each)
        mapfile -t packages < <(grep -v '#' "$clone/.ci/packages")
        shift
        [ $# -gt 0 ] || set -- "${packages[@]}"
        each=("$@")
        ;;
esac
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

# Runs a script in a root folder, which is mounted first: a folder itself, or layers of them. A new root and not chroot: in
# one, nobody may unshare.
in_root() (
    export mount=$1 root=$2 script=$3 clone sdk
    unshare --mount --pid --ipc --fork --kill-child bash -euo pipefail -c '
        mount $mount "$root"
        cd "$root"
        mkdir -p old clone usr/share/dotnet
        mount --bind "$clone" clone
        mount --bind "$sdk" usr/share/dotnet
        ln -sf /usr/share/dotnet/dotnet usr/local/bin/dotnet
        cp /etc/resolv.conf /etc/hosts etc/
        rm -rf etc/ssl/certs && cp -rL /etc/ssl/certs etc/ssl/
        mount -t proc proc proc
        mount --rbind /sys sys
        mount --rbind /dev dev
        mount -t tmpfs -o mode=1777 tmpfs dev/shm
        mount -t tmpfs -o mode=1777 tmpfs tmp
        pivot_root . old
        umount -l /old
        git config --system --replace-all safe.directory "*"
        eval "$script"'
)

as_user() {
    su - "$1" -c "
        set -e
        export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 NUGET_CERT_REVOCATION_MODE=$NUGET_CERT_REVOCATION_MODE
        $2"
}
export -f as_user
export a_clone='rm -rf "IpcTutorial für Alle"; git clone -q /clone "IpcTutorial für Alle"; cd "IpcTutorial für Alle"'

if [ -z "${each-}" ]; then
    in_root "--bind $root" "$root" '
        for user in root reader; do
            echo "As $user:"
            as_user $user "$a_clone; time dotnet run --project Producer -- --demo; time dotnet test"
        done'
    exit
fi

layers=$root.each
rm -rf "$layers"
mkdir -p "$layers"/{built,one,work,root}
in_root "-t overlay overlay -o lowerdir=$root,upperdir=$layers/built,workdir=$layers/work" "$layers/root" \
    'as_user root "$a_clone; dotnet build -v quiet"'
for package in "${each[@]}"; do
    echo "Without $package:"
    rm -rf "$layers"/{one,work}
    mkdir "$layers"/{one,work}
    case $package in # these are empty: others bring the program
        python3) brought=python3-minimal ;;
        pkg-config) brought="pkgconf pkgconf-bin" ;;
        *) brought= ;;
    esac
    export package brought
    in_root "-t overlay overlay -o lowerdir=$layers/built:$root,upperdir=$layers/one,workdir=$layers/work" "$layers/root" '
        dpkg --force-depends --remove $package $brought > /dev/null 2>&1
        as_user root "
            cd IpcTutorial*/tests/IpcTutorial.Tests/bin/Debug/net10.0/*
            ./IpcTutorial.Tests -noColor" |
            grep -v -e Starting: -e Discover' || failed+=" $package"
done
[ -z "${failed-}" ] || { echo "Tests fail without:$failed"; exit 1; }
