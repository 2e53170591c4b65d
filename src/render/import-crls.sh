usage() {
    cat <<'END'
usage: import-crls.sh [--nssdir DIR] [--nsspassword FILE] [FILE ...]

Imports revocation lists into libreswan's NSS database: those of the inventory, or the files that are given, in PEM.
A list that is in the database already, or an older one, changes nothing. A list whose authority is not in the
database is refused.

Exit status: 0 done or unchanged, 1 a list could not be imported, 2 wrong usage.
END
}

say() {
    printf '%s\n' "import-crls.sh: $*" >&2
}

nssdir=
nsspassword=
while [ $# -gt 0 ]; do
    case $1 in
    --nssdir | --nsspassword)
        if [ $# -lt 2 ] || [ -z "$2" ]; then
            say "$1 wants a value"
            exit 2
        fi
        case $1 in
        --nssdir) nssdir=${2#sql:} ;;
        --nsspassword) nsspassword=$2 ;;
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
        say "no such option: $1"
        usage >&2
        exit 2
        ;;
    *) break ;;
    esac
    shift
done

: "${nssdir:=$nssdir_default}"
if [ -z "$nssdir" ]; then
    say 'say where the NSS database is: --nssdir DIR'
    exit 2
fi
if ! command -v crlutil >/dev/null 2>&1; then
    say 'crlutil is missing: install nss-tools (RHEL, Fedora) or libnss3-tools (Debian)'
    exit 1
fi

work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
failed=0

# One PEM file may hold several lists; crlutil takes DER, one a call.
import() {
    awk -v out="$work/list" '
        /^-----BEGIN X509 CRL-----/ { n++; inside = 1; next }
        /^-----END X509 CRL-----/ { inside = 0; next }
        inside { print > (out n) }
    ' "$1"
    found=no
    for text in "$work"/list*; do
        [ -e "$text" ] || continue
        found=yes
        base64 -d <"$text" >"$work/der" || failed=1
        if [ -n "$nsspassword" ]; then
            said=$(crlutil -I -i "$work/der" -d "sql:$nssdir" -f "$nsspassword" 2>&1)
        else
            said=$(crlutil -I -i "$work/der" -d "sql:$nssdir" 2>&1)
        fi
        status=$?
        case $status:$said in
        0:*) ;;
        *SEC_ERROR_OLD_CRL*) ;;
        *)
            say "$said"
            failed=1
            ;;
        esac
        rm -f "$text"
    done
    if [ "$found" = no ]; then
        say "no revocation list in PEM: $1"
        failed=1
    fi
}

if [ $# -gt 0 ]; then
    for file in "$@"; do
        case $file in
        /*) import "$file" ;;
        *) import "./$file" ;;
        esac
    done
else
    import "$shared/crls.pem"
fi
exit "$failed"
