import type { Family } from '../../net/address.ts';
import { allowChain, headChains } from './rules.ts';

const names: Readonly<Record<Family, { readonly variable: string; readonly program: string; readonly rules: string }>> =
  {
    ipv4: { variable: 'IPTABLES', program: 'iptables', rules: 'iptables.rules' },
    ipv6: { variable: 'IP6TABLES', program: 'ip6tables', rules: 'ip6tables.rules' },
  };

/** The restore file of a family. */
export function rulesFile(family: Family): string {
  return names[family].rules;
}

/**
 * The POSIX shell script that loads the restore files beside it and hooks our chains in. Running it again changes
 * nothing; rules and chains of others stay as they are.
 *
 * @param chain the administrator's chain of accepting rules; made, and hooked into INPUT, where it is missing
 */
export function iptablesScript(chain: string, hostFamilies: readonly Family[]): string {
  const loads = hostFamilies.map((family) => {
    const { variable, program, rules } = names[family];
    return `load "\${${variable}:-${program}}" "$here/${rules}"\n`;
  });
  return `${prelude(chain)}${loads.join('')}`;
}

function prelude(chain: string): string {
  const heads = Object.entries(headChains);
  const first = heads.map(([builtin, ours]) => `  first ${builtin} ${ours}\n`).join('');
  const builtins = heads.map(([builtin]) => builtin).join(' ');
  return `#!/bin/sh
# Written by swanmesh. Loads the rules beside this script and hooks them in; safe to repeat, and to run before IPsec is up.
# IPTABLES and IP6TABLES may name other programs, such as iptables-legacy.
set -eu
PATH="$PATH:/usr/sbin:/sbin"
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
chain='${chain}'
# One run at a time, so that none hooks in what another is just hooking in.
if command -v flock >/dev/null 2>&1; then
  if [ -w /run ]; then exec 9>/run/swanmesh-iptables.lock; else exec 9<"$here"; fi
  flock -w 60 9 || { echo "$0: another run has not ended" >&2; exit 1; }
fi

# Takes lines of iptables-restore from stdin, all or nothing, and flushes only the chains that they declare.
restore() {
  if "$tables-restore" --help 2>&1 | grep -q -e '--wait'; then
    "$tables-restore" --wait --noflush
  else
    "$tables-restore" --noflush
  fi
}

# Chain $2 is hooked once into the chain $1, as its first rule; it is moved there, or a second hook removed, in one step.
once() {
  [ "$("$tables" -w -S "$1" 1)" != "-A $1 -j $2" ] || [ "$(hooks "$1" "$2")" -ne 1 ] || return 0
  # Listed before restore begins: that holds the lock from its first line on.
  old=$("$tables" -w -S "$1" | sed -n "s/^-A \\($1 -j $2\\)$/-D \\1/p")
  printf '*filter\\n%s\\n-I %s 1 -j %s\\nCOMMIT\\n' "$old" "$1" "$2" | restore
}

# How often chain $2 is hooked into the chain $1.
hooks() {
  "$tables" -w -S "$1" | grep -c -x -e "-A $1 -j $2" || :
}

# Our chain $2 comes first in the chain $1, before any rule that lets established flows through.
first() {
  grep -q -e "^:$2 " "$rules" || return 0
  once "$1" "$2"
}

# Chains of ours that the rules no longer name.
stale() {
  "$tables" -w -S | sed -n 's/^-N \\(SWANMESH-[A-Z0-9-]*\\)$/\\1/p' | while read -r old; do
    grep -q -e "^:$old " "$rules" || echo "$old"
  done
}

load() {
  tables=$1 rules=$2
  printf '*filter\\n-N %s\\n-I INPUT 1 -j %s\\nCOMMIT\\n' "$chain" "$chain" | restore 2>/dev/null || : # it is there
  restore <"$rules"
  [ "$(hooks "$chain" ${allowChain})" -eq 1 ] || once "$chain" ${allowChain}
  [ "$(hooks INPUT "$chain")" -le 1 ] || once INPUT "$chain"
${first}  for old in $(stale); do
    for hook in ${builtins}; do
      while "$tables" -w -C "$hook" -j "$old" 2>/dev/null; do "$tables" -w -D "$hook" -j "$old"; done
    done
    "$tables" -w -F "$old"
  done
  for old in $(stale); do "$tables" -w -X "$old" || :; done
}

`;
}
