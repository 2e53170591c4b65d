// Made of filter.sh by `npm run shell`. Edit that.
export const filter: string = `has_filter() {
    case " $filters " in
    *" $1 "*) return 0 ;;
    esac
    return 1
}

# The tables of a family that our files are for. usage: for_tables COMMAND: it is called with the program's name.
for_tables() {
    for family in iptables ip6tables; do
        [ -f "$filter_files/$family.rules" ] || continue
        case $family in
        iptables) "$1" "\${IPTABLES:-iptables}" || return 1 ;;
        ip6tables) "$1" "\${IP6TABLES:-ip6tables}" || return 1 ;;
        esac
    done
}

is_filter_loaded() {
    filter_files=$here/firewall
    ! has_filter iptables || for_tables has_our_chain || return 1
    ! has_filter nftables || limit 20 nft list table inet swanmesh >/dev/null 2>&1 || return 1
    # Files that were put in their places since are not in force.
    [ ! -f "$filter_loaded" ] || filter_sums "$filter_files" | cmp -s - "$filter_loaded"
}

# usage: filter_sums FOLDER
filter_sums() {
    (cd "$1" 2>/dev/null && cksum -- * 2>/dev/null)
}

# Before the files are replaced: what is in force was loaded from those that are there.
note_filter() {
    if [ ! -f "$filter_loaded" ] && [ -d /etc/swanmesh/host/firewall ] && is_filter_loaded; then
        mkdir -p "\${filter_loaded%/*}"
        filter_sums /etc/swanmesh/host/firewall >"$filter_loaded"
    fi
}

has_our_chain() {
    limit 20 "$1" -w -S SWANMESH-ALLOW >/dev/null 2>&1
}

# The rules of ours that are in force, to have them again. usage: save_filter FOLDER
save_filter() {
    for table in "\${IPTABLES:-iptables}" "\${IP6TABLES:-ip6tables}"; do
        if ! has_filter iptables || ! command -v "$table-save" >/dev/null 2>&1; then continue; fi
        limit 20 "$table-save" -t filter >"$work/tables" 2>/dev/null || continue
        sed -n -e '/^:SWANMESH-/p' -e '/^-A SWANMESH-/p' -e 's/^-A \\(.* -j SWANMESH-[A-Z0-9-]*\\)$/-I \\1/p' "$work/tables" |
            sed 's/^-I \\([^ ]*\\) /-I \\1 1 /' >"$1/\${table##*/}.ours"
        grep -q -e "^:$chain " "$work/tables" && : >"$1/\${table##*/}.chain"
    done
    if has_filter nftables; then
        limit 20 nft list table inet swanmesh >"$1/nftables.ours" 2>/dev/null || rm -f "$1/nftables.ours"
    fi
    if has_filter firewalld && [ -d /etc/firewalld ]; then
        cp -pR /etc/firewalld "$1/firewalld"
    fi
    [ ! -f "$filter_loaded" ] || cp "$filter_loaded" "$1/loaded"
    return 0
}

# Takes our rules away, and has those of a folder again. usage: restore_filter FOLDER
restore_filter() {
    # A name of its own: whoever calls counts its own faults.
    filter_ok=yes
    if has_filter iptables; then
        for table in "\${IPTABLES:-iptables}" "\${IP6TABLES:-ip6tables}"; do
            [ ! -f "$1/\${table##*/}.ours" ] || restore_tables "$table" "$1" || filter_ok=no
        done
    fi
    if has_filter nftables && command -v nft >/dev/null 2>&1; then
        {
            printf 'table inet swanmesh\\ndelete table inet swanmesh\\n'
            [ ! -f "$1/nftables.ours" ] || cat "$1/nftables.ours"
        } >"$work/nft"
        limit 60 nft -f "$work/nft" || filter_ok=no
    fi
    if has_filter firewalld && [ -d "$1/firewalld" ] && ! diff -r "$1/firewalld" /etc/firewalld >/dev/null 2>&1; then
        cp -pR "$1/firewalld/." /etc/firewalld/ || filter_ok=no
        (cd /etc/firewalld && find . -type f) | while read -r file; do
            [ -e "$1/firewalld/$file" ] || rm -f "/etc/firewalld/$file"
        done
        ! limit 20 firewall-cmd --state >/dev/null 2>&1 || limit 60 firewall-cmd --reload >/dev/null || filter_ok=no
    fi
    if [ -f "$1/loaded" ]; then
        mkdir -p "\${filter_loaded%/*}" && cp "$1/loaded" "$filter_loaded"
    else
        rm -f "$filter_loaded"
    fi
    [ "$filter_ok" = yes ]
}

# All of it in one step of iptables-restore: our hooks and chains out, the saved ones in.
restore_tables() {
    limit 20 "$1-save" -t filter >"$work/tables" || return 1
    {
        printf '*filter\\n'
        sed -n '/^:SWANMESH-/p' "$work/tables"
        sed -n 's/^-A \\(.* -j SWANMESH-[A-Z0-9-]*\\)$/-D \\1/p' "$work/tables" | grep -v -e '^-D SWANMESH-'
        if [ ! -e "$2/\${1##*/}.chain" ] && grep -q -e "^:$chain " "$work/tables"; then
            sed -n "s/^-A \\\\(INPUT -j $chain\\\\)\\$/-D \\\\1/p" "$work/tables"
            # A rule that somebody else has put there stays, and its chain with it.
            grep -e "^-A $chain " "$work/tables" | grep -q -v -e ' -j SWANMESH-' || printf -- '-X %s\\n' "$chain"
        fi
        sed -n 's/^:\\(SWANMESH-[^ ]*\\).*/\\1/p' "$work/tables" | while read -r ours; do
            grep -q -e "^:$ours " "$2/\${1##*/}.ours" || printf -- '-X %s\\n' "$ours"
        done
        cat "$2/\${1##*/}.ours"
        printf 'COMMIT\\n'
    } >"$work/rules"
    limit 60 "$1-restore" --noflush <"$work/rules"
}

load_filter() {
    folder=/etc/swanmesh/host/firewall
    if has_systemd && [ -f "$units/swanmesh-firewall.service" ]; then
        limit 20 systemctl daemon-reload && limit 120 systemctl restart swanmesh-firewall.service || return 1
    else
        ! has_filter iptables || limit 120 sh "$folder/iptables.sh" || return 1
        ! has_filter nftables || limit 60 nft -f "$folder/nftables.nft" || return 1
    fi
    ! has_filter firewalld || limit 120 sh "$folder/firewalld.sh" || return 1
    mkdir -p "\${filter_loaded%/*}"
    filter_sums "$folder" >"$filter_loaded"
}
`;
