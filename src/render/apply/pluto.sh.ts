// Made of pluto.sh by `npm run shell`. Edit that.
export const pluto: string = `# What pluto says of itself, without the numbers that releases before 5.0 put before each line.
observe() {
    limit 30 ipsec status 2>/dev/null | sed 's/^[0-9][0-9][0-9] //' >"$work/status"
    grep -q '' "$work/status"
}

# Names of conns, one a line, that are loaded, lie on an address of this host, and are routed.
is_loaded() {
    grep -q -F -e "\\"$1\\": " "$work/status" || grep -q -F -e "\\"$1\\":  " "$work/status"
}

# A conn that lies on no address of this host does nothing, and nothing says so but this word.
is_oriented() {
    grep -F -e "\\"$1\\":" "$work/status" | grep -q -e '[ ]oriented;'
}

# A conn with an SA that nobody has routed is in clear again on 5.x when the SA goes, so there the policy must say it.
is_routed() {
    grep -F -e "\\"$1\\":" "$work/status" | grep -q -e '; prospective erouted;' -e '; erouted' -e 'routed-ondemand' -e 'policy: .*[+ ]ROUTE[+;]' && return 0
    [ "$mode" = opportunistic ] || return 1
    # A group is routed where one of its entries is; one without entries has nothing to be routed.
    grep -q -e '^[[:space:]]*[^#[:space:]]' "/etc/ipsec.d/policies/$1" 2>/dev/null || return 0
    grep -F -e "\\"$1#" "$work/status" | grep -q -e 'erouted;' -e 'routed-ondemand' -e 'routed-never'
}

# Names of conns with an SA for packets.
ups() {
    limit 20 ipsec whack --trafficstatus 2>/dev/null | sed -n 's/^\\([0-9]* \\)\\{0,1\\}#[0-9]*: "\\([^"]*\\)".*type=ESP.*/\\2/p' | sort -u
}

# Every conn of a file that pluto would load, as one line: name, own address, peer, auto, and all else that it says.
table() {
    [ -f "$1" ] || return 0
    awk -v OFS='\\t' '
        /^(conn|config)[ \\t]/ { name = $1 == "conn" ? $2 : ""; if (name != "") order[++n] = name; next }
        /^[ \\t]+[^# \\t]/ && name != "" {
            sub(/^[ \\t]+/, "")
            key = $0; sub(/[ \\t]*=.*/, "", key)
            value = $0; sub(/^[^=]*=[ \\t]*/, "", value)
            if (key == "auto") auto[name] = value
            else text[name] = text[name] " " $0
            if (key == "also") also[name] = value
            if (key == "left") left[name] = value
            if (key == "right") right[name] = value
        }
        END {
            for (i = 1; i <= n; i++) {
                name = order[i]
                if (!(name in auto)) continue
                base = also[name]
                print name, (name in left ? left[name] : left[base]), right[name], auto[name], text[name] (base == "" ? "" : " /" text[base])
            }
        }' "$1"
}

names() {
    cut -f 1 "$1"
}

# What pluto has of our file: what we noted, or the file itself where pluto started after it was written.
known() {
    if [ -f "$loaded" ] && ! is_newer "$pidfile" "$loaded"; then
        cat "$loaded"
    elif [ -f "$conf" ] && is_newer "$pidfile" "$conf"; then
        table "$conf"
    fi
}

# Lines of the first table that the second has as well, auto= apart.
same_lines() {
    awk -F '\\t' 'NR == FNR { has[$1 FS $5] = 1; next } ($1 FS $5) in has' "$2" "$1"
}

# Brings pluto from the table $work/known to the file in place. What else may be there is in the file $1.
reconcile() {
    table "$conf" >"$work/wanted"
    observe || return 1
    same_lines "$work/wanted" "$work/known" >"$work/same"
    mkdir -p "\${loaded%/*}"
    # From here on only these are known to be as we think.
    cp "$work/same" "$loaded"
    cat "$work/known" "$1" | cut -f 1 | sort -u >"$work/ours"
    names "$work/wanted" | sort >"$work/wanted.names"
    comm -23 "$work/ours" "$work/wanted.names" >"$work/gone"
    while read -r name; do
        is_loaded "$name" || continue
        limit 60 ipsec whack --name "$name" --delete >/dev/null 2>&1 || :
    done <"$work/gone"
    names "$work/same" | sort >"$work/same.names"
    while IFS="	" read -r name _; do
        if grep -q -x -F -e "$name" "$work/same.names" && is_loaded "$name"; then continue; fi
        printf '%s\\n' "$name"
    done <"$work/wanted" >"$work/to-add"
    # Where the database was replaced under a running pluto, NSS looks for keys where they were, and finds them later.
    for pause in 0 1 2; do
        sleep "$pause"
        : >"$work/failed"
        while read -r name; do
            limit 60 ipsec addconn "$name" >"$work/why" 2>&1 </dev/null || printf '%s\\n' "$name" >>"$work/failed"
        done <"$work/to-add"
        mv "$work/failed" "$work/to-add"
        [ -s "$work/to-add" ] || break
    done
    [ ! -f "/etc/ipsec.d/$mesh.secrets" ] || limit 20 ipsec whack --rereadsecrets >/dev/null 2>&1 || :
    [ "$mode" != opportunistic ] || limit 20 ipsec whack --listen >/dev/null 2>&1 || :
    if [ -s "$work/to-add" ]; then
        say "pluto did not take $(tr '\\n' ' ' <"$work/to-add"): $(tail -n 3 "$work/why" | tr '\\n' ' ')"
        return 1
    fi
    cp "$work/wanted" "$loaded"
}
`;
