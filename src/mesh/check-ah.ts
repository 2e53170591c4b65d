import { shown } from '../bytes/shown.ts';
import { type Diagnostic, diagnostic, valueAt } from '../diagnostics/diagnostic.ts';
import { removeEntry, writeValue } from '../diagnostics/fix.ts';
import { ahOffers } from '../libreswan/proposal/ah.ts';
import { setByCryptoPolicies } from '../libreswan/proposal/defaults.ts';
import { rangeText } from '../libreswan/release.ts';
import { ahAlgorithms, usesAh } from './ah.ts';
import type { Mesh } from './mesh.ts';

/**
 * `mesh/ah-conflict`: nothing goes against `options: { phase2: ah }`, and `ah:` stands beside it alone. With it nothing is encrypted,
 * which `mesh/ah-in-clear` says.
 *
 * Measured on 4.3, 4.10 and 5.2: with `phase2=ah` an `esp=aes256-sha2_256` loses the conn. AH has no form in UDP (RFC 4302, RFC 3948).
 */
export function checkAh(mesh: Mesh): readonly Diagnostic[] {
  const ah = ahAlgorithms(mesh);
  const at = valueAt('ipsec', 'options', 'ah');
  if (!usesAh(mesh)) {
    if (ah === undefined) return [];
    const message = 'ah must stand beside phase2: ah, or a release takes it for the algorithms of ESP';
    return [diagnostic('mesh/ah-conflict', at, message, { hint: 'write phase2: ah too, or take it out' })];
  }
  return [inClear(), ...withEsp(mesh), ...inUdp(mesh), ...refused(mesh, ah), ...withPolicy(mesh, ah)];
}

function inClear(): Diagnostic {
  return diagnostic(
    'mesh/ah-in-clear',
    valueAt('ipsec', 'options', 'phase2'),
    'with phase2: ah packets are authenticated and not encrypted: everybody on the way can read them',
    {
      hint: 'take it out where packets are to be secret; null with GMAC (esp: null_auth_aes_gmac) authenticates through NAT too',
    },
  );
}

function withEsp({ ipsec }: Mesh): readonly Diagnostic[] {
  if (ipsec.esp === undefined) return [];
  const message =
    'esp must be left out with phase2: ah, which takes integrity algorithms alone: the conns are not loaded';
  return [
    diagnostic('mesh/ah-conflict', valueAt('ipsec', 'esp'), message, {
      hint: 'take it out; write options: { ah: sha2_256 } to choose',
      fix: removeEntry(['ipsec', 'esp'], false),
    }),
  ];
}

function inUdp({ nodes }: Mesh): readonly Diagnostic[] {
  return nodes.flatMap(({ name, encapsulation }) =>
    encapsulation === 'yes'
      ? [
          diagnostic(
            'mesh/ah-conflict',
            valueAt('nodes', name, 'encapsulation'),
            `${name} must not require UDP encapsulation with phase2: ah, for AH has no form in UDP and crosses no NAT`,
            { hint: 'write no, or use ESP', fix: writeValue(['nodes', name, 'encapsulation'], 'no', false) },
          ),
        ]
      : [],
  );
}

/** What a release makes of `ah:`, the same finding once. */
function refused({ nodes }: Mesh, ah: string | undefined): readonly Diagnostic[] {
  if (ah === undefined) return [];
  const ranges = [...new Map(nodes.map(({ releases }) => [rangeText(releases), releases])).values()];
  for (const release of new Set(ranges.flat())) {
    if (ahOffers(ah, release) !== undefined) continue;
    const message = `ah= must name integrity algorithms that ${release} takes, not ${shown(ah, 60)}`;
    const hint = 'write them alone, such as sha2_512,sha2_256';
    return [diagnostic('libreswan/bad-proposal', valueAt('ipsec', 'options', 'ah'), message, { hint })];
  }
  return [];
}

/** Up to 5.2 `esp=` and `ah=` are one keyword, and the crypto-policy sets it to algorithms of ESP. */
function withPolicy({ nodes }: Mesh, ah: string | undefined): readonly Diagnostic[] {
  const node = nodes.find(({ platform }) => setByCryptoPolicies(platform));
  if (ah !== undefined || node === undefined) return [];
  const message = `ah must be given: on ${node.name} (${node.platform}) the crypto-policy sets esp=, with which a conn of AH is not loaded`;
  return [
    diagnostic('mesh/ah-conflict', valueAt('ipsec', 'options', 'phase2'), message, {
      hint: 'write options: { phase2: ah, ah: sha2_256 }',
      fix: writeValue(['ipsec', 'options', 'ah'], 'sha2_256', false),
    }),
  ];
}
