/** The rules that a host really has, of everything that was gathered about its packet filter. */
import { append } from '../bytes/append.ts';
import type { Diagnostic, Reading } from '../diagnostics/diagnostic.ts';
import { type Family, families } from '../net/address.ts';
import { readIpSets } from './iptables/ipset.ts';
import { parseRestore } from './iptables/parse.ts';
import { type SavedRules, savedRules } from './iptables/saved.ts';
import { understandRestore } from './iptables/understand.ts';
import type { NftTable } from './nftables/ast.ts';
import { readNftJson } from './nftables/read-json.ts';
import { understandNft } from './nftables/understand.ts';
import { emptyRuleSet, joinRuleSets, type RuleSet } from './verdict/rule-set.ts';

/** A file that was collected from a host. */
export interface FactFile {
  /** Its name, for findings. */
  readonly file: string;
  readonly text: string;
}

/** What tells of a host's packet filter; each may be missing. */
export interface FilterFacts {
  readonly iptablesSave?: FactFile;
  readonly ip6tablesSave?: FactFile;
  /** `nft -j list ruleset`. */
  readonly nft?: FactFile;
  /** `nft list ruleset`, from an nft that writes no JSON: it only tells that there is something that we cannot read. */
  readonly nftText?: FactFile;
  /** `iptables-nft-save` and `ip6tables-nft-save`, where the host's `iptables-save` is of the other kind. */
  readonly iptablesNftSave?: FactFile;
  readonly ip6tablesNftSave?: FactFile;
  /** `iptables-legacy-save` and `ip6tables-legacy-save`. */
  readonly iptablesLegacySave?: FactFile;
  readonly ip6tablesLegacySave?: FactFile;
  /** `/proc/net/ip_tables_names` and `/proc/net/ip6_tables_names`: the tables of iptables-legacy. */
  readonly legacyTables?: FactFile;
  readonly legacyTables6?: FactFile;
  /** `ipset save`. */
  readonly ipset?: FactFile;
}

/** The rules of a host. */
export interface HostRules {
  readonly rules: RuleSet;
  /** The families of which the facts tell. */
  readonly families: readonly Family[];
}

/**
 * Reads the rules of a host. The tables that iptables-nft keeps are in nft's JSON and in iptables-save. nft has all of their
 * chains, sets and maps, and of the matches of iptables only the names; iptables-save has those with their arguments, and drops
 * what iptables cannot say. So rules are nft's, and where nft has no arguments, the rule at the same place of iptables-save.
 * Tables of iptables-legacy are in iptables-save alone.
 *
 * Its findings: `firewall/unreadable`.
 */
export function readHostRules(facts: FilterFacts): Reading<HostRules> {
  const findings: Diagnostic[] = [];
  const sets = readIpSets(facts.ipset?.text ?? '');
  const tables = readTables(facts.nft, findings);
  let rules: RuleSet = { ...emptyRuleSet, incomplete: facts.nft !== undefined && tables === undefined };
  const saves: Record<Family, readonly (FactFile | undefined)[]> = {
    ipv4: [facts.iptablesSave, facts.iptablesNftSave, facts.iptablesLegacySave],
    ipv6: [facts.ip6tablesSave, facts.ip6tablesNftSave, facts.ip6tablesLegacySave],
  };
  const views: SavedRules[] = [];
  const told: Family[] = [];
  for (const family of families) {
    const nftFamily = family === 'ipv4' ? 'ip' : 'ip6';
    const seen = new Set<string>();
    for (const fact of saves[family]) {
      if (fact === undefined) continue;
      told.push(family);
      const { value: parsed, findings: ofFile } = parseRestore(fact.text, fact.file);
      append(findings, ofFile);
      const saved = savedRules(parsed, nftFamily, sets);
      const isView = (table: string) => tables !== undefined && isKept(saved, tables, nftFamily, table);
      // What iptables-legacy has at the same place is another rule.
      if (saved.kind !== 'legacy') views.push(saved);
      // The same tables may have been saved under two names.
      const wanted = (table: string) => !isView(table) && !seen.has(`${saved.kind} ${table}`);
      rules = joinRuleSets(rules, understandRestore(parsed, family, wanted, { legacy: saved.kind !== 'nft', sets }));
      for (const table of saved.tables.keys()) seen.add(`${saved.kind} ${table}`);
      if (saved.notShown && tables === undefined) rules = { ...rules, incomplete: true };
    }
    const legacy = family === 'ipv4' ? facts.legacyTables : facts.legacyTables6;
    const names = legacy?.text.split(/\s+/).filter((name) => name !== '') ?? [];
    if (names.some((name) => !seen.has(`legacy ${name}`))) rules = { ...rules, incomplete: true };
  }
  if (tables === undefined && /^table /m.test(facts.nftText?.text ?? '')) rules = { ...rules, incomplete: true };
  if (tables !== undefined) {
    rules = joinRuleSets(
      rules,
      understandNft(tables, (table, chain, rule, index) => {
        if (!rule.expressions.some(({ kind }) => kind === 'xt')) return undefined;
        return views.map((view) => view.ruleFor(table, chain, rule, index)).find((found) => found !== undefined);
      }),
    );
  }
  return { value: { rules, families: facts.nft === undefined ? [...new Set(told)] : families }, findings };
}

function readTables(nft: FactFile | undefined, findings: Diagnostic[]): readonly NftTable[] | undefined {
  if (nft === undefined) return undefined;
  const read = readNftJson(nft.text, nft.file);
  append(findings, read.findings);
  return read.kind === 'ok' ? read.value : undefined;
}

/** Whether a table of iptables-save is one of nft's: then it is judged as nft has it. */
function isKept(saved: SavedRules, tables: readonly NftTable[], family: string, name: string): boolean {
  const kept = tables.find((table) => table.family === family && table.name === name);
  if (kept === undefined || saved.kind === 'legacy') return false;
  if (saved.kind === 'nft') return true;
  // Where the head of the file is lost, the chains with rules tell.
  const chains = [...(saved.tables.get(name) ?? new Map<string, number>())];
  return chains.every(([chain, rules]) => rules === 0 || kept.chains.some((one) => one.name === chain));
}
