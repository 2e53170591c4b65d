/** The facts about the packet filter, by the names that the collect script gives them. */
import type { FactFile, FilterFacts } from '../../firewall/host-rules.ts';

const files: Readonly<Record<keyof FilterFacts, string>> = {
  iptablesSave: 'iptables-save.txt',
  ip6tablesSave: 'ip6tables-save.txt',
  nft: 'nft.json',
  nftText: 'nft.txt',
  iptablesNftSave: 'iptables-nft-save.txt',
  ip6tablesNftSave: 'ip6tables-nft-save.txt',
  iptablesLegacySave: 'iptables-legacy-save.txt',
  ip6tablesLegacySave: 'ip6tables-legacy-save.txt',
  legacyTables: 'ip_tables_names.txt',
  legacyTables6: 'ip6_tables_names.txt',
  ipset: 'ipset.txt',
};

/** Those of the facts that were gathered. */
export function filterFacts(fact: (name: string) => FactFile | undefined): FilterFacts {
  return Object.fromEntries(
    Object.entries(files).flatMap(([key, name]) => {
      const found = fact(name);
      return found === undefined ? [] : [[key, found]];
    }),
  );
}
