/** The rules of a host's packet filter, from each program that lists them. */
import type { FilterFacts } from '../../firewall/host-rules.ts';
import { type Fact, gatheredText } from './fact.ts';

const paths: Readonly<Record<keyof FilterFacts, string>> = {
  iptablesSave: 'facts/iptables-save.txt',
  ip6tablesSave: 'facts/ip6tables-save.txt',
  nft: 'facts/nft.json',
  nftText: 'facts/nft.txt',
  iptablesNftSave: 'facts/iptables-nft-save.txt',
  ip6tablesNftSave: 'facts/ip6tables-nft-save.txt',
  iptablesLegacySave: 'facts/iptables-legacy-save.txt',
  ip6tablesLegacySave: 'facts/ip6tables-legacy-save.txt',
  legacyTables: 'facts/ip_tables_names.txt',
  legacyTables6: 'facts/ip6_tables_names.txt',
  ipset: 'facts/ipset.txt',
};

const keys = Object.keys(paths) as (keyof FilterFacts)[];

/** Names of tables and sets alone say nothing about rules. */
const aside: ReadonlySet<keyof FilterFacts> = new Set(['legacyTables', 'legacyTables6', 'ipset']);

/** The texts as they are: `readHostRules` of `firewall/` makes rules of them. */
export const filter: Fact<FilterFacts> = {
  subject: 'packet filter',
  files: Object.values(paths),
  askedOf: 'all',
  isGathered: ({ files }) => keys.some((key) => !aside.has(key) && files.has(paths[key])),
  read: (host) => {
    const entries = keys.flatMap((key) => {
      const found = gatheredText(host, paths[key]);
      return found === undefined ? [] : [[key, found] as const];
    });
    return entries.length === 0 ? undefined : { value: Object.fromEntries(entries), findings: [] };
  },
};
