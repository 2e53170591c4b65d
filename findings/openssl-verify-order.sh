#!/bin/sh
# openssl verify tries one of two certificates of the same authority, the first that fits by name and key: of an authority that
# was cross-signed, whether a host is accepted depends on the order of the -untrusted file. NSS (vfychain, and so pluto)
# goes on to the other one.
#
# Seen with OpenSSL 3.0 (Debian 12). Expected here: the same two certificates, refused in one order and accepted in the other.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
openssl version

authority() { # NAME
    openssl ecparam -name prime256v1 -genkey -noout -out "$1.key"
    openssl req -new -x509 -key "$1.key" -subj "/CN=$1" -days 30 -out "$1.crt" \
        -addext basicConstraints=critical,CA:TRUE -addext keyUsage=critical,keyCertSign 2>/dev/null
}
authority root
authority stranger

openssl ecparam -name prime256v1 -genkey -noout -out middle.key
openssl req -new -key middle.key -subj /CN=middle -out middle.csr
printf 'basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign\nsubjectKeyIdentifier=hash\nauthorityKeyIdentifier=keyid\n' >ca.ext
for by in root stranger; do
    openssl x509 -req -in middle.csr -CA "$by.crt" -CAkey "$by.key" -days 30 -extfile ca.ext -out "middle-by-$by.crt" 2>/dev/null
done
openssl ecparam -name prime256v1 -genkey -noout -out host.key
openssl req -new -key host.key -subj /CN=host -out host.csr
printf 'basicConstraints=CA:FALSE\nauthorityKeyIdentifier=keyid\n' >host.ext
openssl x509 -req -in host.csr -CA middle-by-root.crt -CAkey middle.key -days 30 -extfile host.ext -out host.crt 2>/dev/null

cat middle-by-stranger.crt middle-by-root.crt >stranger-first.pem
cat middle-by-root.crt middle-by-stranger.crt >root-first.pem
verify() {
    if openssl verify -CAfile root.crt -untrusted "$1" host.crt >/dev/null 2>&1; then echo accepted; else echo refused; fi
}
echo "root first: $(verify root-first.pem)"
echo "stranger first: $(verify stranger-first.pem)"
[ "$(verify root-first.pem) $(verify stranger-first.pem)" = 'accepted refused' ]
