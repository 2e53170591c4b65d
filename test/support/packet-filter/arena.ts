/**
 * Many rule sets, each loaded into the same namespace and asked with real packets (`arena.sh`, `arena.pl`): IKE, NAT-T, ESP and AH of
 * three peers in both families, both ways, first packets, answers and later ones.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Service } from '../../../src/firewall/host-filter.ts';
import { type FilterFacts, readHostRules } from '../../../src/firewall/host-rules.ts';
import { judgeRules, type Verdict } from '../../../src/firewall/verdict/judge.ts';
import { type Address, type Family, families } from '../../../src/net/address.ts';
import type { FilterProgram } from '../../arbitraries/filter-program.ts';
import { privileges } from './world.ts';

const here = dirname(fileURLToPath(import.meta.url));

/** The peers of the arena; `arena.pl` sends for the same. */
export const peers: Readonly<Record<Family, readonly Address[]>> = {
  ipv4: ['10.0.0.2', '10.0.0.7', '10.0.0.130'] as unknown as readonly Address[],
  ipv6: ['fd00::2', 'fd00::7', 'fd00::1:0'] as unknown as readonly Address[],
};
const own: Readonly<Record<Family, Address>> = { ipv4: '10.0.0.1' as Address, ipv6: 'fd00::1' as Address };
const services: readonly Service[] = ['esp', 'ah', 'ike', 'nat-t'];

/** What became of a rule set in the arena. */
export type Played =
  | { readonly kind: 'refused'; readonly said: string }
  | { readonly kind: 'played'; readonly facts: FilterFacts; readonly arrived: ReadonlySet<string> };

const tableNames = { ipv4: 'ip_tables_names', ipv6: 'ip6_tables_names' } as const;
const programs = { ipv4: 'iptables', ipv6: 'ip6tables' } as const;

/** Plays the rule sets, one after the other. */
export function playAll(sets: readonly FilterProgram[]): readonly Played[] {
  const folder = mkdtempSync(join(tmpdir(), 'swanmesh-arena-'));
  try {
    writeFileSync(join(folder, 'dump.sh'), dump);
    writeFileSync(join(folder, 'clean.sh'), clean);
    const names = sets.map((_, i) => `case-${`${i}`.padStart(6, '0')}`);
    for (const [i, set] of sets.entries()) writeCase(join(folder, names[i] ?? ''), set);
    const run = spawnSync('unshare', [...privileges, '--net', '--mount', 'sh', join(here, 'arena.sh')], {
      encoding: 'utf8',
      env: { ...process.env, arena: join(here, 'arena.pl'), folder },
    });
    if (run.status !== 0) throw new Error(`status ${run.status}\n${run.stdout}\n${run.stderr}`);
    return names.map((name) => readCase(join(folder, name)));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function writeCase(folder: string, { nft, tables, legacy }: FilterProgram): void {
  mkdirSync(folder);
  const lines = [load];
  for (const family of families) {
    for (const [variant, text] of [
      ['nft', tables[family]],
      ['legacy', legacy[family]],
    ] as const) {
      if (text === undefined) continue;
      writeFileSync(join(folder, `${family}.${variant}`), text);
      lines.push(`load ${family}.${variant} ${programs[family]}-${variant}-restore`);
    }
  }
  if (nft !== '') {
    writeFileSync(join(folder, 'rules.nft'), `${nft}\n`);
    lines.push('load rules.nft nft -f');
  }
  writeFileSync(join(folder, 'load.sh'), `${lines.join('\n')}\n`);
}

/** Rules that contradict themselves are refused: they are taken out, one after the other, until the rest is loaded. */
const load = `cd "$(dirname "$0")"
load() {
  file=$1
  shift
  for try in 1 2 3 4 5 6 7 8 9 10 11 12; do
    "$@" $file 2>complaint && return 0
    line=$(sed -n -e 's/^rules.nft:\\([0-9]*\\):.*/\\1/p' -e 's/.*line:* \\([0-9]\\{1,\\}\\).*/\\1/p' complaint | head -n 1)
    if [ -z "$line" ]; then break; fi
    sed -i "\${line}s/.*//" $file
  done
  cat complaint
  exit 1
}`;

/** As the collect script does it: the old tables only where there are some. */
const dump = `nft -j list ruleset >nft.json
${families.map((family) => `${programs[family]}-nft-save >${family}-nft.save`).join('\n')}
${families
  .map(
    (family) => `! grep -q . /proc/net/${tableNames[family]} || ${programs[family]}-legacy-save >${family}-legacy.save`,
  )
  .join('\n')}
`;

const clean = `nft flush ruleset
grep -q . /proc/net/ip_tables_names /proc/net/ip6_tables_names || exit 0
for program in iptables-legacy ip6tables-legacy; do
  for table in $($program-save | sed -n 's/^\\*//p'); do
    $program -t $table -F; $program -t $table -X
    for chain in INPUT OUTPUT; do $program -t $table -P $chain ACCEPT; done
  done
done
`;

function readCase(folder: string): Played {
  if (existsSync(join(folder, 'refused'))) return { kind: 'refused', said: readFileSync(join(folder, 'said'), 'utf8') };
  const fact = (name: string) => {
    const path = join(folder, name);
    return { file: name, text: existsSync(path) ? readFileSync(path, 'utf8') : '' };
  };
  const facts: FilterFacts = {
    nft: fact('nft.json'),
    iptablesSave: fact('ipv4-nft.save'),
    ip6tablesSave: fact('ipv6-nft.save'),
    iptablesLegacySave: fact('ipv4-legacy.save'),
    ip6tablesLegacySave: fact('ipv6-legacy.save'),
  };
  const arrived = new Set(readFileSync(join(folder, 'arrived'), 'utf8').split('\n'));
  return { kind: 'played', facts, arrived };
}

/** A question, our answer, and whether all its packets came. */
export interface Asked extends Verdict {
  readonly passes: boolean;
}

/** All questions about a rule set. */
export function ask({ facts, arrived }: Played & { readonly kind: 'played' }): readonly Asked[] {
  const { value: host } = readHostRules(facts);
  return families.flatMap((family) =>
    judgeRules(host.rules, {
      family,
      interface: 'eth0',
      local: own[family],
      peers: peers[family],
      services,
    }).map((verdict): Asked => ({ ...verdict, passes: passes(verdict, arrived) })),
  );
}

/** The first packet, a later one of the same connection, and the answer to one that began at the other end. */
function passes({ direction, peer, service }: Verdict, arrived: ReadonlySet<string>): boolean {
  const other = direction === 'in' ? 'out' : 'in';
  return [`${direction}/1/${direction}`, `${direction}/3/${direction}`, `${other}/2/${direction}`].every((time) =>
    arrived.has(`${time}/${peer}/${service}`),
  );
}
