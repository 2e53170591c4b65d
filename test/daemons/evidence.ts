/** What `swanmesh verify` is told of a pair: the files and facts that would be gathered from its hosts, and its verdict. */
import { readEvidence } from '../../src/hosts/read-evidence.ts';
import type { Verification } from '../../src/verify/verification.ts';
import { startVerification } from '../../src/verify/verify.ts';
import { pem } from '../support/der-writer.ts';
import { listingLine } from '../support/nss.ts';
import { nodeSignatures } from '../support/signatures.ts';
import { entriesOf, type Placed } from './pair.ts';
import type { Policy } from './policies.ts';

/** The files of one host's folder. */
export function filesOf(placed: Placed, end: 'a' | 'b'): ReadonlyMap<string, string> {
  const side = placed.pair[end];
  const files = new Map([
    ['etc/ipsec.d/mesh.conf', placed.fill(side.conf)],
    ['facts/release.txt', `Linux Libreswan ${side.release} (XFRM) on 6.1.0\n`],
  ]);
  if (side.secrets !== undefined) files.set('etc/ipsec.d/mesh.secrets', placed.fill(side.secrets));
  if (side.setup !== undefined)
    files.set('etc/ipsec.conf', `config setup\n${placed.fill(side.setup)}include /etc/ipsec.d/*.conf\n`);
  if (side.database !== undefined) {
    const entries = entriesOf(placed, end);
    files.set(
      'facts/certificates.pem',
      entries.map(({ nickname, der }) => `# nickname: ${nickname}\n${pem(der)}`).join(''),
    );
    const heading = '\nCertificate Nickname                                         Trust Attributes\n';
    const lines = entries.map(({ nickname, trust, key }) => `${listingLine(nickname, key ? 'u,u,u' : trust)}\n`);
    files.set('facts/nicknames.txt', `${heading}${' '.repeat(61)}SSL,S/MIME,JAR/XPI\n\n${lines.join('')}`);
  }
  return files;
}

/**
 * What verify says of a pair without an inventory.
 *
 * @param policies what `ip xfrm policy` says on each host
 */
export function verifyPair(
  placed: Placed,
  now: Date,
  policies?: Readonly<Record<'a' | 'b', readonly Policy[]>>,
): Verification {
  const verifier = startVerification({ now });
  for (const name of ['a', 'b'] as const) {
    const gathered = policies?.[name].map(({ text }) => text).join('');
    const facts: readonly [string, string][] = gathered === undefined ? [] : [['facts/xfrm-policy.txt', gathered]];
    const files = new Map([...filesOf(placed, name), ...facts]);
    const folder = { name, files, show: (path: string) => `${name}/${path}` };
    const { value: evidence, findings } = readEvidence(folder, {});
    verifier.add(evidence, findings);
  }
  return verifier.finish(nodeSignatures);
}
