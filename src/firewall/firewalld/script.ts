import type { FirewalldEntry, FirewalldPlan } from './plan.ts';

/** Our service, and the beginning of the names of our IP sets. */
const name = 'swanmesh';

/**
 * The POSIX shell script that makes firewalld's permanent configuration say the plan, and no more of ours than that; where
 * something changed, a running firewalld reloads. Where it does not run, the script writes the configuration alone.
 */
export function firewalldScript(plan: FirewalldPlan): string {
  const sets = plan.entries.flatMap((entry) => (entry.peers === undefined ? [] : [setLines(entry, entry.peers)]));
  const rules = plan.entries.flatMap((entry) => entry.interfaces.map((door) => ruleLine(entry, door)));
  return `${prelude}
has service ${name} || edit --new-service=${name}
exactly service ports port '${plan.ports.join(' ')}'
exactly service protocols protocol '${plan.protocols.join(' ')}'

sets='${plan.entries.flatMap(({ family, peers }) => (peers === undefined ? [] : [`${name}-${family}`])).join(' ')}'

# Rich rules of ours that should be there: zone, blank, rule.
rules=$(
${rules.map((line) => `  ${line}\n`).join('')})
${sets.join('')}
for zone in $(ask --get-zones); do
  # The rules of one zone, of those that name our service.
  ask --zone="$zone" --list-rich-rules | grep -F -e 'service name="${name}"' | while IFS= read -r rule; do
    printf '%s\\n' "$rules" | grep -Fxq -e "$zone $rule" || edit --zone="$zone" --remove-rich-rule="$rule"
  done
done
printf '%s\\n' "$rules" | sort -u | while read -r zone rule; do
  [ -z "$rule" ] || ask --zone="$zone" --query-rich-rule="$rule" >/dev/null || edit --zone="$zone" --add-rich-rule="$rule"
done
for set in ${name}-ipv4 ${name}-ipv6; do
  case " $sets " in *" $set "*) ;; *) ! has ipset "$set" || edit --delete-ipset="$set" ;; esac
done

if [ -s "$changes" ] && [ -n "$running" ]; then firewall-cmd --reload; fi
`;
}

function ruleText({ family, peers }: FirewalldEntry): string {
  const source = peers === undefined ? '' : ` source ipset="${name}-${family}"`;
  return `rule family="${family}"${source} service name="${name}" accept`;
}

function ruleLine(entry: FirewalldEntry, door: string): string {
  return `printf '%s %s\\n' "$(zone_of ${door})" '${ruleText(entry)}'`;
}

function setLines({ family }: FirewalldEntry, peers: readonly string[]): string {
  const set = `${name}-${family}`;
  return `
has ipset ${set} || edit --new-ipset=${set} --type=hash:ip --option=family=${family === 'ipv4' ? 'inet' : 'inet6'}
cat >"$work/wanted" <<'end'
${peers.map((peer) => `${peer}\n`).join('')}end
members ${set}
`;
}

const prelude = `#!/bin/sh
# Written by swanmesh. Lets in, permanently, what IPsec needs, in the zones of the interfaces; safe to repeat.
# Its own are the service ${name}, the IP sets ${name}-… and the rich rules that name the service.
set -eu
PATH="$PATH:/usr/sbin:/sbin"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
changes=$work/changes
running=
if firewall-cmd --state >/dev/null 2>&1; then running=yes; fi

# The permanent configuration is asked, or edited; an edit is noted.
ask() {
  if [ -n "$running" ]; then firewall-cmd --permanent "$@"; else firewall-offline-cmd "$@"; fi
}
edit() {
  echo "$*" >>"$changes"
  ask "$@" >/dev/null
}

# has service|ipset NAME
has() {
  ask --get-"$1"s | tr ' ' '\\n' | grep -Fxq -e "$2"
}

# The zone of an interface; one that is in none is in the default zone.
zone_of() {
  if [ -n "$running" ]; then
    zone=$(firewall-cmd --get-zone-of-interface="$1" 2>/dev/null || :)
  else
    zone=$(firewall-offline-cmd --get-zone-of-interface="$1" 2>/dev/null || :)
  fi
  case $zone in '' | *' '*) ask_default ;; *) echo "$zone" ;; esac
}
ask_default() {
  if [ -n "$running" ]; then firewall-cmd --get-default-zone; else firewall-offline-cmd --get-default-zone; fi
}

# exactly service KINDS KIND 'ITEM …': the service has these items of a kind, and no others.
exactly() {
  for item in $(ask --"$1"=${name} --get-"$2"); do
    case " $4 " in *" $item "*) ;; *) edit --"$1"=${name} --remove-"$3"="$item" ;; esac
  done
  for item in $4; do
    ask --"$1"=${name} --query-"$3"="$item" >/dev/null || edit --"$1"=${name} --add-"$3"="$item"
  done
}

# members SET: the IP set has the lines of $work/wanted, and no others.
members() {
  sort "$work/wanted" >"$work/new"
  ask --ipset="$1" --get-entries | sort >"$work/old"
  comm -23 "$work/old" "$work/new" >"$work/less"
  comm -13 "$work/old" "$work/new" >"$work/more"
  [ ! -s "$work/less" ] || edit --ipset="$1" --remove-entries-from-file="$work/less"
  [ ! -s "$work/more" ] || edit --ipset="$1" --add-entries-from-file="$work/more"
}
`;
