/** The new certificate with its key as PKCS#12, tried in a scratch database first. A part of `import-certificate.sh`. */
export const importBundle: string = `
# A PKCS#12 file, from the PEM files named, under our nickname. usage: make_p12 OUT ENCRYPTION MAC OPTIONS...
make_p12() {
    out=$1
    cipher=$2
    mac=$3
    shift 3
    openssl pkcs12 -export "$@" -name "$nickname" -keypbe "$cipher" -certpbe "$cipher" -macalg "$mac" \\
        -passout "file:$tmp/password" -out "$out" </dev/null 2>"$tmp/why"
}

# Imports a PKCS#12 file into a scratch database. usage: try_import FILE PASSWORD-OPTION PASSWORD
try_import() {
    rm -rf "$tmp/scratch"
    mkdir "$tmp/scratch" || return 1
    certutil -N -d "sql:$tmp/scratch" -f "$tmp/password" </dev/null >"$tmp/why" 2>&1 || return 1
    pk12util -i "$1" "$2" "$3" -d "sql:$tmp/scratch" -k "$tmp/password" </dev/null >"$tmp/why" 2>&1
}

# Long, and of three kinds of character, as a database in FIPS mode wants it.
random=$(openssl rand -hex 24) || random=
[ \${#random} -eq 48 ] || die "openssl gives no random bytes"
printf 'Aa1-%s\\n' "$random" >"$tmp/password"

# Old NSS knows no AES in PKCS#12, FIPS mode no 3DES; the scratch import tells.
build() {
    make_p12 "$tmp/new.p12" AES-256-CBC sha256 "$@" && try_import "$tmp/new.p12" -w "$tmp/password" && return 0
    cp "$tmp/why" "$tmp/why.first"
    make_p12 "$tmp/new.p12" PBE-SHA1-3DES sha1 "$@" && try_import "$tmp/new.p12" -w "$tmp/password" && return 0
    die "NSS cannot import this certificate and key: $(cat "$tmp/why.first")"
}

new_nickname() {
    awk '$2 ~ /u/ { print $1; exit }' "$tmp/new"
}

if [ -n "$p12" ]; then
    if [ -n "$p12_password_file" ]; then
        try_import "$p12" -w "$p12_password_file" || die "NSS cannot import $p12: $(cat "$tmp/why")"
    else
        try_import "$p12" -W "" || die "NSS cannot import $p12: $(cat "$tmp/why")"
    fi
    survey "$tmp/scratch" "$tmp/password" "$tmp/new" || die "certutil cannot list a fresh database: $(cat "$tmp/why")"
    [ "$(awk '$2 ~ /u/' "$tmp/new" | wc -l)" -eq 1 ] || die "$p12 must hold one certificate with its private key"
    if [ "$(cat "$tmp/new.$(new_nickname)")" != "$nickname" ]; then
        # It brings another nickname along: wrap the same key and certificates again.
        if [ -n "$p12_password_file" ]; then
            set -- -passin "file:$p12_password_file"
        else
            set -- -passin pass:
        fi
        openssl pkcs12 -in "$p12" -nodes "$@" -out "$tmp/all.pem" </dev/null 2>"$tmp/why" ||
            openssl pkcs12 -legacy -in "$p12" -nodes "$@" -out "$tmp/all.pem" </dev/null 2>"$tmp/why.legacy" ||
            die "openssl cannot read $p12: $(cat "$tmp/why")"
        build -in "$tmp/all.pem"
        rm -f "$tmp/all.pem"
    else
        cp "$p12" "$tmp/new.p12"
        if [ -n "$p12_password_file" ]; then
            cp "$p12_password_file" "$tmp/p12-password"
        else
            : >"$tmp/p12-empty"
        fi
    fi
else
    openssl x509 -in "$certificate" -noout -pubkey >"$tmp/certificate.pub" 2>"$tmp/why" </dev/null ||
        die "$certificate must be a certificate in PEM: $(cat "$tmp/why")"
    openssl pkey -in "$key" -pubout -passin pass: >"$tmp/key.pub" 2>"$tmp/why" </dev/null ||
        die "$key must be an unencrypted private key in PEM: $(cat "$tmp/why")"
    cmp -s "$tmp/certificate.pub" "$tmp/key.pub" || die "$key is not the private key of the first certificate in $certificate"
    openssl x509 -in "$authority" -noout 2>"$tmp/why" </dev/null ||
        die "$authority must be a certificate in PEM: $(cat "$tmp/why")"
    build -in "$certificate" -inkey "$key" -certfile "$authority" -passin pass:
fi

survey "$tmp/scratch" "$tmp/password" "$tmp/new" || die "certutil cannot list a fresh database: $(cat "$tmp/why")"
new=$(new_nickname)
[ -n "$new" ] || die "NSS did not take the private key together with its certificate"
[ "$(cat "$tmp/new.$new")" = "$nickname" ] || die "NSS would call the certificate $(cat "$tmp/new.$new"), not $nickname"
set -f
# shellcheck disable=SC2046 # three words without blanks
set -- $(awk -v n="$new" '$1 == n { print $3, $4, $5; exit }' "$tmp/new")
set +f
new_print=$1
new_subject=$2
`;
