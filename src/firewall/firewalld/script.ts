import type { FirewalldEntry, FirewalldPlan } from './plan.ts';

/** Our service, and the beginning of the names of our IP sets. */
const name = 'swanmesh';

/**
 * The POSIX shell script that makes firewalld's permanent configuration say the plan, and no more of ours than that; where
 * something changed, a running firewalld reloads. Where it does not run, the script writes the configuration alone.
 */
export function firewalldScript(plan: FirewalldPlan): string {
  const withPeers = plan.entries.filter(({ peers }) => peers !== undefined);
  const interfaces = [...new Set(plan.entries.flatMap((entry) => entry.interfaces))];
  const zones = interfaces.map((door) => `zone_of_${interfaces.indexOf(door)}=$(zone_of '${door}')\n`);
  const wanted = plan.entries.flatMap((entry) =>
    entry.interfaces.map((door) => `$zone_of_${interfaces.indexOf(door)} ${ruleText(entry).replaceAll('"', '\\"')}`),
  );
  return `${prelude}
grep -Fxq -e ${name} "$work/services" || edit --new-service=${name}
items "$work/wanted" ${plan.ports.join(' ')}
ask --service=${name} --get-ports | lines >"$work/present"
change --service=${name} port
items "$work/wanted" ${plan.protocols.join(' ')}
ask --service=${name} --get-protocols | lines >"$work/present"
change --service=${name} protocol
${withPeers.map(setLines).join('')}
${zones.join('')}items "$work/wanted" ${wanted.map((line) => `"${line}"`).join(' \\\n  ')}
ask --list-all-zones | awk '
  /^[^[:space:]]/ { zone = $1 }
  /^[[:space:]]+rule / && index($0, "service name=\\"${name}\\"") { sub(/^[[:space:]]+/, ""); print zone " " $0 }
' | sort -u >"$work/present"
comm -23 "$work/present" "$work/wanted" | while read -r zone rule; do edit --zone="$zone" --remove-rich-rule="$rule"; done
comm -13 "$work/present" "$work/wanted" | while read -r zone rule; do edit --zone="$zone" --add-rich-rule="$rule"; done

# Sets that no rule names any longer.
items "$work/wanted" ${withPeers.map(({ family }) => `${name}-${family}`).join(' ')}
grep -x -e '${name}-ipv[46]' "$work/ipsets" | sort | comm -23 - "$work/wanted" | while read -r set; do
  edit --delete-ipset="$set"
done

if [ -s "$work/changes" ] && [ -n "$running" ]; then firewall-cmd --reload; fi
`;
}

function ruleText({ family, peers }: FirewalldEntry): string {
  const source = peers === undefined ? '' : ` source ipset="${name}-${family}"`;
  return `rule family="${family}"${source} service name="${name}" accept`;
}

function setLines({ family, peers = [] }: FirewalldEntry): string {
  const set = `${name}-${family}`;
  return `
grep -Fxq -e ${set} "$work/ipsets" || edit --new-ipset=${set} --type=hash:ip --option=family=${family === 'ipv4' ? 'inet' : 'inet6'}
sort >"$work/wanted" <<'end'
${peers.map((peer) => `${peer}\n`).join('')}end
ask --ipset=${set} --get-entries | lines >"$work/present"
change --ipset=${set} entries-from-file
`;
}

const prelude = `#!/bin/sh
# Written by swanmesh. Lets in, permanently, what IPsec needs, in the zones of the interfaces; safe to repeat.
# Its own are the service ${name}, the IP sets ${name}-... and the rich rules that name the service.
set -eu
PATH="$PATH:/usr/sbin:/sbin"
LC_ALL=C
export LC_ALL
# One run at a time, so that none judges what another is just writing.
if command -v flock >/dev/null 2>&1 && [ -w /run ]; then
  exec 9>/run/swanmesh-firewalld.lock
  flock -w 300 9 || { echo "$0: another run has not ended" >&2; exit 1; }
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
running=
if firewall-cmd --state >/dev/null 2>&1; then running=yes; fi

# The permanent configuration is asked, or edited; an edit is noted.
ask() {
  if [ -n "$running" ]; then firewall-cmd --permanent "$@"; else firewall-offline-cmd "$@"; fi
}
edit() {
  echo "$*" >>"$work/changes"
  ask "$@" >/dev/null
}

# Words, one a line, in order.
lines() {
  tr ' ' '\\n' | sed '/^$/d' | sort -u
}
# items FILE ITEM ...: the items, one a line, in order and each once.
items() {
  file=$1
  shift
  : >"$file"
  [ $# -eq 0 ] || printf '%s\\n' "$@" | sort -u >"$file"
}
# change OWNER KIND: takes away what is present and not wanted, and adds what is wanted and not present.
change() {
  comm -23 "$work/present" "$work/wanted" >"$work/less"
  comm -13 "$work/present" "$work/wanted" >"$work/more"
  case $2 in
    entries-from-file)
      [ ! -s "$work/less" ] || edit "$1" --remove-"$2"="$work/less"
      [ ! -s "$work/more" ] || edit "$1" --add-"$2"="$work/more"
      ;;
    *)
      while read -r item; do edit "$1" --remove-"$2"="$item"; done <"$work/less"
      while read -r item; do edit "$1" --add-"$2"="$item"; done <"$work/more"
      ;;
  esac
}

# The zone of an interface as it runs, or as it is configured; one that is in none is in the default zone.
zone_of() {
  if [ -n "$running" ]; then set -- firewall-cmd "$1"; else set -- firewall-offline-cmd "$1"; fi
  zone=$("$1" --get-zone-of-interface="$2" 2>/dev/null || :)
  case $zone in '' | *' '*) "$1" --get-default-zone ;; *) echo "$zone" ;; esac
}

ask --get-services | lines >"$work/services"
ask --get-ipsets | lines >"$work/ipsets"
`;
