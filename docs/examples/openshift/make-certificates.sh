#!/bin/sh
# Makes the certificates of the example with openssl: a CA named as OpenShift's signer is (OU and CN), and a certificate
# for each host with the subject that OpenShift's nodes have. They are FOR TESTS: their keys lie beside them, in public.
# `openssl ca` is used because it alone takes the first and last day of validity on every version of openssl.
#
# Usage: make-certificates.sh [FOLDER]   (the default is the folder pki beside this script)
set -eu
pki=${1:-$(dirname -- "$0")/pki}
mkdir -p "$pki"
cd "$pki"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
: >"$work/index.txt"
cat >"$work/ca.conf" <<EOF
[ca]
default_ca = example
[example]
database = $work/index.txt
new_certs_dir = $work
rand_serial = yes
default_md = sha256
default_startdate = 20200101000000Z
default_enddate = 21200101000000Z
policy = anything
unique_subject = no
[anything]
organizationName = optional
organizationalUnitName = optional
commonName = supplied
[authority]
basicConstraints = critical,CA:TRUE
keyUsage = critical,keyCertSign,cRLSign,digitalSignature
subjectKeyIdentifier = hash
EOF

key() { # FILE
  {
    echo 'TEST KEY of the example in swanmesh, published with it. Never use it for anything else.'
    openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 2>/dev/null
  } >"$1"
}

key ca.key
openssl req -new -key ca.key -subj '/OU=openshift/CN=openshift-signer@example' -out "$work/ca.csr"
openssl ca -batch -notext -config "$work/ca.conf" -selfsign -keyfile ca.key -extensions authority \
  -in "$work/ca.csr" -out ca.crt 2>/dev/null

while read -r host short address; do
  key "$short.key"
  openssl req -new -key "$short.key" -subj "/O=system:nodes/CN=system:node:$host" -out "$work/host.csr"
  cat >"$work/host.ext" <<EOF
basicConstraints = critical,CA:FALSE
keyUsage = critical,digitalSignature,keyEncipherment
extendedKeyUsage = serverAuth,clientAuth
subjectAltName = DNS:$host,IP:$address
EOF
  openssl ca -batch -notext -config "$work/ca.conf" -cert ca.crt -keyfile ca.key -extfile "$work/host.ext" \
    -in "$work/host.csr" -out "$short.crt" 2>/dev/null
done <<EOF
master-1.example.com master-1 172.16.0.11
master-2.example.com master-2 172.16.0.12
node-1.example.com node-1 172.16.0.21
node-2.example.com node-2 172.16.0.22
node-3.example.com node-3 172.16.0.23
EOF
