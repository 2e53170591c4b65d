/** Verifications as the page shows them: with faults, and with names that want to be markup. */

import type { DiagnosticCode } from '../../src/diagnostics/codes.ts';
import { type Diagnostic, textAt, valueAt } from '../../src/diagnostics/diagnostic.ts';
import type { PageSource, ShownFinding } from '../../src/report/html/page-source.ts';
import { hostile, packetSample, pairsSample } from '../graph/samples.ts';

const codes: readonly (readonly [DiagnosticCode, Diagnostic['severity']])[] = [
  ['verify/no-common-proposal', 'error'],
  ['verify/unmatched-id', 'error'],
  ['x509/expires-soon', 'warning'],
  ['verify/release-unknown', 'info'],
];

function finding(i: number, host: string): ShownFinding {
  const [code, severity] = codes[i % codes.length] ?? ['verify/unmatched-id', 'error'];
  return {
    code,
    severity,
    message: `the two hosts have nothing in common, and ${host} says so`,
    at: textAt(`hosts/${host}/etc/ipsec.d/mesh.conf`, 12, 5),
    hint: 'give both the same esp=',
    related: [{ at: valueAt('nodes', host, 'address'), message: 'the plan has another' }],
    host,
    excerpt: { before: '    ', after: `esp=aes128-sha1 # ${host}` },
  };
}

/** A page of so many hosts. */
export function pageSample(count: number, names?: readonly string[]): PageSource {
  const pairs = pairsSample(count, names);
  const findings = Array.from({ length: Math.max(12, count * 3) }, (_, i) =>
    finding(i, pairs.hosts[i % count]?.name ?? ''),
  );
  const packet = packetSample(true);
  const { title: transform } = packet;
  const mtu = { linkMtu: 1500, tunnelMtu: 1406, floorMtu: 1406, overlayMtu: 1336, floorOverlayMtu: 1336, overhead: 94 };
  return {
    swanmesh: '0.2.0',
    pairs,
    findings,
    mtu: {
      packet,
      classes: [
        {
          ...mtu,
          parts: [],
          overlayParts: [],
          transform,
          floorTransform: transform,
          mss: { ipv4: 1296, ipv6: 1276 },
          pairs: 45,
          example: ['a', 'b'],
          family: 'ipv6',
          type: 'tunnel',
          udpEncapsulation: true,
        },
      ],
    },
    verification: {
      time: '2026-11-22T00:00:00Z',
      releases: ['4.10', '5.2'],
      asked: ['configuration', 'identity'],
      notAsked: pairs.hosts.map(({ name }) => ({ host: name, fact: 'files' as const })),
      nodes: count,
      hosts: pairs.hosts.map(({ name }) => name),
      expected: count * (count - 1),
      found: 3,
      mirrored: 2,
      proved: 37,
      consistent: 'no',
      verdicts: [],
      validity: pairs.hosts.slice(0, 20).map(({ name }, i) => ({
        role: 'host' as const,
        hosts: [name],
        subject: `CN=${name}`,
        notBefore: '2026-01-01T00:00:00Z',
        notAfter: `202${6 + (i % 3)}-12-31T00:00:00Z`,
        fingerprintSha256: '00',
      })),
    },
  };
}

/** A page of which every name wants to be something else. */
export function hostilePage(): PageSource {
  const more = [
    '<img src=x onerror="hacked=1">',
    '</script><script>hacked=1</script>',
    '<!--<script>',
    "'><svg onload=hacked=1>",
  ];
  return pageSample(12, [...more, ...hostile].slice(0, 12));
}
