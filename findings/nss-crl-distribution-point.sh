#!/bin/sh
# crlutil of NSS does not import a revocation list with an issuing distribution point, which RFC 5280 §5.2.5 makes critical and says
# conforming readers should know: SEC_ERROR_CRL_UNKNOWN_CRITICAL_EXTENSION. Authorities that divide their lists (for users and for
# authorities, Microsoft's and others' habit) have none that libreswan can use. The same list without the extension is imported.
#
# Seen with NSS 3.87 (libnss3-tools of Debian 12) and OpenSSL 3.0; 3.61 and 3.110 do the same. Expected here: plain imported, scoped refused.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
PATH=$PATH:/usr/sbin
openssl version
dpkg-query -W -f '${Package} ${Version}\n' libnss3-tools 2>/dev/null || true

openssl ecparam -name prime256v1 -genkey -noout -out ca.key
openssl req -new -x509 -key ca.key -subj /CN=authority -days 30 -out ca.crt \
    -addext keyUsage=critical,keyCertSign,cRLSign 2>/dev/null
: >index.txt
echo 01 >crlnumber
cat >ca.cnf <<'END'
[ca]
default_ca = own
[own]
database = index.txt
crlnumber = crlnumber
default_md = sha256
default_crl_days = 7
[plain]
authorityKeyIdentifier = keyid
[scoped]
authorityKeyIdentifier = keyid
issuingDistributionPoint = critical, @point
[point]
onlyuser = TRUE
END

certutil -N -d sql:. --empty-password
certutil -A -d sql:. -n authority -t CT,, -a -i ca.crt
outcome() { # SECTION
    openssl ca -config ca.cnf -gencrl -keyfile ca.key -cert ca.crt -crlexts "$1" -out "$1.pem" 2>/dev/null
    openssl crl -in "$1.pem" -outform DER -out "$1.crl"
    if crlutil -I -i "$1.crl" -d sql:. >said 2>&1; then
        echo imported
    else
        grep -o 'SEC_ERROR_[A-Z_]*' said
    fi
}
scoped=$(outcome scoped)
plain=$(outcome plain)
echo "with an issuing distribution point: $scoped"
echo "without: $plain"
[ "$scoped $plain" = 'SEC_ERROR_CRL_UNKNOWN_CRITICAL_EXTENSION imported' ]
