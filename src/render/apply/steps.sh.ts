// Made of steps.sh by `npm run shell`. Edit that.
export const steps: string = `do_certificate() {
    if [ -f "$here/import-certificate.sh" ]; then
        # It says "unchanged" where it has nothing to do, which is ours to say of everything.
        ! grep -q -x 'import the certificate' "$work/todo" || import_certificate || return 1
        ! answers || limit 20 ipsec whack --rereadcerts >/dev/null 2>&1 || :
    fi
    if [ -f "$here/import-crls.sh" ] && grep -q -x 'import the revocation lists' "$work/todo"; then
        limit 120 sh "$here/import-crls.sh" || return 1
        cksum <"$shared/crls.pem" >"$state/lists"
        ! answers || limit 20 ipsec whack --rereadcrls >/dev/null 2>&1 || :
    fi
}

do_start() {
    answers && return 0
    ipsec_does start || return 1
    await_pluto || return 1
    known >"$work/known"
    mkdir -p "\${loaded%/*}"
    cp "$work/known" "$loaded"
}

do_files() {
    note_filter
    printf '%s\\n' "$files" | while read -r mode_ path target; do
        [ -n "$path" ] || continue
        is_placed "$mode_" "$here/$path" "$target" || place "$mode_" "$here/$path" "$target" || exit 1
    done || return 1
    stale | while read -r target; do rm -f "$target" || exit 1; done || return 1
    if [ "$remove" = yes ]; then
        rm -f "$placed"
        rmdir /etc/swanmesh/host/firewall /etc/swanmesh/host /etc/swanmesh/_shared /etc/swanmesh 2>/dev/null || :
    else
        printf '%s\\n' "$files" | cut -d ' ' -f 3 | sort >"$placed.new" && mv "$placed.new" "$placed" || return 1
    fi
    ! has_systemd || limit 30 systemctl daemon-reload
}

do_filter() {
    wants_filter || return 0
    if [ "$remove" = yes ]; then
        mkdir -p "$work/none"
        for table in iptables ip6tables; do : >"$work/none/$table.ours" && : >"$work/none/$table.chain"; done
        restore_filter "$work/none"
    elif grep -q -x 'load the packet filter' "$work/todo"; then
        load_filter
    fi
}

do_add() {
    if [ "$remove" = yes ] && ! answers; then return 0; fi
    reconcile "$pending/wanted"
}

# Asks for the SAs, and waits a while for them: what is routed before its SA is there is cut until it is. From 5.0 on a
# packet asks as well.
do_up() {
    [ "$mode" = explicit ] || return 0
    observe || return 1
    to_bring_up >"$work/bring-up"
    [ -s "$work/bring-up" ] || return 0
    while read -r name; do
        limit 20 ipsec whack --name "$name" --asynchronous --initiate >/dev/null 2>&1 </dev/null || :
    done <"$work/bring-up"
    tries=0
    while [ "$tries" -lt 10 ]; do
        sleep 1
        ups >"$work/ups"
        sort "$work/bring-up" | comm -23 - "$work/ups" | grep -q '' || break
        tries=$((tries + 1))
    done
}

# While 5.x negotiates, it takes --route for later, and what is sent meanwhile is in clear: where nobody has answered, the attempt
# is given up first. The first packet makes the next one.
do_route() {
    observe || return 1
    to_route "$work/wanted" >"$work/to-route"
    while read -r name; do route "$name"; done <"$work/to-route"
    observe || return 1
    to_route "$work/wanted" >"$work/to-route"
    while read -r name; do
        limit 20 ipsec whack --name "$name" --terminate >/dev/null 2>&1 </dev/null || :
        route "$name"
    done <"$work/to-route"
}

route() {
    limit 60 ipsec whack --name "$1" --route >/dev/null 2>"$work/why" </dev/null || say "pluto does not route $1: $(cat "$work/why")"
}

do_enable() {
    if ! has_systemd; then
        say "no systemd here: see to it that ipsec and the packet filter are started at boot"
        return 0
    fi
    if [ "$remove" = yes ]; then
        [ -z "$filter_unit" ] || limit 30 systemctl disable --quiet "$filter_unit" 2>/dev/null || :
        # Others may have conns of their own.
        if [ -f "$work/status" ] && ! grep -q -e '^"' "$work/status"; then
            limit 60 systemctl stop ipsec.service
            limit 30 systemctl disable --quiet ipsec.service
        fi
        return 0
    fi
    for unit in ipsec.service $filter_unit; do
        is_enabled "$unit" || limit 30 systemctl enable --quiet "$unit" 2>/dev/null || return 1
    done
}

in_order() {
    for step in certificate start files; do
        run_step "$step"
    done
    if [ "$strict" = no ] || [ "$remove" = yes ]; then run_filter; fi
    for step in add up route; do
        run_step "$step"
    done
    if [ "$strict" = yes ] && [ "$remove" = no ]; then run_filter; fi
    [ "$remove" = no ] || ! answers || observe || :
    run_step enable
}

run_step() {
    ! wants "$1" || step_or_die "$1"
}

run_filter() {
    ! wants_filter || step_or_die filter
}

step_or_die() {
    step=$1
    printf '%s\\n' "$step" >"$pending/step"
    "do_$step" || die "the step $step failed"
}
`;
