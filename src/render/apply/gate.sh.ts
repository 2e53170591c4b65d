// Made of gate.sh by `npm run shell`. Edit that.
export const gate: string = `# Reads lines "own peer" and prints those that answer an echo; an own address that is no address is left to the kernel.
answering() {
    : >"$work/answers"
    count=0
    while read -r own peer; do
        # shellcheck disable=SC2086 # two words or none
        (
            set --
            case $peer in
            *:*) if command -v ping6 >/dev/null 2>&1; then set -- ping6; else set -- ping -6; fi ;;
            *) set -- ping ;;
            esac
            case $own in *[!0-9a-f.:]* | '') ;; *) set -- "$@" -I "$own" ;; esac
            limit 5 "$@" -n -c 1 -W 2 "$peer" >/dev/null 2>&1 && printf '%s %s\\n' "$own" "$peer" >>"$work/answers"
        ) &
        count=$((count + 1))
        [ $((count % 50)) -ne 0 ] || wait
    done
    wait
    sort -u "$work/answers"
}

# Whom an echo is asked of, as lines "own peer".
peer_addresses() {
    if [ "$mode" = explicit ]; then
        awk -F '\\t' '$3 !~ /^%/ { print $2, $3 }' "$1"
    else
        for peer in $peers; do printf -- '- %s\\n' "$peer"; done
    fi
}

# Until everything that must be so is so. What is missing is in $missing.
gate() {
    end=$(($(uptime_seconds) + patience))
    while :; do
        missing=$(shortfall)
        [ -n "$missing" ] || return 0
        [ "$(uptime_seconds)" -lt "$end" ] || return 1
        sleep 1
    done
}

shortfall() {
    if ! observe; then
        [ "$remove" = no ] || return 0
        wants start || wants add || wants route || [ -e "$pending/active" ] || return 0
        echo 'pluto does not answer'
        return
    fi
    if wants add || wants route; then
        names "$work/wanted" | while read -r name; do
            if ! is_loaded "$name"; then
                echo "the conn $name is not loaded"
            elif ! is_oriented "$name"; then
                echo "the conn $name lies on no address of this host"
            fi
        done
    fi
    if wants route; then to_route "$work/wanted" | sed 's/.*/the conn & is not routed/'; fi
    if [ -n "$stage_peers" ]; then to_bring_up | sed 's/.*/the conn & is not up/'; fi
    if command -v ping >/dev/null 2>&1; then
        cat "$work/before" >"$work/asked"
        if [ -n "$stage_peers" ]; then
            while IFS="	" read -r name own peer _; do
                case " $stage_peers " in
                *" $name "* | ' all ') printf '%s %s\\n' "$own" "$peer" ;;
                esac
            done <"$work/wanted" >>"$work/asked"
        fi
        sort -u "$work/asked" >"$work/asked.once"
        answering <"$work/asked.once" >"$work/answered"
        comm -23 "$work/asked.once" "$work/answered" | sed 's/.* \\(.*\\)/\\1 answers no echo/'
    fi
}
`;
