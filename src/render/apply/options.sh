# Brings a host to what its folder says, or back; the same file for all hosts. Each host's apply.sh gives the values and reads
# it: mesh, mode, chain, strict, filters, peers, own_files, steps, here. Written by swanmesh.
usage() {
    cat <<'END'
usage: apply.sh [--check] [--stage add|all | --steps STEP,...] [--peers CONN,...|all] [--rollback-after SECONDS]
                [--wait SECONDS] [--certificate CERT KEY CA | --p12 FILE] [--adopt] [--force]
       apply.sh [--check] --remove
       apply.sh --confirm | --back [--force] | --status

Brings this host to what its folder says, checks that it works, and puts everything back by itself unless "apply.sh --confirm"
is run in time; also after a reboot, or when it is killed. Prints "unchanged" when there is nothing to do. Run it as root.

Steps, in this order (default: all of them):
  certificate  import the certificate of this host into NSS, and revocation lists where there are some
  start        start ipsec, before the files are there, so that it loads nothing
  files        put every file in its place
  filter       load the packet filter; where it refuses plaintext, after route
  add          load conns that are new or changed, without routing them, and delete those that are gone
  up           bring up the SAs of conns that are not routed yet, or of those that --peers names
  route        route the conns as their auto= says: from now on nothing leaves in clear
  enable       ipsec and the packet filter at boot

  --stage add              the steps that cut nobody: certificate, start, files, add, enable, and filter unless it refuses
                           plaintext; do this on every host before the rest on any
  --check                  change nothing; say what would be done, and exit with 3 if that is anything
  --peers CONN,...         the SAs with these must be up and an echo answered, or everything is put back
  --rollback-after SECONDS the time for --confirm (default 120); 0: nobody needs to confirm
  --wait SECONDS           how long to wait for SAs and echoes (default 40)
  --certificate, --p12     what import-certificate.sh takes, where the inventory has no onHost
  --adopt                  take what pluto has under a name of the file to be what the file says, whoever loaded it
  --force                  also over files that others wrote, or with --back over what was changed since
  --remove                 take everything of this mesh off this host
  --confirm                keep it; run this in a session of its own, which shows that one can still log in
  --back                   put everything back as it was before the last apply, confirmed or not
  --status                 what is pending, and what pluto has

Exit status: 0 done or unchanged, 1 failed and everything put back, 2 wrong usage, 3 --check found work to do.
END
}

say() {
    printf '%s\n' "apply.sh: $*" >&2
}

die() {
    say "$*"
    exit 1
}

wrong() {
    say "$*"
    usage >&2
    exit 2
}

PATH="$PATH:/usr/sbin:/sbin"
LC_ALL=C
export PATH LC_ALL
umask 077

state=/var/lib/swanmesh
# The running change: everything that is needed to take it back. It appears and goes by one rename each.
pending=$state/apply
# The change before, for --back.
last=$state/last
# The files that we have put in place, one a line.
placed=$state/placed
# What pluto has loaded of our file, as far as we know; gone with a reboot, as pluto's memory is.
loaded=/run/swanmesh/loaded
# The checksums of the files from which the packet filter was loaded; gone with a reboot, after which it is what the files say.
filter_loaded=/run/swanmesh/filter
pidfile=/run/pluto/pluto.pid
conf=/etc/ipsec.d/$mesh.conf
units=/etc/systemd/system
cron=/etc/cron.d/swanmesh-rollback

action=apply
remove=no
force=no
adopt=no
stage_peers=
rollback_after=120
patience=40
import_args=
p12=
while [ $# -gt 0 ]; do
    case $1 in
    --check | --confirm | --back | --status | --expired | --boot | --watch)
        [ "$action" = apply ] || wrong "either --$action or $1"
        action=${1#--}
        ;;
    --remove) remove=yes ;;
    --force) force=yes ;;
    --adopt) adopt=yes ;;
    --stage | --steps | --peers | --rollback-after | --wait | --p12)
        { [ $# -ge 2 ] && [ -n "$2" ]; } || wrong "$1 wants a value"
        case $1 in
        --stage)
            case $2 in
            add) steps='certificate start files filter-add add enable' ;;
            all) ;;
            *) wrong "no such stage: $2" ;;
            esac
            ;;
        --steps) steps=$(printf '%s' "$2" | tr ',' ' ') ;;
        --peers) stage_peers=$(printf '%s' "$2" | tr ',' ' ') ;;
        --rollback-after | --wait)
            case $2 in
            # A leading zero would make it octal.
            *[!0-9]* | 0?* | ??????*) wrong "$1 wants a number of seconds" ;;
            esac
            if [ "$1" = --wait ]; then patience=$2; else rollback_after=$2; fi
            ;;
        --p12) p12=$2 ;;
        esac
        shift
        ;;
    --certificate)
        [ $# -ge 4 ] || wrong "--certificate wants CERT KEY CA"
        import_args=yes
        certificate=$2 key=$3 authority=$4
        shift 3
        ;;
    -h | --help)
        usage
        exit 0
        ;;
    *) wrong "no such option: $1" ;;
    esac
    shift
done
for step in $steps; do
    case $step in
    certificate | start | files | filter | filter-add | add | up | route | enable) ;;
    *) wrong "no such step: $step" ;;
    esac
done
for name in $stage_peers; do
    case $name in
    *[!A-Za-z0-9._-]*) wrong "--peers wants names of conns" ;;
    esac
done
[ "$remove" = no ] || steps='files filter add enable'

wants() {
    case " $steps " in
    *" $1 "*) return 0 ;;
    esac
    return 1
}

# A program that never ends must not keep us from putting things back.
limit() {
    if command -v timeout >/dev/null 2>&1; then
        timeout -k 5 "$@"
    else
        shift
        "$@"
    fi
}

is_newer() {
    [ -n "$(find "$1" -newer "$2" 2>/dev/null)" ]
}

to_disk() {
    sync "$@" 2>/dev/null || sync
}

note() {
    printf '%s %s\n' "$(date '+%Y-%m-%dT%H:%M:%S%z')" "$*" >>"$state/log"
    ! command -v logger >/dev/null 2>&1 || logger -t swanmesh -- "$*" 8>&- || :
}
