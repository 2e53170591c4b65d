import { readSourceText } from '../../../bytes/source-text.ts';
import { type Diagnostic, hasError, textAt } from '../../../diagnostics/diagnostic.ts';
import { checkRules, type FactFile, readHostRules } from '../../../firewall/check-rules.ts';
import type { HostEvidence } from '../../../hosts/evidence.ts';
import { readInterfaces } from '../../../hosts/facts/links.ts';
import { filterNeeds } from '../../../mesh/host-filter.ts';
import type { Rendering } from '../../../render/prepare.ts';
import type { Host } from '../../host.ts';

/**
 * `firewall/blocked` and its kin: the packet filter that the host has lets IKE and ESP from and to its peers pass. Without an
 * inventory nobody knows the peers' needs, and nothing is said.
 */
export function checkFilter(
  { node }: Host,
  { files, show }: HostEvidence,
  rendering: Rendering | undefined,
): readonly Diagnostic[] {
  if (node === undefined || rendering === undefined) return [];
  const fact = (name: string): FactFile | undefined => {
    const content = files.get(`facts/${name}`);
    return content === undefined ? undefined : { file: show(`facts/${name}`), text: readSourceText(content).text };
  };
  const [iptablesSave, ip6tablesSave, nft] = [fact('iptables-save.txt'), fact('ip6tables-save.txt'), fact('nft.json')];
  if (iptablesSave === undefined && ip6tablesSave === undefined && nft === undefined) return [];
  const rules = readHostRules({
    ...(iptablesSave === undefined ? {} : { iptablesSave }),
    ...(ip6tablesSave === undefined ? {} : { ip6tablesSave }),
    ...(nft === undefined ? {} : { nft }),
  });
  const addresses = fact('addresses.json');
  const interfaces = addresses === undefined ? undefined : readInterfaces(addresses.text, addresses.file);
  const needs = filterNeeds(rendering.mesh, node, interfaces?.kind === 'ok' ? interfaces.value : undefined);
  const found = [...rules.findings, ...checkRules(rules, needs)];
  const told = hasError(found) ? found.filter(({ severity }) => severity === 'error') : found;
  return told.map((finding) => (nft === undefined ? finding : inFile(finding, nft)));
}

/** nft's JSON is one line, and its rules have paths: the file is the place, and the path is told with it. */
function inFile(finding: Diagnostic, { file }: FactFile): Diagnostic {
  if (finding.at.kind === 'text') return finding;
  return { ...finding, at: textAt(file, 1, 1), message: `${finding.message} (${finding.at.path.join('.')})` };
}
