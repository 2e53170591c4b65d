#!/bin/sh
# Writes <suite>.lock anew from the suite's present index: `sh lock.sh bullseye bookworm trixie`.
# Needed when a point release of Debian has replaced a package of the table and the old one has left the pool.
# apt itself resolves the dependencies, in a private state with no installed packages, and nothing of the system is touched.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
. "$here/debian.sh"
mirror=$(debian_mirror)
[ -n "$mirror" ] || { echo "lock.sh: apt knows no Debian archive; set SWANMESH_DEBIAN_MIRROR" >&2; exit 1; }
# The programs wanted, in all suites the same: what is judged, and what a host of the real tests needs to run pluto
# and import-certificate.sh in a root of its own.
wanted='libreswan libnss3-tools openssl dash coreutils sed grep mawk findutils hostname diffutils util-linux'

# Dependencies that serve only Debian's own package scripts, or a resolver program that nobody calls.
left_out='host dpkg tar perl-base debconf debianutils netbase login login.defs'

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

for suite in "$@"; do
  state=$work/$suite
  mkdir -p "$state/lists/partial" "$state/cache/archives/partial"
  echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $mirror $suite main" > "$state/sources.list"
  # A package left out is one that is there already, newer than anybody could ask for.
  for package in $left_out; do
    printf 'Package: %s\nStatus: install ok installed\nVersion: 99999:0\nArchitecture: amd64\n' "$package"
    printf 'Multi-Arch: foreign\nMaintainer: none\nDescription: left out\n\n'
  done > "$state/status"
  cat > "$state/apt.conf" <<END
APT::Architecture "amd64";
APT::Architectures { "amd64"; };
APT::Install-Recommends "false";
APT::Sandbox::User "";
Acquire::Languages "none";
Dir::Etc::sourcelist "$state/sources.list";
Dir::Etc::sourceparts "/dev/null";
Dir::State::Lists "$state/lists";
Dir::State::status "$state/status";
Dir::Cache "$state/cache";
END
  APT_CONFIG=$state/apt.conf
  export APT_CONFIG
  apt-get -qq update
  # shellcheck disable=SC2086 # a list of names
  apt-get --simulate install $wanted | sed -n 's/^Inst \([^ ]*\) (\([^ ]*\) .*/\1=\2/p' | LC_ALL=C sort > "$state/chosen"
  {
    echo "# Debian $suite, amd64. Written by lock.sh. Package, version, SHA-256, place in the archive."
    # shellcheck disable=SC2046 # a list of names
    apt-cache show --no-all-versions $(cat "$state/chosen") | awk '
      /^Package: / { package = $2 } /^Version: / { version = $2 } /^Filename: / { path = $2 } /^SHA256: / { sum = $2 }
      /^$/ && package != "" { print package, version, sum, path; package = "" }
      END { if (package != "") print package, version, sum, path }' | LC_ALL=C sort -u
  } > "$state/lock"
  [ "$(grep -vc '^#' "$state/lock")" -eq "$(wc -l < "$state/chosen")" ] || { echo "lock.sh: $suite: index and choice differ" >&2; exit 1; }
  mv "$state/lock" "$here/$suite.lock"
  unset APT_CONFIG
done
