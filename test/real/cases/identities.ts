import type { CaseNode, RealCase } from '../case.ts';
import { clusterOf, three } from './cluster-of.ts';

const hosts = clusterOf(['alpha', 'beta', 'gamma', 'delta']);

function nodes(...details: readonly Partial<CaseNode>[]): readonly CaseNode[] {
  return details.flatMap((detail, index) => {
    const host = hosts[index];
    return host === undefined ? [] : [{ ...host, ...detail }];
  });
}

/** Subjects that people get wrong by hand, each between hosts of other subjects. */
export const subjectCases: readonly RealCase[] = [
  {
    group: 'subjects',
    name: 'comma, UTF-8, multi-valued RDN, BMPString',
    nodes: nodes(
      { subject: { text: '/O=Widgets, Inc./CN=alpha' } },
      { subject: { text: '/O=Übergröße/CN=beta' } },
      { subject: { text: '/O=nodes/OU=rack 1+CN=gamma' } },
      { subject: { text: '/O=nodes/CN=delta', stringType: 'bmp' } },
    ),
  },
  {
    group: 'subjects',
    name: 'slash, quotes, PrintableString, many RDNs',
    importFrom: 'script',
    nodes: nodes(
      { subject: { text: '/O=a\\/b/CN=alpha' } },
      { subject: { text: '/O=the "nodes"/CN=beta' } },
      { subject: { text: '/O=nodes/CN=gamma', stringType: 'printable' } },
      { subject: { text: '/C=CZ/ST=x/L=y/O=nodes/OU=one/OU=two/CN=delta' } },
    ),
  },
];

/** What the certificates' keys are, and who issued them. */
export const keyCases: readonly RealCase[] = [
  {
    group: 'keys',
    name: 'certificates of swanmesh authority',
    // Each of three hosts with another release.
    releases: ['mixed'],
    authority: 'swanmesh',
    importFrom: 'script',
    nodes: three,
  },
  { group: 'keys', name: 'ECDSA', nodes: nodes({ key: 'p256' }, { key: 'p384' }, { key: 'p256' }) },
  { group: 'keys', name: 'RSA-PSS', importFrom: 'script', nodes: three.map((node) => ({ ...node, key: 'rsa-pss' })) },
  {
    group: 'keys',
    name: 'RSA and ECDSA mixed',
    releases: ['4.10', '5.2'],
    nodes: nodes({ key: 'rsa' }, { key: 'p256' }, { key: 'rsa' }),
  },
];

export const pskCases: readonly RealCase[] = [
  { group: 'psk', name: 'pre-shared keys from one master', nodes: three, inventory: { auth: 'psk' } },
  {
    group: 'psk',
    name: 'pre-shared keys, flat layout, IPv6',
    nodes: clusterOf(['alpha', 'beta', 'gamma'], 'ipv6'),
    inventory: { auth: 'psk', ipsec: { layout: 'flat' } },
  },
];
