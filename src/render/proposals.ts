import { append } from '../bytes/append.ts';
import { type Diagnostic, valueAt } from '../diagnostics/diagnostic.ts';
import { hasMlKem, withAdditional } from '../libreswan/proposal/post-quantum.ts';
import { printProposals } from '../libreswan/proposal/print.ts';
import { type ReleaseRange, rangeText } from '../libreswan/release.ts';
import type { Mesh } from '../mesh/mesh.ts';

/** The proposals of the mesh in the spelling of each range of releases in it. */
export interface MeshProposals {
  readonly esp: (releases: ReleaseRange) => string | undefined;
  readonly ike: (releases: ReleaseRange) => string | undefined;
  readonly findings: readonly Diagnostic[];
}

/** `ipsec.esp` and `ipsec.ike` as each range of releases spells them. */
export function spellMeshProposals(mesh: Mesh): MeshProposals {
  const findings: Diagnostic[] = [];
  const texts = new Map<string, string>();
  const ranges = new Map(mesh.nodes.map(({ releases }) => [rangeText(releases), releases]));
  for (const keyword of ['ike', 'esp'] as const) {
    const proposals = mesh.ipsec[keyword];
    if (proposals === undefined || proposals.proposals.length === 0) continue;
    for (const [range, releases] of ranges) {
      const offered =
        keyword === 'ike' && mesh.ipsec.pq !== undefined && hasMlKem(releases)
          ? withAdditional(proposals, 'ML_KEM_768')
          : proposals;
      const printed = printProposals(offered, releases, valueAt('ipsec', keyword));
      append(findings, printed.findings);
      if (printed.kind === 'ok') texts.set(`${keyword} ${range}`, printed.value);
    }
  }
  const textFor = (keyword: 'ike' | 'esp') => (releases: ReleaseRange) =>
    texts.get(`${keyword} ${rangeText(releases)}`);
  return { esp: textFor('esp'), ike: textFor('ike'), findings };
}
