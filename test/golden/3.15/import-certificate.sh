#!/bin/sh
# Imports this host's certificate into libreswan's NSS database. Written by swanmesh; --help says more.
# shellcheck disable=SC1003,SC2016,SC2034 # the values are text, whatever they look like
set -u
nickname='node-1.example.com'
certificate='/etc/origin/node/server.crt'
key='/etc/origin/node/server.key'
authority='/etc/origin/node/ca.crt'
nssdir_default='/etc/ipsec.d'
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd) || exit 1
shared=${here%/*}/_shared
if [ ! -f "$shared/import-certificate.sh" ]; then
    echo "$0: $shared/import-certificate.sh is missing; bring the folder _shared along, beside this one" >&2
    exit 1
fi
# shellcheck source=/dev/null
. "$shared/import-certificate.sh"
