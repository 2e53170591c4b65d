/** The NSS database: where it is, its password, and what it holds. A part of `import-certificate.sh`. */
export const importDatabase: string = `
# One file or setting of libreswan's configuration as the installed release sees it; nothing where it does not say.
configured() {
    ipsec addconn --configsetup </dev/null 2>/dev/null |
        sed -n "s/^\\(export \\)\\{0,1\\}$1=['\\"]\\{0,1\\}\\(\\/[^'\\"]*\\)['\\"]\\{0,1\\}\\$/\\2/p" | sed -n '$p'
}
if [ -z "$nssdir" ]; then
    nssdir=$(configured nssdir)
    [ -n "$nssdir" ] || nssdir=$nssdir_default
    [ -n "$nssdir" ] || die "cannot tell where the NSS database is; give --nssdir DIR"
fi

# Without a password file the tools ask a terminal, and ask for ever where there is none.
printf '\\n' >"$tmp/no-password"
if [ -z "$nsspassword" ]; then
    nsspassword=$tmp/no-password
    for directory in "$(configured ipsecdir)" /etc/ipsec.d "$nssdir"; do
        if [ -n "$directory" ] && [ -f "$directory/nsspassword" ]; then
            nsspassword=$directory/nsspassword
            break
        fi
    done
fi
[ -r "$nsspassword" ] || die "cannot read $nsspassword"

# What a certificate file says, in one line: fingerprint, subject as DER, public key; a dash for what is not there.
describe() {
    openssl x509 -in "$1" -noout -fingerprint -sha256 -subject -nameopt oid,dump_all,dump_der,sep_comma_plus -pubkey 2>/dev/null |
        awk '
            /[Ff]ingerprint=/ { sub(/.*=/, ""); print_ = $0; next }
            /^subject=/ { sub(/^subject= */, ""); subject = $0; next }
            /-----BEGIN/ { inside = 1; next }
            /-----END/ { inside = 0; next }
            inside { public = public $0 }
            END {
                if (print_ == "") exit 1
                print print_, (subject == "" ? "-" : subject), (public == "" ? "-" : public)
            }'
}

# Every certificate of a database as a line of the file OUT: number of its nickname, trust, fingerprint, subject, public
# key. The nicknames are in OUT.1, OUT.2, ...; no value of a certificate is ever taken for shell text. Several
# certificates may have one nickname, and certutil does not say whose trust is whose: then all have a private key (u) where
# each row says so, and are trusted where one says so.
# usage: survey DIRECTORY PASSWORD-FILE OUT
survey() {
    certutil -L -d "sql:$1" -f "$2" </dev/null >"$3.list" 2>"$tmp/why" || return 1
    : >"$3"
    sed -e '1,/SSL,S\\/MIME/d' -e 's/[[:blank:]]*$//' -e '/^$/d' "$3.list" |
        awk -v out="$3" '
            {
                trust = $NF
                sub(/[ \\t]+[^ \\t]+$/, "")
                if (!($0 in number)) {
                    number[$0] = ++count
                    all[count] = trust
                    print > (out "." count)
                    close(out "." count)
                } else {
                    n = number[$0]
                    if (trust !~ /u/ || all[n] !~ /u/) { gsub(/u/, "", all[n]); gsub(/u/, "", trust) }
                    all[n] = all[n] "," trust
                }
            }
            END { for (n = 1; n <= count; n++) print n, all[n] }' >"$3.rows"
    while read -r number trust; do
        rm -f "$tmp"/one.*
        certutil -L -d "sql:$1" -f "$2" -n "$(cat "$3.$number")" -a </dev/null 2>"$tmp/why" |
            awk -v out="$tmp/one." '/-----BEGIN/ { n++ } n { print > (out n) }'
        for one in "$tmp"/one.*; do
            [ -f "$one" ] || continue
            line=$(describe "$one") && printf '%s %s %s\\n' "$number" "$trust" "$line" >>"$3"
        done
    done <"$3.rows"
}

is_user() {
    case $1 in
    *u*) return 0 ;;
    *) return 1 ;;
    esac
}
`;
