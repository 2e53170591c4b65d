#!/bin/sh
# Stands in for systemctl in a box without systemd: as much of it as apply.sh asks for, on the unit files that are there.
units=/etc/systemd/system
wants=$units/multi-user.target.wants
state=/run/fake-systemd
mkdir -p "$state" "$wants"
echo "$*" >>/run/systemctl.calls
case " $* " in *" --no-block "*) exit 0 ;; esac
quiet=no
now=no
verb=
names=
for word in "$@"; do
    case $word in
    --quiet) quiet=yes ;;
    --now) now=yes ;;
    --*) ;;
    *.service | *.timer) names="$names $word" ;;
    *) if [ -z "$verb" ]; then verb=$word; else names="$names $word.service"; fi ;;
    esac
done

values() {
    sed -n "s/^$2=//p" "$units/$1"
}

# What has ended and is waited for by nobody lives no more.
lives() {
    kill -0 "$1" 2>/dev/null && ! grep -q '^State:.Z' "/proc/$1/status" 2>/dev/null
}

pluto_lives() {
    [ -f /run/pluto/pluto.pid ] && lives "$(cat /run/pluto/pluto.pid)"
}

start() {
    case $1 in
    ipsec.service)
        ! pluto_lives || return 0
        rm -f /run/pluto/pluto.ctl /run/pluto/pluto.pid
        ipsec checknss >/dev/null 2>&1 || ipsec initnss >/dev/null 2>&1
        # A quick updown script, where the box has one.
        PATH=/run/quick:$PATH setsid /usr/libexec/ipsec/pluto --config /etc/ipsec.conf --nofork --stderrlog >>/run/pluto.log 2>&1 </dev/null 8>&- 9>&- &
        child=$!
        tries=0
        until ipsec whack --status >/dev/null 2>&1; do
            kill -0 "$child" 2>/dev/null || return 1
            tries=$((tries + 1))
            [ "$tries" -lt 100 ] || return 1
            sleep 0.1
        done
        # addconn, which it starts, loads the conns.
        while grep -q . "/proc/$child/task/$child/children"; do sleep 0.05; done
        ;;
    *.timer)
        stop "$1"
        service=${1%.timer}.service
        first=$(values "$1" OnActiveSec)
        again=$(values "$1" OnUnitInactiveSec)
        setsid sh -c "sleep $first; while [ -f '$units/$1' ]; do systemctl start '$service'; sleep $again; done" </dev/null >/dev/null 2>&1 8>&- 9>&- &
        echo "$!" >"$state/$1"
        ;;
    *)
        [ -f "$units/$1" ] || return 5
        [ ! -f "$state/$1" ] || return 0
        condition=$(values "$1" ConditionPathExists)
        [ -z "$condition" ] || [ -e "$condition" ] || return 0
        values "$1" ExecStart | while read -r line; do sh -c "$line" || exit 1; done || return 1
        [ "$(values "$1" RemainAfterExit)" != yes ] || : >"$state/$1"
        ;;
    esac
}

stop() {
    case $1 in
    ipsec.service)
        pluto_lives || return 0
        pid=$(cat /run/pluto/pluto.pid)
        ipsec whack --shutdown >/dev/null 2>&1
        tries=0
        while lives "$pid"; do
            tries=$((tries + 1))
            [ "$tries" -lt 50 ] || kill -KILL "$pid"
            sleep 0.1
        done
        ip xfrm policy flush
        ;;
    *.timer)
        [ -f "$state/$1" ] || return 0
        # The group of its shell; not the service that it may just be running, which is us.
        kill -KILL "$(cat "$state/$1")" 2>/dev/null
        rm -f "$state/$1"
        ;;
    *) rm -f "$state/$1" ;;
    esac
    return 0
}

status=0
for name in $names; do
    case $verb in
    is-active) if [ "$name" = ipsec.service ]; then pluto_lives; else [ -f "$state/$name" ]; fi || status=3 ;;
    is-enabled) [ -L "$wants/$name" ] || status=1 ;;
    enable)
        if [ -f "$units/$name" ] || [ "$name" = ipsec.service ]; then ln -sf "../$name" "$wants/$name"; else status=1; fi
        ;;
    disable)
        rm -f "$wants/$name"
        [ "$now" = no ] || stop "$name"
        ;;
    start) start "$name" || status=1 ;;
    stop) stop "$name" || status=1 ;;
    restart) { stop "$name" && start "$name"; } || status=1 ;;
    *) echo "fake systemctl: $*" >&2 && status=1 ;;
    esac
done
exit "$status"
