import { type Diagnostic, diagnostic, valueAt } from '../diagnostics/diagnostic.ts';
import { notFips } from '../libreswan/proposal/fips.ts';
import type { Mesh } from './mesh.ts';

/**
 * `mesh/fips-algorithm`: what `ipsec.ike` and `ipsec.esp` name is there in FIPS mode, where a host of the mesh is in it. One
 * algorithm that is not loses the conn, whatever else the value offers.
 *
 * @see the FIPS column of `ipsec algparse -v` (4.3 to 5.4); `ipsec algparse -fips ike=…`
 */
export function checkFips({ nodes, ipsec }: Mesh): readonly Diagnostic[] {
  const inMode = nodes.filter(({ fips }) => fips === true);
  const [first] = inMode;
  if (first === undefined) return [];
  const who = inMode.length === 1 ? first.name : `${first.name} and ${inMode.length - 1} more`;
  return (['ike', 'esp'] as const).flatMap((keyword) => {
    const proposals = ipsec[keyword];
    const bad = proposals === undefined ? [] : notFips(proposals);
    if (bad.length === 0) return [];
    return [
      diagnostic(
        'mesh/fips-algorithm',
        valueAt('ipsec', keyword),
        `${keyword} must name algorithms that FIPS mode has, and ${bad.join(', ')} ${bad.length > 1 ? 'are' : 'is'} not there on ${who}: the conns are not loaded`,
        { hint: `leave ${bad.length > 1 ? 'them' : 'it'} out, such as ${keyword}: ${example[keyword]}` },
      ),
    ];
  });
}

const example = { ike: 'aes_gcm256-sha2_512;dh20', esp: 'aes_gcm256' } as const;
