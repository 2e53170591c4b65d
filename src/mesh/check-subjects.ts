import { type Diagnostic, diagnostic, valueAt } from '../diagnostics/diagnostic.ts';
import { findTooWide } from '../libreswan/identity/overlapping-subjects.ts';
import type { Release } from '../libreswan/release.ts';
import type { Mesh } from './mesh.ts';

/**
 * `mesh/ambiguous-subject`: no host's subject, which its peers have as `rightid`, admits the certificate of another host.
 * pluto looks for the attributes of `rightid` in the certificate, in any order, and lets it have more.
 */
export function checkSubjects({ nodes }: Mesh): readonly Diagnostic[] {
  const holders = nodes.flatMap((node) =>
    node.certificate === undefined ? [] : [{ node, certificate: node.certificate }],
  );
  const releases = new Set<Release>(nodes.flatMap((node) => node.releases));
  const found = findTooWide(
    holders.map(({ certificate }) => certificate.subject),
    [...releases],
  );
  return found.flatMap(({ wide, how, example, count }) => {
    const node = holders[wide]?.node;
    const other = holders[example]?.node;
    if (node === undefined || other === undefined) return [];
    const more = count > 1 ? ` and ${count - 1} more` : '';
    const sentence =
      how === 'same'
        ? `the subject of node ${node.name} must not be that of node ${other.name}${more}`
        : `the subject of node ${node.name} must not be part of that of node ${other.name}${more}`;
    return [
      diagnostic(
        'mesh/ambiguous-subject',
        valueAt('nodes', node.name, 'certificate'),
        `${sentence}: pluto would take the one for the other`,
        {
          hint: 'give each host a certificate whose subject has an attribute of its own, such as its name in the CN',
          related: [
            { at: valueAt('nodes', other.name, 'certificate'), message: `the certificate of node ${other.name}` },
          ],
        },
      ),
    ];
  });
}
