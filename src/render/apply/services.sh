has_systemd() {
    [ -d /run/systemd/system ] && command -v systemctl >/dev/null 2>&1
}

is_active() {
    if has_systemd; then
        limit 20 systemctl is-active --quiet "$1"
    else
        answers
    fi
}

is_enabled() {
    has_systemd && limit 20 systemctl is-enabled --quiet "$1" 2>/dev/null
}

# Whether pluto answers.
answers() {
    limit 10 ipsec whack --status >/dev/null 2>&1
}

# What stays must not keep our lock.
ipsec_does() {
    if has_systemd; then
        limit 120 systemctl "$1" ipsec.service 8>&-
    elif [ "$1" = restart ]; then
        limit 60 ipsec stop >/dev/null 2>&1 8>&-
        limit 60 ipsec start >/dev/null 2>&1 8>&-
    else
        limit 60 ipsec "$1" >/dev/null 2>&1 8>&-
    fi
}

await_pluto() {
    tries=0
    until answers; do
        tries=$((tries + 1))
        [ "$tries" -lt 60 ] || return 1
        sleep 0.5
    done
}
