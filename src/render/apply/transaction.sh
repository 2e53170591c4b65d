# Writes down everything that is needed to go back, then appears in one step. From then on a kill is undone.
begin() {
    new=$state/apply.new
    rm -rf "$new" "$state/apply.gone"
    mkdir -p "$new/saved" "$new/filter" "$new/nss" "$new/run/host" "$new/run/_shared" || die "cannot write to $state"
    # Its own copy of what takes it back: the folder that we were started from may go.
    cp "$here/apply.sh" "$new/run/host/apply.sh" || die "cannot write to $state"
    cp "$shared/apply.sh" "$new/run/_shared/apply.sh" || die "cannot write to $state"
    {
        printf '%s\n' "$files" | cut -d ' ' -f 3
        [ ! -f "$placed" ] || cat "$placed"
        printf '%s\n' "$placed"
    } | sort -u | sed '/^$/d' >"$new/targets"
    while read -r target; do
        [ -e "$target" ] || continue
        mkdir -p "$new/saved${target%/*}"
        cp -p "$target" "$new/saved$target" || die "cannot save $target"
    done <"$new/targets"
    nss=$(nss_folder)
    printf '%s\n' "$nss" >"$new/nssdir"
    for name in cert9.db key4.db pkcs11.txt; do
        [ ! -f "$nss/$name" ] || cp -p "$nss/$name" "$new/nss/$name" || die "cannot save $nss/$name"
    done
    save_filter "$new/filter"
    table "$wanted_conf" >"$new/wanted"
    for unit in ipsec.service swanmesh-firewall.service; do
        ! is_enabled "$unit" || : >"$new/enabled.$unit"
    done
    if [ -s "$work/status" ]; then
        : >"$new/active"
        mkdir -p "${loaded%/*}"
        cp "$work/known" "$loaded"
        names "$work/known" | while read -r name; do ! is_routed "$name" || printf '%s\n' "$name"; done >"$new/routed"
        ups >"$new/up"
    fi
    printf '%s\n' "$$" >"$new/pid"
    cat /proc/sys/kernel/random/boot_id >"$new/boot"
    find "$new" -type f -exec sync {} + 2>/dev/null || sync
    mv "$new" "$pending" || die "cannot write to $state"
    to_disk "$state"
    begun=yes
}

uptime_seconds() {
    cut -d . -f 1 /proc/uptime
}

# Everything goes back in so many seconds, and at a reboot, unless it is disarmed. usage: arm SECONDS
arm() {
    deadline=$(($(uptime_seconds) + $1))
    printf '%s\n' "$deadline" >"$pending/deadline.new" && mv "$pending/deadline.new" "$pending/deadline" || return 1
    undo="/bin/sh $pending/run/host/apply.sh"
    if has_systemd; then
        {
            printf '[Unit]\nDescription=Takes back a change of %s that nobody has confirmed\n' "$mesh"
            printf 'ConditionPathExists=%s\n[Service]\nType=oneshot\nExecStart=%s --expired\n' "$pending" "$undo"
        } >"$units/swanmesh-rollback.service" || return 1
        # Once more every 20 seconds until it is done, should it be cut off.
        {
            printf '[Unit]\nDescription=Waits for the confirmation of a change of %s\n' "$mesh"
            printf '[Timer]\nOnActiveSec=%s\nOnUnitInactiveSec=20\nAccuracySec=1s\n' "$1"
        } >"$units/swanmesh-rollback.timer" || return 1
        # Before anything that it changes is started. It starts nothing itself, for that would wait for it.
        {
            printf '[Unit]\nDescription=Takes back a change of %s that nobody has confirmed before the reboot\n' "$mesh"
            printf 'DefaultDependencies=no\nConditionPathExists=%s\n' "$pending"
            printf 'After=local-fs.target systemd-remount-fs.service\nRequiresMountsFor=%s\n' "$state"
            printf 'Before=network-pre.target swanmesh-firewall.service ipsec.service shutdown.target\nConflicts=shutdown.target\n'
            printf 'Wants=network-pre.target\n[Service]\nType=oneshot\nExecStart=%s --boot\n[Install]\nWantedBy=multi-user.target\n' "$undo"
        } >"$units/swanmesh-rollback-boot.service" || return 1
        chmod 644 "$units"/swanmesh-rollback*
        to_disk "$units"/swanmesh-rollback*
        limit 30 systemctl daemon-reload && limit 30 systemctl enable --quiet swanmesh-rollback-boot.service 2>/dev/null &&
            limit 30 systemctl restart swanmesh-rollback.timer
    else
        if [ -d /etc/cron.d ]; then
            printf 'SHELL=/bin/sh\nPATH=/usr/sbin:/usr/bin:/sbin:/bin\n@reboot root %s --expired\n* * * * * root %s --expired\n' "$undo" "$undo" >"$cron" || return 1
            chmod 644 "$cron"
            to_disk "$cron"
        else
            say "neither systemd nor cron is here: a reboot before --confirm is not taken back by itself"
        fi
        watcher=$(cat "$pending/watcher" 2>/dev/null)
        if [ -z "$watcher" ] || ! kill -0 "$watcher" 2>/dev/null; then
            # shellcheck disable=SC2086 # three words
            setsid $undo --watch >/dev/null 2>&1 </dev/null 8>&- &
            printf '%s\n' "$!" >"$pending/watcher"
        fi
    fi
}

disarm() {
    if has_systemd; then
        limit 30 systemctl stop swanmesh-rollback.timer 2>/dev/null
        limit 30 systemctl disable --quiet swanmesh-rollback-boot.service 2>/dev/null
        rm -f "$units"/swanmesh-rollback.service "$units"/swanmesh-rollback.timer "$units"/swanmesh-rollback-boot.service
        limit 30 systemctl daemon-reload
    fi
    rm -f "$cron"
    return 0
}

# Puts back what a change's folder has saved, as often as need be until it is done.
# usage: undo FOLDER [boot]: at boot nothing is started or asked that is not there yet
undo() {
    at_boot=${2:-}
    ok=yes
    while read -r target; do
        rm -f "$target.swanmesh-new"
        if [ -f "$1/saved$target" ]; then
            if ! cmp -s "$1/saved$target" "$target" || [ "$(stat -c '%a %u:%g' "$1/saved$target")" != "$(stat -c '%a %u:%g' "$target")" ]; then
                mkdir -p "${target%/*}"
                cp -p "$1/saved$target" "$target.swanmesh-new" && mv -f "$target.swanmesh-new" "$target" || ok=no
                ! command -v restorecon >/dev/null 2>&1 || restorecon "$target" 2>/dev/null || :
            fi
        else
            rm -f "$target" || ok=no
        fi
    done <"$1/targets"
    rmdir /etc/swanmesh/host/firewall /etc/swanmesh/host /etc/swanmesh/_shared /etc/swanmesh 2>/dev/null || :
    nss=$(cat "$1/nssdir")
    for name in cert9.db key4.db pkcs11.txt; do
        if [ -f "$1/nss/$name" ]; then
            # Into the same file: a running pluto has it open.
            cmp -s "$1/nss/$name" "$nss/$name" || { rm -f "$nss/$name-journal" && cat "$1/nss/$name" >"$nss/$name"; } || ok=no
        else
            rm -f "$nss/$name" || ok=no
        fi
    done
    rm -f "$state/lists"
    # What a killed import had saved is older than that.
    rm -rf "$nss/.import-certificate.backup" "$nss/.import-certificate.new" "$nss/.import-certificate.old"
    to_disk "$state"
    if has_systemd; then
        limit 30 systemctl daemon-reload
        for unit in ipsec.service swanmesh-firewall.service; do
            if [ -e "$1/enabled.$unit" ]; then
                limit 30 systemctl enable --quiet "$unit" 2>/dev/null || ok=no
            elif is_enabled "$unit"; then
                limit 30 systemctl disable --quiet "$unit" 2>/dev/null || ok=no
            fi
        done
        # A link to a unit that is no longer there.
        [ -e "$units/swanmesh-firewall.service" ] || rm -f "$units/multi-user.target.wants/swanmesh-firewall.service"
    fi
    if [ -n "$at_boot" ]; then
        if has_systemd; then
            [ -e "$1/enabled.ipsec.service" ] || limit 30 systemctl --no-block stop ipsec.service 2>/dev/null
            [ -e "$units/swanmesh-firewall.service" ] || limit 30 systemctl --no-block stop swanmesh-firewall.service 2>/dev/null
        fi
    else
        restore_filter "$1/filter" || ok=no
        if [ ! -e "$1/active" ]; then
            ! is_active ipsec.service && ! answers || ipsec_does stop || ok=no
            rm -f "$loaded"
        else
            # A pluto that does not answer, or does not take its former conns, is started anew: it then has what the files say.
            if ! answers || ! undo_conns "$1"; then
                rm -f "$loaded"
                ipsec_does restart || ok=no
                await_pluto || ok=no
            fi
        fi
    fi
    [ "$ok" = yes ]
}

undo_conns() {
    limit 20 ipsec whack --rereadcerts >/dev/null 2>&1 || :
    known >"$work/known"
    reconcile "$1/wanted" || return 1
    observe || return 1
    ups >"$work/ups"
    while IFS="	" read -r name _; do
        if grep -q -x -F -e "$name" "$1/routed"; then
            is_routed "$name" || limit 60 ipsec whack --name "$name" --route >/dev/null 2>&1 || :
        elif [ "$mode" = explicit ]; then
            if grep -q -x -F -e "$name" "$work/ups" && ! grep -q -x -F -e "$name" "$1/up"; then
                limit 20 ipsec whack --name "$name" --terminate >/dev/null 2>&1 || :
            fi
            ! is_routed "$name" || limit 20 ipsec whack --name "$name" --unroute >/dev/null 2>&1 || :
        fi
        if grep -q -x -F -e "$name" "$1/up" && ! grep -q -x -F -e "$name" "$work/ups"; then
            limit 20 ipsec whack --name "$name" --asynchronous --initiate >/dev/null 2>&1 </dev/null || :
        fi
    done <"$work/wanted"
    return 0
}

# Takes the pending change back, and ends it.
take_back() {
    note "taking back: $1"
    if ! undo "$pending" "${2:-}"; then
        note "not everything could be put back"
        say "COULD NOT PUT EVERYTHING BACK; what was saved is in $pending, and it is tried again"
        return 1
    fi
    rm -rf "$state/apply.gone"
    mv "$pending" "$state/apply.gone" || return 1
    to_disk "$state"
    disarm
    rm -rf "$state/apply.gone"
    note "everything is as it was"
    say "everything is as it was before"
}
