// Made of files.sh by `npm run shell`. Edit that.
export const files: string = `# usage: is_placed MODE SOURCE TARGET
is_placed() {
    [ -f "$3" ] && [ ! -L "$3" ] && cmp -s "$2" "$3" && [ "$(stat -c '%a %u:%g' "$3")" = "\${1#0} 0:0" ]
}

# usage: place MODE SOURCE TARGET
place() {
    mkdir -p "\${3%/*}" || return 1
    { cp "$2" "$3.swanmesh-new" && chown 0:0 "$3.swanmesh-new" && chmod "$1" "$3.swanmesh-new"; } || return 1
    to_disk "$3.swanmesh-new"
    mv -f "$3.swanmesh-new" "$3" || return 1
    ! command -v restorecon >/dev/null 2>&1 || restorecon "$3" 2>/dev/null || :
}

# Files of ours that this version no longer has.
stale() {
    [ -f "$placed" ] || return 0
    printf '%s\\n' "$files" | cut -d ' ' -f 3 | sort >"$work/targets"
    sort "$placed" | comm -23 - "$work/targets" | while read -r target; do
        [ ! -e "$target" ] || printf '%s\\n' "$target"
    done
}

# Why a file cannot be put in its place.
obstacle() {
    if [ -L "$1" ]; then
        echo 'it is a symbolic link'
    elif [ -e "$1" ] && [ ! -f "$1" ]; then
        echo 'it is no regular file'
    elif [ "$force" = no ] && [ "$in_place" = no ] && [ -f "$1" ] && ! grep -q -x -F -e "$1" "$placed" 2>/dev/null && is_foreign "$1"; then
        echo 'somebody else wrote it; move what it says into the inventory, or say --force'
    fi
}

# A file that neither we wrote nor a package that only has comments in it.
is_foreign() {
    case $(head -n 2 "$1") in
    *'ritten by swanmesh'*) return 1 ;;
    esac
    grep -q -e '^[[:space:]]*[^#[:space:]]' "$1"
}

nss_folder() {
    found=$(limit 20 ipsec addconn --configsetup </dev/null 2>/dev/null |
        sed -n "s/^\\(export \\)\\{0,1\\}nssdir=['\\"]\\{0,1\\}\\(\\/[^'\\"]*\\)['\\"]\\{0,1\\}\\$/\\2/p" | sed -n '$p')
    for folder in "$found" /var/lib/ipsec/nss /etc/ipsec.d; do
        if [ -n "$folder" ] && [ -f "$folder/cert9.db" ]; then
            printf '%s\\n' "$folder"
            return 0
        fi
    done
    printf '%s\\n' "\${found:-/var/lib/ipsec/nss}"
}

import_certificate() {
    if [ -n "$p12" ]; then
        set -- "$@" --p12 "$p12"
    elif [ -n "$import_args" ]; then
        set -- "$@" "$certificate" "$key" "$authority"
    fi
    limit 300 sh "$here/import-certificate.sh" "$@"
}
`;
