import { describe, expect, test } from 'vitest';
import { readEvidence } from '../../../src/hosts/read-evidence.ts';
import { startVerification } from '../../../src/verify/verify.ts';

/** Both hosts write the conn with the same sides, so that one of them is on the right of its own conn. */
const conf = 'conn mesh\n\tleft=10.0.0.2\n\tright=10.0.0.1\n\tikev2=insist\n\tauthby=secret\n\tauto=ondemand\n';
const out = (source: string, destination: string): string =>
  `src ${source}/32 dst ${destination}/32 \n\tdir out priority 2080702 ptype main \n\ttmpl src 0.0.0.0 dst 0.0.0.0\n\t\tproto esp reqid 0 mode transport\n`;

function codesOf(policiesOfA: string): readonly string[] {
  const verification = startVerification({ now: new Date('2027-01-01T00:00:00Z') });
  const policies = { a: policiesOfA, b: out('10.0.0.2', '10.0.0.1') };
  for (const name of ['a', 'b'] as const) {
    const files = new Map([
      ['etc/ipsec.d/mesh.conf', conf],
      ['facts/release.txt', 'Linux Libreswan 4.10 (XFRM) on 6.1.0\n'],
      ['facts/xfrm-policy.txt', policies[name]],
    ]);
    const { value, findings } = readEvidence({ name, files, show: (path) => `${name}/${path}` }, {});
    verification.add(value, findings);
  }
  return verification.finish(undefined).findings.map(({ code }) => code);
}

describe('the kernel’s policies without a host’s own addresses', () => {
  test('say which end of a conn the host is', () => {
    expect(codesOf(out('10.0.0.1', '10.0.0.2'))).not.toContain('verify/kernel-policy');
  });

  test('are missing where neither direction of the conn is there', () => {
    expect(codesOf(out('10.0.0.1', '10.0.0.9'))).toContain('verify/kernel-policy');
  });
});
