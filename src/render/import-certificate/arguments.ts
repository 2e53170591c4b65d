/** What the script is called with: its usage, its options, the files. A part of `import-certificate.sh`. */
export const importArguments: string = `
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
    printf '%s\\n' "import-certificate.sh: $*" >&2
}

die() {
    say "$*"
    exit 1
}

# The same text for a program's option as for a file name that begins with a dash.
as_path() {
    case $1 in
    /*) printf '%s\\n' "$1" ;;
    *) printf '%s\\n' "./$1" ;;
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
        --nssdir) nssdir=$(as_path "\${2#sql:}") ;;
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
`;
