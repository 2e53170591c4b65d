#!/bin/sh
# Unpacks the packages of <suite>.lock into a folder outside the checkout and prints that folder: `sh provision.sh bookworm`.
# The folder appears whole or not at all, is made once, and may be asked for by any number of processes at a time.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
. "$here/debian.sh"
suite=$1
lock=$here/$suite.lock
fail() { echo "provision.sh: $suite: $*" >&2; exit 1; }

[ "$(dpkg --print-architecture 2>/dev/null)" = amd64 ] || fail "needs dpkg, and amd64"
command -v flock >/dev/null || fail "needs flock"
cache=${XDG_CACHE_HOME:-$HOME/.cache}/swanmesh-test/debian
mkdir -p "$cache"
root=$cache/$suite-$(cat "$lock" "$0" | sha256sum | cut -c 1-16)
[ ! -e "$root" ] || { echo "$root"; exit 0; }

exec 9> "$cache/$suite.flock"
flock -w 300 9 || fail "another process has held the lock for 300 s"
[ ! -e "$root" ] || { echo "$root"; exit 0; }

mirror=$(debian_mirror)
[ -n "$mirror" ] || fail "apt knows no Debian archive; set SWANMESH_DEBIAN_MIRROR"
work=$(mktemp -d "$cache/.$suite.XXXXXX")
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
mkdir "$work/debs" "$work/root"

# apt's own fetcher: its proxies, its mirrors, and it refuses a file with another checksum.
grep -v '^#' "$lock" | while read -r package _ sum path; do
  printf '%s %s SHA256:%s ' "$mirror/$path" "$work/debs/$package.deb" "$sum"
done | xargs /usr/lib/apt/apt-helper -qq -o APT::Sandbox::User= download-file >&2 || fail "could not fetch everything from $mirror"

# A merged /usr before the first package, so that files of /lib and /usr/lib meet.
for folder in bin sbin lib lib64; do
  mkdir -p "$work/root/usr/$folder"
  ln -s "usr/$folder" "$work/root/$folder"
done
mkdir -p "$work/root/dev" "$work/root/proc" "$work/root/sys" "$work/root/tmp" "$work/root/root" "$work/root/run"
for deb in "$work"/debs/*.deb; do
  dpkg-deb --fsys-tarfile "$deb" | tar -x -f - -C "$work/root" --keep-directory-symlink --no-same-owner \
    --exclude=./usr/share/doc --exclude=./usr/share/man --exclude=./usr/share/locale || fail "could not unpack $deb"
done
# What the packages' own scripts would have done, as far as it matters here.
ln -sf mawk "$work/root/usr/bin/awk"
ln -sf dash "$work/root/usr/bin/sh"
for tool in iptables iptables-restore iptables-save ip6tables ip6tables-restore ip6tables-save; do
  ln -sf xtables-legacy-multi "$work/root/usr/sbin/$tool"
done
ln -sf /run "$work/root/var/run"
printf 'root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/:/bin/false\n' > "$work/root/etc/passwd"
printf 'root:x:0:\n' > "$work/root/etc/group"

mv "$work/root" "$root"
echo "$root"
