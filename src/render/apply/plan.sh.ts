// Made of plan.sh by `npm run shell`. Edit that.
export const plan: string = `# Whether the revocation lists are those that were imported last.
has_lists() {
    cksum <"$shared/crls.pem" | cmp -s - "$state/lists"
}

# Says what differs, one line each, into $work/todo; what keeps us from doing it into $work/obstacles.
plan() {
    : >"$work/todo"
    : >"$work/obstacles"
    : >"$work/known"
    observe || : >"$work/status"
    [ ! -s "$work/status" ] || known >"$work/known"
    if wants certificate && [ -f "$here/import-certificate.sh" ]; then
        import_certificate --check >"$work/import" 2>&1
        case $? in
        0) ;;
        3) echo 'import the certificate' >>"$work/todo" ;;
        *) sed 's/^import-certificate.sh: //' "$work/import" >>"$work/obstacles" ;;
        esac
        if [ -f "$here/import-crls.sh" ] && ! has_lists; then echo 'import the revocation lists' >>"$work/todo"; fi
    fi
    wanted_conf=$conf
    if wants files; then
        if [ "$remove" = yes ]; then
            wanted_conf=/dev/null
        elif [ "$in_place" = no ]; then
            wanted_conf=$here/etc/ipsec.d/$mesh.conf
        fi
        printf '%s\\n' "$files" | while read -r mode_ path target; do
            [ -n "$path" ] || continue
            why=$(obstacle "$target")
            if [ ! -f "$here/$path" ]; then
                echo "$here/$path is missing; bring the host's whole folder, and _shared beside it" >>"$work/obstacles"
            elif [ -n "$why" ]; then
                echo "$target: $why" >>"$work/obstacles"
            elif ! is_placed "$mode_" "$here/$path" "$target"; then
                echo "write $target" >>"$work/todo"
            fi
        done
        stale | sed 's/^/remove /' >>"$work/todo"
    fi
    if wants start && [ ! -s "$work/status" ]; then echo 'start ipsec' >>"$work/todo"; fi
    if wants_filter && [ "$remove" = no ]; then
        without_program >>"$work/obstacles"
        if ! is_filter_loaded || grep -q -e '^write /etc/swanmesh/host/firewall/' "$work/todo"; then
            echo 'load the packet filter' >>"$work/todo"
        fi
    fi
    table "$wanted_conf" >"$work/wanted"
    [ "$adopt" = no ] || adopt_conns
    if wants add && { [ -s "$work/status" ] || wants start; }; then
        same_lines "$work/wanted" "$work/known" | cut -f 1 | sort >"$work/same.names"
        while IFS="	" read -r name _; do
            if grep -q -x -F -e "$name" "$work/same.names" && is_loaded "$name"; then continue; fi
            echo "load the conn $name" >>"$work/todo"
        done <"$work/wanted"
        names "$work/wanted" | sort >"$work/wanted.names"
        names "$work/known" | sort -u | comm -23 - "$work/wanted.names" | sed 's/^/delete the conn /' >>"$work/todo"
    fi
    if wants route; then to_route "$work/wanted" | sed 's/^/route the conn /' >>"$work/todo"; fi
    if wants up && [ -n "$stage_peers" ]; then to_bring_up | sed 's/^/bring up the conn /' >>"$work/todo"; fi
    if wants enable && has_systemd && [ "$remove" = no ]; then
        for unit in ipsec.service $filter_unit; do
            is_enabled "$unit" || echo "enable $unit" >>"$work/todo"
        done
    fi
}

# From here on conns that pluto has under a name of the file are known to be those of the file, and others of the file in place ours.
adopt_conns() {
    { cat "$work/wanted" "$work/known" && table "$conf"; } | awk -F '\\t' '!($1 in has) { has[$1] = 1; print }' >"$work/all"
    while IFS= read -r line; do
        ! is_loaded "\${line%%	*}" || printf '%s\\n' "$line"
    done <"$work/all" >"$work/known"
}

# What the packet filter is loaded by, where the host does not have it.
without_program() {
    for backend in $filters; do
        case $backend in
        iptables) program=\${IPTABLES:-iptables}-restore ;;
        nftables) program=nft ;;
        firewalld) program=firewall-cmd ;;
        esac
        command -v "$program" >/dev/null 2>&1 ||
            echo "$program is missing; install it, or leave $backend out of firewall.backends and render again"
    done
}

wants_filter() {
    [ -n "$filters" ] || return 1
    wants filter || { wants filter-add && [ "$strict" = no ]; }
}

# Conns of a table that are to be routed and are not.
to_route() {
    while IFS="	" read -r name _ _ auto _; do
        case $auto in
        ondemand | route | start) is_routed "$name" || printf '%s\\n' "$name" ;;
        esac
    done <"$1"
}

# Conns of $work/wanted whose SA is asked for: those that --peers names, or that are about to be routed.
to_bring_up() {
    ups >"$work/ups"
    if [ "$stage_peers" = all ]; then
        names "$work/wanted"
    elif [ -n "$stage_peers" ]; then
        printf '%s\\n' "$stage_peers" | tr ' ' '\\n'
    else
        to_route "$work/wanted"
    fi | while read -r name; do
        grep -q -x -F -e "$name" "$work/ups" || printf '%s\\n' "$name"
    done
}
`;
