// Made of collect.sh by `npm run shell`. Edit that.
export const collect: string = `#!/bin/sh
# Gathers what "swanmesh verify" reads of this host. It changes nothing here and copies no key: neither NSS's key database nor
# any secrets file. Run it as root, then bring DIR/HOST to where swanmesh runs.
#
#   collect.sh [-n HOST] [-d NSS_DIRECTORY] [-s SALT] DIR
#
# -n  the name of the host in the inventory (default: what "hostname" says)
# -d  the directory of the NSS database (default: /var/lib/ipsec/nss, or /etc/ipsec.d where that has one)
# -s  a random text, the same for all hosts of the run: with it the pre-shared keys are compared by digest
set -eu
umask 077
PATH=$PATH:/usr/sbin:/sbin
export PATH
LC_ALL=C
export LC_ALL

usage() {
  echo "usage: $0 [-n HOST] [-d NSS_DIRECTORY] [-s SALT] DIR" >&2
  exit 2
}

help() {
  cat <<'END'
Gathers what "swanmesh verify" reads of this host; changes nothing here and copies no key. Run it as root.

  collect.sh [-n HOST] [-d NSS_DIRECTORY] [-s SALT] DIR

  -n  the name of the host in the inventory (default: what "hostname" says)
  -d  the directory of the NSS database (default: /var/lib/ipsec/nss, or /etc/ipsec.d where that has one)
  -s  a random text, the same for all hosts of the run: with it the pre-shared keys are compared by digest

Bring DIR/HOST of every host into one folder, then: swanmesh verify CLUSTER FOLDER
END
  exit 0
}

case \${1-} in
  -h | --help) help ;;
esac

host=
nss=
salt=
root=\${SWANMESH_ROOT:-}
while getopts n:d:s: option; do
  case $option in
    n) host=$OPTARG ;;
    d) nss=$OPTARG ;;
    s) salt=$OPTARG ;;
    *) usage ;;
  esac
done
shift $((OPTIND - 1))
[ $# -eq 1 ] || usage
[ -n "$host" ] || host=$(hostname)
case $host in
  */* | .* | '') echo "$0: the name of the host must be a plain one" >&2; exit 2 ;;
esac
out=$1/$host
mkdir -p "$out/etc/ipsec.d/policies" "$out/facts"

# Files of configuration, as they are. What may hold a secret stays.
copy() {
  if [ -f "$root/$1" ] && [ -r "$root/$1" ]; then
    mkdir -p "$out/$(dirname "$1")"
    cat "$root/$1" >"$out/$1"
  fi
}
copy etc/ipsec.conf
copy etc/crypto-policies/back-ends/libreswan.config
for file in "$root"/etc/ipsec.d/*.conf "$root"/etc/ipsec.d/policies/*; do
  copy "\${file#"$root"/}"
done

# A program that is missing or fails leaves no file behind.
fact() {
  name=$1
  shift
  if command -v "$1" >/dev/null 2>&1 && "$@" >"$out/facts/$name.part" 2>/dev/null; then
    mv "$out/facts/$name.part" "$out/facts/$name"
  else
    rm -f "$out/facts/$name.part"
  fi
}
fact release.txt ipsec --version
# Where pluto does not run the answer is that: what the program says and its status are kept.
if command -v ipsec >/dev/null 2>&1; then
  answer=0
  ipsec status >"$out/facts/status.txt" 2>&1 || answer=$?
  if [ -f "$out/facts/release.txt" ]; then echo "ipsec status: $answer" >>"$out/facts/release.txt"; fi
fi
# What decides which algorithms pluto has: the NSS beside it, whose library says its version, and FIPS mode.
if [ -f "$out/facts/release.txt" ]; then
  for library in "$root"/usr/lib64/libnss3.so "$root"/usr/lib/*/libnss3.so "$root"/usr/lib/libnss3.so; do
    if [ ! -r "$library" ]; then continue; fi
    version=$(tr -c '[:print:]' '\\n' <"$library" | sed -n 's/^.*Version: NSS \\([0-9][0-9.]*\\).*$/\\1/p' | head -n 1)
    if [ -z "$version" ]; then continue; fi
    echo "NSS $version" >>"$out/facts/release.txt"
    break
  done
  if [ -r "$root/proc/sys/crypto/fips_enabled" ]; then
    echo "fips_enabled $(cat "$root/proc/sys/crypto/fips_enabled")" >>"$out/facts/release.txt"
  fi
fi
# The order of the kernel's policies; never "ip xfrm state", which shows keys.
fact xfrm-policy.txt ip xfrm policy
fact iptables-save.txt iptables-save
fact ip6tables-save.txt ip6tables-save
fact nft.json nft -j list ruleset
# Without JSON this at least says that there is something.
if [ ! -f "$out/facts/nft.json" ]; then fact nft.txt nft list ruleset; fi
# The kernel keeps the rules of iptables-nft and of iptables-legacy apart, and applies both. Only asked where there are some: the
# question itself would load a module.
for family in ip ip6; do
  case $("\${family}tables-save" -V 2>/dev/null || :) in
    *legacy*) fact "\${family}tables-nft-save.txt" "\${family}tables-nft-save" ;;
    *)
      if grep -q . "$root/proc/net/\${family}_tables_names" 2>/dev/null; then
        fact "\${family}_tables_names.txt" cat "$root/proc/net/\${family}_tables_names"
        fact "\${family}tables-legacy-save.txt" "\${family}tables-legacy-save"
      fi
      ;;
  esac
done
if cat "$out"/facts/ip*tables*-save.txt 2>/dev/null | grep -q -e --match-set; then fact ipset.txt ipset save; fi
fact addresses.json ip -j addr
fact link.json ip -j link

# Certificates and their nicknames, never keys.
if [ -z "$nss" ]; then
  nss=/var/lib/ipsec/nss
  if [ ! -e "$root$nss/cert9.db" ]; then nss=/etc/ipsec.d; fi
fi
if command -v certutil >/dev/null 2>&1 && [ -e "$root$nss/cert9.db" ]; then
  fact nicknames.txt certutil -L -d "sql:$root$nss"
  if [ -f "$out/facts/nicknames.txt" ]; then
    # A line is the nickname, blanks, and three lists of trust flags.
    sed -n 's/[[:blank:]]\\{1,\\}[A-Za-z]*,[A-Za-z]*,[A-Za-z]*[[:blank:]]*$//p' "$out/facts/nicknames.txt" |
      while IFS= read -r nickname; do
        case $nickname in
          'Certificate Nickname' | '') continue ;;
        esac
        if certutil -L -d "sql:$root$nss" -n "$nickname" -a >"$out/facts/one.part" 2>/dev/null; then
          # Several certificates under one nickname get the line each.
          awk -v name="$nickname" '/-----BEGIN CERTIFICATE-----/ { print "# nickname: " name } { print }' "$out/facts/one.part"
        fi
      done >"$out/facts/certificates.pem"
    rm -f "$out/facts/one.part"
  fi
fi

# Revocation lists. NSS's own program shows them and cannot write them out; the database is SQLite, and has each whole among
# its public objects (class 0xce534351). It is opened for reading alone.
lists() {
  if sqlite3 -readonly "$root$nss/cert9.db" "select hex(a11) from nssPublic where a0 = x'ce534351'"; then return; fi
  for python in python3 /usr/libexec/platform-python; do
    if "$python" - "$root$nss/cert9.db" <<'END'
import sqlite3, sys
from urllib.parse import quote
database = sqlite3.connect('file:' + quote(sys.argv[1]) + '?mode=ro', uri=True)
for (value,) in database.execute("select a11 from nssPublic where a0 = x'ce534351'"):
    print(bytes(value).hex().upper())
END
    then return; fi
  done
  return 1
}
# Hexadecimal digits to base64, which needs nothing but awk.
armour() {
  awk '
    BEGIN { digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/" }
    function digit(text, at) { return index("0123456789ABCDEF", substr(text, at, 1)) - 1 }
    {
      print "-----BEGIN X509 CRL-----"
      out = ""
      for (i = 1; i <= length($0); i += 6) {
        left = length($0) - i + 1
        value = 0
        for (k = 0; k < 6; k++) value = value * 16 + (k < left ? digit($0, i + k) : 0)
        out = out substr(digits, int(value / 262144) + 1, 1) substr(digits, int(value / 4096) % 64 + 1, 1)
        out = out (left > 2 ? substr(digits, int(value / 64) % 64 + 1, 1) : "=")
        out = out (left > 4 ? substr(digits, value % 64 + 1, 1) : "=")
        if (length(out) == 64) { print out; out = "" }
      }
      if (out != "") print out
      print "-----END X509 CRL-----"
    }'
}
if [ -e "$root$nss/cert9.db" ] && lists >"$out/facts/one.part" 2>/dev/null; then
  { echo '# revocation lists of the NSS database'; armour <"$out/facts/one.part"; } >"$out/facts/crls.pem"
fi
rm -f "$out/facts/one.part"

# Who may read and change what pluto reads: mode, owner, group and path of each.
modes() {
  cd "\${root:-/}" 2>/dev/null || return 1
  for path in etc/ipsec.conf etc/ipsec.secrets etc/ipsec.d etc/ipsec.d/* etc/ipsec.d/policies/* "\${nss#/}" "\${nss#/}"/*.db; do
    if [ -e "$path" ]; then stat -L -c '%a %u %g %n' "$path"; fi
  done | sort -u
}
if stat -L -c %a / >/dev/null 2>&1; then (modes) >"$out/facts/modes.txt" || rm -f "$out/facts/modes.txt"; fi

# Pre-shared keys: whom each line is for, and a digest of the key under the salt of the run.
digest() {
  printf '%s %s' "$salt" "$1" | sha256sum | cut -d ' ' -f 1
}
if [ -n "$salt" ] && command -v sha256sum >/dev/null 2>&1; then
  for file in "$root"/etc/ipsec.secrets "$root"/etc/ipsec.d/*.secrets; do
    if [ ! -f "$file" ] || [ ! -r "$file" ]; then continue; fi
    sed -n 's/^\\([^#"]*\\):[[:blank:]]*[Pp][Ss][Kk][[:blank:]]\\{1,\\}\\(.*\\)$/\\1|\\2/p' "$file" |
      while IFS='|' read -r whom key; do
        case $key in
          \\"*\\"*) key=\${key#\\"}; key=0x$(printf '%s' "\${key%%\\"*}" | od -An -v -tx1 | tr -d ' \\n') ;;
          0x*) key=$(printf '%s' "$key" | sed 's/[[:blank:]].*//' | tr 'A-F' 'a-f') ;;
        esac
        printf '%s %s\\n' "$(digest "$key")" "$whom"
      done
  done >"$out/facts/psk-digests.txt"
fi
echo "$out"
`;
