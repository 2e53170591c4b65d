import { type Diagnostic, diagnostic, type ValuePlace, valueAt } from '../diagnostics/diagnostic.ts';
import { removeEntry, writeValue } from '../diagnostics/fix.ts';
import { findKeyword } from '../libreswan/keyword/keyword.ts';
import { judgeValue } from '../libreswan/keyword/value/judge-value.ts';
import { firstNssWithMlKem, isNssAtLeast } from '../libreswan/nss-version.ts';
import { hasMlKem } from '../libreswan/proposal/post-quantum.ts';
import { newestRelease, oldest } from '../libreswan/release.ts';
import type { Mesh, MeshNode } from './mesh.ts';
import { linkedNodes } from './peerings.ts';

/**
 * Whether the additional key exchange of `ipsec.pq` comes up: `mesh/pq-release` where no pair has libreswan 5.4 at both ends,
 * `mesh/pq-partial` where some pairs do not, `mesh/pq-nss` where the NSS of a host with 5.4 has no ML-KEM or nobody says which it
 * is, `mesh/pq-fips` where such a host is in FIPS mode, `mesh/pq-fragmentation` where messages may not be cut into fragments:
 * ML-KEM-768's key alone is 1,184 bytes.
 *
 * @see libreswan 5.4 CHANGES; RFC 9370 §2.2, RFC 9242 §3; docs/post-quantum.md
 */
export function checkPostQuantum(mesh: Mesh): readonly Diagnostic[] {
  if (mesh.ipsec.pq === undefined) return [];
  const able = mesh.nodes.filter(({ releases }) => hasMlKem(releases));
  return [
    ...unableReleases(mesh, able),
    ...oldNss(able),
    ...unknownNss(able),
    ...inFipsMode(able),
    ...unfragmented(mesh),
  ];
}

const at: ValuePlace = valueAt('ipsec', 'pq');

function unableReleases(mesh: Mesh, able: readonly MeshNode[]): readonly Diagnostic[] {
  const abled = new Set(able);
  const isProtected = able.some((node) => linkedNodes(mesh, node).some((peer) => abled.has(peer)));
  const others = mesh.nodes.filter((node) => !abled.has(node));
  const [first] = others;
  const needs = 'needs libreswan 5.4 at both ends';
  if (!isProtected)
    return [
      diagnostic('mesh/pq-release', at, `${mesh.ipsec.pq} ${needs}, and no linked pair of hosts has it`, {
        hint: 'take it out until hosts run 5.4; a range that begins with an older release is given what all of it reads',
        fix: removeEntry(at.path, false),
      }),
    ];
  if (first === undefined) return [];
  const who = others.length === 1 ? first.name : `${first.name} and ${others.length - 1} more`;
  return [
    diagnostic(
      'mesh/pq-partial',
      at,
      `${mesh.ipsec.pq} ${needs}: pairs with ${who} (libreswan ${oldest(first.releases)}) stay without it`,
      {
        hint: 'they come up with the same proposals without it; install 5.4 there',
        related: [{ at: valueAt('nodes', first.name), message: 'one that does not have it' }],
      },
    ),
  ];
}

function oldNss(able: readonly MeshNode[]): readonly Diagnostic[] {
  return able.flatMap(({ name, nss }) =>
    nss === undefined || isNssAtLeast(nss, firstNssWithMlKem)
      ? []
      : [
          diagnostic(
            'mesh/pq-nss',
            valueAt('nodes', name, 'nss'),
            `${name} has NSS ${nss}, and ML-KEM needs ${firstNssWithMlKem}: pluto refuses the conn`,
            { hint: 'install a newer NSS and a libreswan that was built against it, or leave ipsec.pq out' },
          ),
        ],
  );
}

function unknownNss(able: readonly MeshNode[]): readonly Diagnostic[] {
  const unknown = able.filter(({ nss }) => nss === undefined);
  const [first] = unknown;
  if (first === undefined) return [];
  const who = unknown.length === 1 ? first.name : `${first.name} and ${unknown.length - 1} more`;
  return [
    diagnostic(
      'mesh/pq-nss',
      at,
      `the NSS of ${who} must be known: before ${firstNssWithMlKem} pluto refuses the conn`,
      {
        hint: 'write nss: "3.118.1" or whatever "rpm -q nss" or "dpkg-query -W libnss3" says on the host; facts/release.txt of the collect script has it too',
        related: unknown.slice(0, 3).map(({ name }) => ({ at: valueAt('nodes', name), message: 'no nss: here' })),
      },
    ),
  ];
}

function inFipsMode(able: readonly MeshNode[]): readonly Diagnostic[] {
  const inMode = able.filter(({ fips }) => fips === true);
  const [first] = inMode;
  if (first === undefined) return [];
  const who = inMode.length === 1 ? `${first.name} is` : `${first.name} and ${inMode.length - 1} more are`;
  return [
    diagnostic('mesh/pq-fips', at, `${who} in FIPS mode, where libreswan 5.4 has no ML-KEM: pluto refuses the conn`, {
      hint: 'leave ipsec.pq out; in FIPS mode dh20 and dh21 are the strongest groups',
      fix: removeEntry(at.path, false),
    }),
  ];
}

function unfragmented({ ipsec }: Mesh): readonly Diagnostic[] {
  const option = ipsec.options.find(({ keyword, value }) => {
    const row = findKeyword('conn', keyword)?.row;
    if (row?.name !== 'fragmentation') return false;
    const judged = judgeValue(row, { value, quotes: 'none' }, newestRelease);
    return judged.kind === 'taken' && judged.meaning === 'no';
  });
  if (option === undefined) return [];
  const path = ['ipsec', 'options', option.keyword];
  return [
    diagnostic(
      'mesh/pq-fragmentation',
      valueAt(...path),
      'fragmentation must be on: a message with an ML-KEM key is larger than most links carry, and networks drop IP fragments',
      { hint: 'take the line out, for yes is the default', fix: writeValue(path, 'yes', false) },
    ),
  ];
}
