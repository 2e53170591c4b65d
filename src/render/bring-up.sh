#!/bin/sh
# Brings up the conns of which this host is the first end, after they are loaded. Written by swanmesh; safe to repeat.
set -u
PATH="$PATH:/usr/sbin:/sbin"

if ! ipsec whack --status >/dev/null 2>&1; then
  echo 'bring-up.sh: pluto does not answer; start ipsec first' >&2
  exit 1
fi
failed=0
while read -r conn; do
  [ -n "$conn" ] || continue
  ipsec whack --asynchronous --name "$conn" --initiate </dev/null || failed=1
done <<'CONNS'
@CONNS@
CONNS
exit "$failed"
