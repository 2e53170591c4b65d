#!/bin/sh
# Boots a user-mode Linux on the host's own files, read only, measures in it, and prints the result.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp "$here/guest.sh" "$here/load_modules.py" "$here/measure.py" "$work/"
chmod +x "$work/guest.sh"
TMPDIR=$work timeout 300 linux.uml mem=512M rootfstype=hostfs rootflags=/ ro init="$work/guest.sh" shared="$work" \
  con0=null,null con=null umid="mtu-$$" > "$work/boot.log" 2>&1 < /dev/null || true
[ -s "$work/result.json" ] || { cat "$work/boot.log" "$work/log" >&2; exit 1; }
cat "$work/result.json"
