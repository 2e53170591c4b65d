// Made of main.sh by `npm run shell`. Edit that.
export const main: string = `work=
begun=no
finish() {
    status=$?
    trap '' HUP INT QUIT PIPE TERM
    trap - EXIT
    if [ "$begun" = yes ]; then
        [ "$status" -ne 0 ] || status=1
        take_back "apply ended with $status in the step $(cat "$pending/step" 2>/dev/null || echo none)" || :
    fi
    [ -z "$work" ] || rm -rf "$work"
    exit "$status"
}

prepare() {
    [ "$(id -u)" = 0 ] || die "must be run as root"
    mkdir -p "$state" || die "cannot make $state"
    # For root alone, and with our number in its name from the first moment: nobody takes it for what a killed run left.
    work=$(mktemp -d "$state/work.$$.XXXXXXXXXX") || die "cannot write to $state"
    trap finish EXIT
    trap 'exit 129' HUP
    trap 'exit 130' INT
    trap 'exit 131' QUIT
    trap 'exit 141' PIPE
    trap 'exit 143' TERM
    # What killed runs left.
    for left in "$state"/work.*.??????????; do
        { [ -d "$left" ] && [ "$left" != "$work" ]; } || continue
        pid=\${left#"$state"/work.}
        kill -0 "\${pid%.*}" 2>/dev/null || rm -rf "$left"
    done
}

# One at a time. usage: lock SECONDS
lock() {
    command -v flock >/dev/null 2>&1 || return 0
    exec 8>"$state/lock" || die "cannot write to $state"
    flock -w "$1" 8
}

# Ends an apply that is still at work, with everything that it has started, so that the change can be taken back.
end_apply() {
    pid=$(cat "$pending/pid" 2>/dev/null)
    { [ -n "$pid" ] && [ "$pid" != "$$" ] && grep -q -a -e 'apply\\.sh' "/proc/$pid/cmdline" 2>/dev/null; } || return 0
    below=$(awk -v top="$pid" '
        /^Pid:/ { pid = $2 }
        /^PPid:/ { parent[pid] = $2 }
        END {
            for (pid in parent) {
                for (up = pid; up in parent && up != top && up > 1; up = parent[up]);
                if (up == top && pid != top) print pid
            }
        }' /proc/[0-9]*/status 2>/dev/null)
    # shellcheck disable=SC2086 # numbers
    kill -KILL "$pid" $below 2>/dev/null
}

is_expired() {
    [ -f "$pending/deadline" ] || return 0
    [ "$(cat "$pending/boot")" = "$(cat /proc/sys/kernel/random/boot_id)" ] || return 0
    [ "$(uptime_seconds)" -ge "$(cat "$pending/deadline")" ]
}

expired() {
    [ -d "$pending" ] || exit 0
    [ "$action" = boot ] || is_expired || exit 0
    end_apply
    prepare
    lock 60 || say "going on without the lock"
    [ -d "$pending" ] || exit 0
    [ "$action" = boot ] || is_expired || exit 0
    take_back "\${1:-nobody confirmed it in time}" "\${2:-}"
}

# Where no systemd is: waits for the deadline, and tries again until it is done.
watch() {
    while [ -d "$pending" ]; do
        if is_expired; then sh "$0" --expired || :; fi
        sleep 1
    done
}

confirm() {
    prepare
    lock 60 || die "another run is at work"
    if [ ! -d "$pending" ]; then
        say "there is nothing to confirm: $(tail -n 1 "$state/log" 2>/dev/null)"
        exit 1
    fi
    [ -e "$pending/passed" ] || die "the change has not been carried out to its end; apply.sh --back takes it back"
    rm -rf "$state/last.gone"
    [ ! -d "$last" ] || mv "$last" "$state/last.gone"
    mv "$pending" "$last" || exit 1
    to_disk "$state"
    disarm
    rm -rf "$state/last.gone"
    note confirmed
    echo confirmed
}

# What the change left: to see whether somebody else has changed it since.
fingerprint() {
    { cat "$1/targets" && printf '%s/%s\\n' "$(cat "$1/nssdir")" cert9.db; } | while read -r target; do
        [ ! -f "$target" ] || cksum "$target"
    done
}

back() {
    prepare
    if [ -d "$pending" ]; then
        end_apply
        lock 60 || say "going on without the lock"
        take_back "asked for" || exit 1
        exit 0
    fi
    lock 60 || die "another run is at work"
    [ -d "$last" ] || die "there is nothing to go back to"
    if [ "$force" = no ] && ! fingerprint "$last" | cmp -s - "$last/left"; then
        die "files were changed after that; apply.sh --back --force puts back what was before all the same"
    fi
    note "going back"
    undo "$last" || die "could not put everything back; what was saved is in $last"
    rm -rf "$last"
    note "everything is as it was"
    say "everything is as it was before"
}

report() {
    prepare
    if [ -d "$pending" ]; then
        if [ -f "$pending/deadline" ]; then
            echo "pending: $(cat "$pending/step" 2>/dev/null), goes back in $(($(cat "$pending/deadline") - $(uptime_seconds))) s unless confirmed"
        else
            echo "pending: cut off before it began"
        fi
    else
        echo "pending: none"
    fi
    [ ! -f "$state/log" ] || echo "last: $(tail -n 1 "$state/log")"
    if observe; then
        table "$conf" >"$work/wanted"
        ups >"$work/ups"
        while IFS="	" read -r name _; do
            words=
            is_loaded "$name" && words="$words loaded" || words="$words missing"
            ! is_oriented "$name" || words="$words oriented"
            ! is_routed "$name" || words="$words routed"
            ! grep -q -x -F -e "$name" "$work/ups" || words="$words up"
            echo "conn $name:$words"
        done <"$work/wanted"
    else
        echo "pluto: does not answer"
    fi
}

apply() {
    prepare
    lock 5 || die "another run is at work"
    if [ -d "$pending" ]; then
        [ "$action" = apply ] || die "a change is pending: apply.sh --confirm keeps it, --back takes it back"
        [ ! -e "$pending/passed" ] || die "a change is pending: apply.sh --confirm keeps it, --back takes it back"
        say "an apply before this one was cut off"
        take_back "an apply was cut off" || exit 1
    fi
    plan
    if [ -s "$work/obstacles" ]; then
        while read -r line; do say "$line"; done <"$work/obstacles"
        die "nothing was changed"
    fi
    if [ ! -s "$work/todo" ]; then
        echo unchanged
        exit 0
    fi
    if [ "$action" = check ]; then
        sed 's/^/would /' "$work/todo"
        exit 3
    fi
    : >"$work/before"
    if [ "$remove" = no ] && command -v ping >/dev/null 2>&1; then
        peer_addresses "$work/wanted" | answering >"$work/before.new"
        mv "$work/before.new" "$work/before"
    fi
    begin
    note "applying: $(tr '\\n' ';' <"$work/todo" | cut -c 1-300)"
    # Long enough for every step and the gate; after that the time for --confirm begins.
    arm $((rollback_after + patience + 300)) || die "cannot make sure that it is put back by itself"
    in_order
    table "$conf" >"$work/wanted"
    gate || die "$(printf '%s' "$missing" | tr '\\n' ';' | cut -c 1-600)"
    fingerprint "$pending" >"$pending/left"
    : >"$pending/passed"
    if [ "$rollback_after" -eq 0 ]; then
        begun=no
        exec 8>&-
        sh "$0" --confirm
        return
    fi
    arm "$rollback_after" || die "cannot make sure that it is put back by itself"
    begun=no
    note "applied, to be confirmed in $rollback_after s"
    cat "$work/todo"
    echo "applied; goes back in $rollback_after s unless confirmed, in a session of its own: sh $pending/run/host/apply.sh --confirm"
}

files=$own_files
# Where another program has put the files in their places, each is its own source.
in_place=no
if [ "$here" = /etc/swanmesh/host ]; then
    in_place=yes
    files=$(printf '%s\\n' "$own_files" | awk 'NF == 3 { print $1, "../../.." $3, $3 }')
fi
[ "$remove" = no ] || files=
filter_unit=
case " $filters " in
*' iptables '* | *' nftables '*) filter_unit=swanmesh-firewall.service ;;
esac

case $action in
apply | check) apply ;;
confirm) confirm ;;
back) back ;;
status) report ;;
expired) expired ;;
boot) expired 'it was not confirmed before the reboot' boot ;;
watch) watch ;;
esac
`;
