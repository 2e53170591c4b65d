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

# Takes lines of iptables-restore from stdin, all or nothing, and flushes only the chains that they declare.
restore() {
  if "$tables-restore" --help 2>&1 | grep -q -e '--wait'; then
    "$tables-restore" --wait --noflush
  else
    "$tables-restore" --noflush
  fi
}

# Our chain $2 stands first in the chain $1, before any rule that lets established flows through; it is moved in one step.
first() {
  grep -q -e "^:$2 " "$rules" || return 0
  [ "$("$tables" -w -S "$1" 1)" != "-A $1 -j $2" ] || return 0
  # Listed before restore begins: that holds the lock from its first line on.
  old=$("$tables" -w -S "$1" | sed -n "s/^-A \\($1 -j $2\\)$/-D \\1/p")
  printf '*filter\\n%s\\n-I %s 1 -j %s\\nCOMMIT\\n' "$old" "$1" "$2" | restore
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
  "$tables" -w -C "$chain" -j ${allowChain} 2>/dev/null || "$tables" -w -I "$chain" 1 -j ${allowChain}
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
