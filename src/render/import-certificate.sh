usage() {
    cat <<'END'
usage: import-certificate.sh [options] [CERT KEY CA]
       import-certificate.sh [options] --p12 FILE

Imports the certificate and private key of this host, and the certificates of its authority, into libreswan's NSS
database under the nickname that the configuration names. Prints "unchanged" when all of it is there already, else
"imported". CERT, KEY and CA are PEM files.

  --check                  change nothing; say what would be done, and exit with 3 if that is anything
  --p12 FILE               take everything from a PKCS#12 file, made with an empty password
  --p12-password-file FILE the password of the PKCS#12 file is the first line of FILE
  --nssdir DIR             the NSS database, where it is not the one that libreswan names
  --nsspassword FILE       the password of the database, where it is not in libreswan's nsspassword file

Exit status: 0 done or unchanged, 1 failed with the database as it was, 2 wrong usage, 3 --check found work to do.
END
}

say() {
    printf '%s\n' "import-certificate.sh: $*" >&2
}

die() {
    say "$*"
    exit 1
}

# The same text for a program's option as for a file name that begins with a dash.
as_path() {
    case $1 in
    /*) printf '%s\n' "$1" ;;
    *) printf '%s\n' "./$1" ;;
    esac
}

check=no
p12=
p12_password_file=
nssdir=
nsspassword=
while [ $# -gt 0 ]; do
    case $1 in
    --check) check=yes ;;
    --p12 | --p12-password-file | --nssdir | --nsspassword)
        if [ $# -lt 2 ] || [ -z "$2" ]; then
            say "$1 wants a value"
            exit 2
        fi
        case $1 in
        --p12) p12=$(as_path "$2") ;;
        --p12-password-file) p12_password_file=$(as_path "$2") ;;
        --nssdir) nssdir=$(as_path "${2#sql:}") ;;
        --nsspassword) nsspassword=$(as_path "$2") ;;
        esac
        shift
        ;;
    -h | --help)
        usage
        exit 0
        ;;
    --)
        shift
        break
        ;;
    -*)
        say "unknown option $1"
        usage >&2
        exit 2
        ;;
    *) break ;;
    esac
    shift
done
if [ -n "$p12" ] && [ $# -gt 0 ]; then
    say "give either --p12 FILE or CERT KEY CA"
    exit 2
fi
case $# in
0) ;;
3)
    certificate=$(as_path "$1")
    key=$(as_path "$2")
    authority=$(as_path "$3")
    ;;
*)
    usage >&2
    exit 2
    ;;
esac
if [ -z "$p12" ]; then
    if [ -z "$certificate" ] || [ -z "$key" ] || [ -z "$authority" ]; then
        say "which files? the inventory has no onHost, so give CERT KEY CA or --p12 FILE"
        exit 2
    fi
    set -- "$certificate" "$key" "$authority"
else
    set -- "$p12"
fi
[ -z "$p12_password_file" ] || set -- "$@" "$p12_password_file"
for file in "$@"; do
    if [ ! -f "$file" ] || [ ! -r "$file" ]; then
        die "cannot read $file"
    fi
done
for tool in openssl certutil pk12util awk; do
    command -v "$tool" >/dev/null 2>&1 || die "$tool is missing; it comes with the packages openssl and nss-tools (libnss3-tools)"
done

umask 077
LC_ALL=C
export LC_ALL
tmp=
backup=

# On the disk, not only written: a host may lose its power.
to_disk() {
    [ -e "$1" ] || return 0
    sync "$@" 2>/dev/null || sync
}

# The copy of the database lies beside it under a name that the next run finds, from before the first change until the
# last; it appears and goes by one rename each.
drop_backup() {
    mv "$nssdir/.import-certificate.backup" "$nssdir/.import-certificate.old" || return 1
    rm -rf "$nssdir/.import-certificate.old"
    backup=
}

# Puts the database back as it was, into the same files: a running pluto has them open. A file that is as it was is not
# touched: where nothing can be written, nothing needs to be. It can be done again after it was cut off.
restore() {
    say "putting the database back as it was"
    for name in cert9.db key4.db pkcs11.txt; do
        rm -f "$nssdir/$name-journal" "$nssdir/$name-wal" "$nssdir/$name-shm"
        if [ -f "$backup/$name" ]; then
            cmp -s "$backup/$name" "$nssdir/$name" || cat "$backup/$name" >"$nssdir/$name" || return 1
        else
            rm -f "$nssdir/$name" || return 1
        fi
    done
    to_disk "$nssdir"/*.db
    drop_backup
}

finish() {
    status=$?
    trap '' HUP INT QUIT PIPE TERM
    trap - EXIT
    if [ -n "$backup" ]; then
        if ! restore; then
            say "COULD NOT RESTORE; the old database is in $backup, and the next run puts it back"
            exit 1
        fi
        [ "$status" -ne 0 ] || status=1
    fi
    [ -z "$tmp" ] || rm -rf "$tmp"
    exit "$status"
}
trap finish EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 131' QUIT
trap 'exit 141' PIPE
trap 'exit 143' TERM

# Keys pass through it, so memory rather than disk where there is a choice.
for parent in "${TMPDIR:-}" /run /tmp; do
    [ -n "$parent" ] || continue
    tmp=$(mktemp -d "$parent/import-certificate.XXXXXXXXXX" 2>/dev/null) && break
    tmp=
done
[ -n "$tmp" ] || die "cannot make a private temporary directory"
printf '%s\n' "$$" >"$tmp/pid"
# What a killed run left there: keys.
for left in "${tmp%/*}"/import-certificate.??????????; do
    { [ -d "$left" ] && [ ! -L "$left" ] && [ -f "$left/pid" ]; } || continue
    pid=$(cat "$left/pid")
    case $pid in
    '' | *[!0-9]*) ;;
    *) kill -0 "$pid" 2>/dev/null || rm -rf "$left" ;;
    esac
done

# One file or setting of libreswan's configuration as the installed release sees it; nothing where it does not say.
configured() {
    ipsec addconn --configsetup </dev/null 2>/dev/null |
        sed -n "s/^\(export \)\{0,1\}$1=['\"]\{0,1\}\(\/[^'\"]*\)['\"]\{0,1\}\$/\2/p" | sed -n '$p'
}
if [ -z "$nssdir" ]; then
    nssdir=$(configured nssdir)
    [ -n "$nssdir" ] || nssdir=$nssdir_default
    [ -n "$nssdir" ] || die "cannot tell where the NSS database is; give --nssdir DIR"
fi

# Without a password file the tools ask a terminal, and ask for ever where there is none.
printf '\n' >"$tmp/no-password"
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
    sed -e '1,/SSL,S\/MIME/d' -e 's/[[:blank:]]*$//' -e '/^$/d' "$3.list" |
        awk -v out="$3" '
            {
                trust = $NF
                sub(/[ \t]+[^ \t]+$/, "")
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
            line=$(describe "$one") && printf '%s %s %s\n' "$number" "$trust" "$line" >>"$3"
        done
    done <"$3.rows"
}

is_user() {
    case $1 in
    *u*) return 0 ;;
    *) return 1 ;;
    esac
}

# A PKCS#12 file, from the PEM files named, under our nickname. usage: make_p12 OUT ENCRYPTION MAC OPTIONS...
make_p12() {
    out=$1
    cipher=$2
    mac=$3
    shift 3
    openssl pkcs12 -export "$@" -name "$nickname" -keypbe "$cipher" -certpbe "$cipher" -macalg "$mac" \
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
[ ${#random} -eq 48 ] || die "openssl gives no random bytes"
printf 'Aa1-%s\n' "$random" >"$tmp/password"

# Old NSS knows no AES in PKCS#12, FIPS mode no 3DES; the scratch import tells.
build() {
    make_p12 "$tmp/new.p12" AES-256-CBC sha256 "$@" && try_import "$tmp/new.p12" -w "$tmp/password" && return 0
    cp "$tmp/why" "$tmp/why.first"
    make_p12 "$tmp/new.p12" PBE-SHA1-3DES sha1 "$@" && try_import "$tmp/new.p12" -w "$tmp/password" && return 0
    die "NSS cannot import this certificate and key: $(cat "$tmp/why.first")"
}

# Whether the certificates in the first file lead to the one in the second; that they are valid today is not asked.
issued_by() {
    set -- "$1" "$2" -partial_chain -ignore_critical
    for option in -no_check_time -auth_level; do
        openssl verify -help 2>&1 | grep -q -e " $option" || continue
        set -- "$@" "$option"
        [ "$option" = -no_check_time ] || set -- "$@" 0
    done
    given=$1
    host=$2
    shift 2
    if [ "$(describe "$given")" = "$(describe "$host")" ]; then
        echo 'it is that certificate itself' >"$tmp/why"
        return 1
    fi
    mkdir -p "$tmp/no-authorities"
    openssl verify "$@" -CApath "$tmp/no-authorities" -CAfile "$given" -untrusted "$host" "$host" >"$tmp/why" 2>&1 </dev/null && return 0
    # Before OpenSSL 1.1 the time cannot be left out.
    grep -q -i -e 'error [0-9]* at' "$tmp/why" && ! grep -i -e 'error [0-9]* at' "$tmp/why" | grep -q -v -i -e 'expired' -e 'not yet valid'
}

# The certificates under nickname number $1 of the scratch database, as PEM.
scratch_pem() {
    certutil -L -d "sql:$tmp/scratch" -f "$tmp/password" -n "$(cat "$tmp/new.$1")" -a </dev/null 2>"$tmp/why"
}

# Where the PKCS#12 file brings authorities along, one of them must have issued its certificate.
p12_issued() {
    mine=$(new_nickname)
    scratch_pem "$mine" >"$tmp/p12-host.pem" || die "certutil cannot show a certificate of $p12: $(cat "$tmp/why")"
    : >"$tmp/p12-others.pem"
    awk -v n="$mine" '$1 != n { print $1 }' "$tmp/new" | sort -u >"$tmp/p12-others"
    while read -r number; do
        scratch_pem "$number" >>"$tmp/p12-others.pem" || die "certutil cannot show a certificate of $p12: $(cat "$tmp/why")"
    done <"$tmp/p12-others"
    [ ! -s "$tmp/p12-others.pem" ] || issued_by "$tmp/p12-others.pem" "$tmp/p12-host.pem" ||
        die "no authority in $p12 issued its certificate: $(cat "$tmp/why")"
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
    p12_issued
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
    issued_by "$authority" "$certificate" ||
        die "$authority did not issue the certificate in $certificate: $(cat "$tmp/why")"
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

# One import at a time. The directory is its own lock file: nothing is left behind.
if [ "$check" = no ]; then
    [ -d "$nssdir" ] || mkdir -p "$nssdir" || die "cannot make $nssdir"
    { [ -r "$nssdir" ] && [ -x "$nssdir" ]; } || die "cannot read $nssdir"
    if command -v flock >/dev/null 2>&1; then
        exec 9<"$nssdir" || die "cannot open $nssdir"
        flock -w 60 9 || die "another import is at work in $nssdir"
    fi
fi
if [ -d "$nssdir/.import-certificate.backup" ]; then
    say "an import before this one was cut off"
    if [ "$check" = yes ]; then
        printf 'would put the database back, and import\n'
        exit 3
    fi
    backup=$nssdir/.import-certificate.backup
    restore || die "cannot put the database back from $backup"
fi
[ "$check" = yes ] || rm -rf "$nssdir/.import-certificate.new" "$nssdir/.import-certificate.old"

# Why the database cannot be read, from what the tools said last.
unreadable() {
    case $(cat "$tmp/why") in
    *BAD_PASSWORD* | *'could not authenticate'* | *'ncorrect password'*)
        die "the password in $nsspassword is not that of the NSS database in $nssdir: $(cat "$tmp/why")"
        ;;
    *BAD_DATABASE* | *SEC_ERROR_LEGACY_DATABASE* | *'old, unsupported format'*)
        die "the NSS database in $nssdir is damaged: $(cat "$tmp/why")"
        ;;
    esac
    die "cannot read the NSS database in $nssdir: $(cat "$tmp/why")"
}

if [ -f "$nssdir/cert9.db" ]; then
    survey "$nssdir" "$nsspassword" "$tmp/old" || unreadable
elif [ -f "$nssdir/cert8.db" ]; then
    die "the NSS database in $nssdir has the old format; run ipsec checknss first"
else
    : >"$tmp/old"
fi

# Whether the live database has, by its survey, everything: ours with its key under our nickname, and every authority.
# usage: has_all SURVEY
has_all() {
    while read -r number trust print_ _; do
        found=no
        while read -r its_number its_trust its_print _; do
            [ "$its_print" = "$print_" ] || continue
            if ! is_user "$trust"; then
                found=yes
            elif is_user "$its_trust" && [ "$(cat "$1.$its_number")" = "$nickname" ]; then
                found=yes
            fi
        done <"$1"
        [ "$found" = yes ] || return 1
    done <"$tmp/new"
}

# What has to go: the certificates of our nickname, and those of our subject, whose nickname the new one would silently
# get. NSS removes by nickname, so all of one go or none; the new one is imported afterwards even where it was among them.
: >"$tmp/older"
: >"$tmp/room"
# shellcheck disable=SC2094 # both ends only read
while read -r number trust print_ subject public; do
    its_nickname=$(cat "$tmp/old.$number")
    [ "$its_nickname" = "$nickname" ] || [ "$subject" = "$new_subject" ] || continue
    other=$(awk -v key="$public" -v n="$number" '$5 == key && key != "-" && $1 != n { print $1; exit }' "$tmp/old")
    if [ -n "$other" ]; then
        # Another nickname lives on this key. Beside a certificate of the same name and subject the new one finds room.
        if [ "$its_nickname" != "$nickname" ] || [ "$subject" != "$new_subject" ]; then
            die "will not remove $its_nickname: its private key is also used under the nickname $(cat "$tmp/old.$other")"
        fi
        printf '%s\n' "$number" >>"$tmp/room"
    elif [ "$its_nickname" != "$nickname" ] || [ "$print_" != "$new_print" ] || ! is_user "$trust"; then
        case $trust in
        *[CT]*) die "the nickname or subject of the new certificate is that of an authority that the database trusts: $its_nickname" ;;
        esac
        printf '%s\n' "$number" >>"$tmp/older"
    fi
done <"$tmp/old"
sort -u "$tmp/older" | while read -r number; do
    grep -qx "$number" "$tmp/room" || printf '%s\n' "$number"
done >"$tmp/remove"

# Beside an older one ours is not enough: which of the two pluto presents would be left to NSS.
if [ ! -s "$tmp/remove" ] && has_all "$tmp/old"; then
    printf 'unchanged\n'
    exit 0
fi

while read -r number; do
    say "$([ "$check" = yes ] && echo 'would remove' || echo 'removing') what is there under the nickname $(cat "$tmp/old.$number")"
done <"$tmp/remove"
if [ "$check" = yes ]; then
    printf 'would import\n'
    exit 3
fi

# Beside each file the tools write a journal.
for file in "$nssdir" "$nssdir/cert9.db" "$nssdir/key4.db"; do
    [ ! -e "$file" ] || [ -w "$file" ] || die "cannot write to $file"
done
mkdir "$nssdir/.import-certificate.new" || die "cannot make a backup in $nssdir"
for name in cert9.db key4.db pkcs11.txt; do
    [ ! -f "$nssdir/$name" ] || cp -p "$nssdir/$name" "$nssdir/.import-certificate.new/$name" || {
        rm -rf "$nssdir/.import-certificate.new"
        die "cannot back up $nssdir/$name"
    }
done
to_disk "$nssdir"/.import-certificate.new/*
mv "$nssdir/.import-certificate.new" "$nssdir/.import-certificate.backup" || die "cannot make a backup in $nssdir"
backup=$nssdir/.import-certificate.backup
to_disk "$nssdir"

if [ ! -f "$nssdir/cert9.db" ]; then
    certutil -N -d "sql:$nssdir" -f "$nsspassword" </dev/null >"$tmp/why" 2>&1 ||
        certutil -N -d "sql:$nssdir" --empty-password </dev/null >"$tmp/why" 2>&1 ||
        die "cannot make an NSS database in $nssdir: $(cat "$tmp/why")"
fi
while read -r number; do
    # One at a time, as many as there are.
    # shellcheck disable=SC2034 # counted, not read
    awk -v n="$number" '$1 == n' "$tmp/old" | sort -u | while read -r one; do
        certutil -D -d "sql:$nssdir" -f "$nsspassword" -n "$(cat "$tmp/old.$number")" </dev/null >"$tmp/why" 2>&1 || exit 1
    done || die "cannot remove $(cat "$tmp/old.$number"): $(cat "$tmp/why")"
done <"$tmp/remove"
if [ -f "$tmp/p12-empty" ]; then
    set -- -W ""
elif [ -f "$tmp/p12-password" ]; then
    set -- -w "$tmp/p12-password"
else
    set -- -w "$tmp/password"
fi
pk12util -i "$tmp/new.p12" "$@" -d "sql:$nssdir" -k "$nsspassword" </dev/null >"$tmp/why" 2>&1 ||
    case $(cat "$tmp/why") in
    *BAD_PASSWORD* | *'could not authenticate'* | *'ncorrect password'*) unreadable ;;
    *) die "pk12util could not import into $nssdir: $(cat "$tmp/why")" ;;
    esac

survey "$nssdir" "$nsspassword" "$tmp/now" || die "cannot read the NSS database after the import: $(cat "$tmp/why")"
has_all "$tmp/now" || die "the certificate is not there under the nickname $nickname after the import"
# Everything else is where it was.
while read -r number _ print_ _; do
    grep -qx "$number" "$tmp/remove" && continue
    kept=no
    while read -r its_number _ its_print _; do
        [ "$its_print" = "$print_" ] && cmp -s "$tmp/old.$number" "$tmp/now.$its_number" && kept=yes
    done <"$tmp/now"
    [ "$kept" = yes ] || die "the import would have lost the certificate with the nickname $(cat "$tmp/old.$number")"
done <"$tmp/old"

to_disk "$nssdir"/*.db
drop_backup || die "cannot remove the backup in $nssdir"
if command -v restorecon >/dev/null 2>&1; then
    restorecon -R "$nssdir" || say "restorecon $nssdir failed"
fi
printf 'imported\n'
