import { type Diagnostic, valueAt } from '../diagnostics/diagnostic.ts';
import { printProposals, readProposals } from '../libreswan/proposal/read.ts';
import { type ReleaseRange, rangeText } from '../libreswan/release.ts';
import type { Mesh } from '../mesh/mesh.ts';

/** The proposals of the mesh in the spelling of each range of releases in it. */
export interface MeshProposals {
  readonly esp: (releases: ReleaseRange) => string | undefined;
  readonly ike: (releases: ReleaseRange) => string | undefined;
  readonly findings: readonly Diagnostic[];
}

/** Reads `ipsec.esp` and `ipsec.ike` once for each range of releases, and prints them as those releases spell them. */
export function readMeshProposals(mesh: Mesh): MeshProposals {
  const findings: Diagnostic[] = [];
  const texts = new Map<string, string>();
  const ranges = new Map(mesh.nodes.map(({ releases }) => [rangeText(releases), releases]));
  for (const keyword of ['ike', 'esp'] as const) {
    const written = mesh.ipsec[keyword];
    if (written === undefined) continue;
    const at = valueAt('ipsec', keyword);
    for (const [range, releases] of ranges) {
      const read = readProposals(written, keyword, releases, at);
      findings.push(...read.findings);
      if (read.kind === 'failed') continue;
      const printed = printProposals(read.value, releases, at);
      findings.push(...printed.findings);
      if (printed.kind === 'ok') texts.set(`${keyword} ${range}`, printed.value);
    }
  }
  const textFor = (keyword: 'ike' | 'esp') => (releases: ReleaseRange) =>
    texts.get(`${keyword} ${rangeText(releases)}`);
  return { esp: textFor('esp'), ike: textFor('ike'), findings };
}
