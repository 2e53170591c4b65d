/** What `swanmesh verify` does: reads what hosts have, as often as the ranges of releases of the plan make it necessary, and judges it. */
import { type EvidenceOptions, type HostFolder, readEvidence } from '../hosts/read-evidence.ts';
import type { Release } from '../libreswan/release.ts';
import { checkSignatures } from '../x509/check-signatures.ts';
import type { SignatureVerifier } from '../x509/signature.ts';
import { mergeVerifications, type Verification } from './verification.ts';
import { startVerification, type VerifyOptions } from './verify.ts';

/** By what a tree is verified. */
export interface TreeOptions extends VerifyOptions {
  /** The release of hosts whose facts and plan do not name one. */
  readonly release?: Release;
  /**
   * Checks signatures; `webCryptoVerifier(crypto.subtle)` in Node and browsers. If omitted, no pair with certificates is proven,
   * and `x509/signature-not-checked` says so.
   */
  readonly signatures?: SignatureVerifier;
}

/**
 * Proves or refutes a mesh from the folders of its hosts. If the plan gives a host a range of releases, the tree is verified
 * with all hosts on the newest, all on the oldest, and with mixed ends, and the worst result counts.
 *
 * Codes: `verify/…`, `firewall/…`, `libreswan/…` and `x509/…`.
 *
 * @param hosts what can be iterated more than once: an array, or an object that reads one folder after the other, of which no
 * more than one is held at a time
 *
 * @example
 * const files = new Map([['etc/ipsec.d/mesh.conf', 'conn to-b\n\tleft=10.0.0.1\n\tright=10.0.0.2\n\tauto=ondemand\n']]);
 * const verification = await verifyTree([{ name: 'a', files }], { now, release: '4.10' });
 * verification.consistent // 'unknown'
 * @see docs/reference/contract.md §4
 */
export async function verifyTree(
  hosts: Iterable<HostFolder> | AsyncIterable<HostFolder>,
  options: TreeOptions,
): Promise<Verification> {
  const [first, ...others] = takings;
  const { verification, hasRange } = await verifyOnce(hosts, options, first);
  let merged = verification;
  for (const taking of hasRange ? others : [])
    merged = mergeVerifications(merged, (await verifyOnce(hosts, options, taking)).verification);
  return merged;
}

type EndOfRange = NonNullable<EvidenceOptions['ofRange']>;

/** Which end of its range each host is taken at, by its place among the hosts. */
type Taking = (place: number) => EndOfRange;

/** All on the newest, all on the oldest, and every other host on either: while a cluster is upgraded, unlike releases talk. */
const takings: readonly [Taking, ...Taking[]] = [
  () => 'newest',
  () => 'oldest',
  (place) => (place % 2 === 0 ? 'oldest' : 'newest'),
  (place) => (place % 2 === 0 ? 'newest' : 'oldest'),
];

async function verifyOnce(
  hosts: Iterable<HostFolder> | AsyncIterable<HostFolder>,
  { release, signatures, ...options }: TreeOptions,
  taking: Taking,
): Promise<{ readonly verification: Verification; readonly hasRange: boolean }> {
  const { rendering } = options;
  const verification = startVerification(options);
  const reading: EvidenceOptions = {
    ...(rendering === undefined ? {} : { mesh: rendering.mesh }),
    ...(release === undefined ? {} : { release }),
  };
  const ranges = new Set<string>(
    rendering?.mesh.nodes.filter(({ releases }) => releases.length > 1).map(({ name }) => name),
  );
  let [place, hasRange] = [0, false];
  for await (const folder of hosts) {
    const { value: evidence, findings } = readEvidence(folder, { ...reading, ofRange: taking(place) });
    const isKnown = evidence.files.has('facts/release.txt') && !findings.some(isReleaseUnknown);
    if (ranges.has(folder.name) && !isKnown) hasRange = true;
    verification.add(evidence, findings);
    place += 1;
  }
  const answers =
    signatures === undefined
      ? undefined
      : await checkSignatures(verification.certificates(), signatures, verification.lists());
  return { verification: verification.finish(answers), hasRange };
}

function isReleaseUnknown({ code }: { readonly code: string }): boolean {
  return code === 'verify/release-unknown';
}
