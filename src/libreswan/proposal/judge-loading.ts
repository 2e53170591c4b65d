/**
 * Whether pluto takes a value of `ike=`, `esp=`, `ah=` or `phase2alg=` for a conn, from 3.28 on.
 *
 * @see libreswan `lib/libswan/proposals.c` and `{ike,esp,ah}_info.c`; `ipsec algparse` of 4.3 to 5.4
 */
import { atLeast } from '../release.ts';
import { broken, type ProposalFault, type ProposalReading, type Transform } from './loading.ts';
import { isFault } from './read-encryption.ts';
import { readOrdered } from './read-ordered.ts';
import { readTyped } from './read-typed.ts';

/** The proposals of a value that is taken, with what is passed over. */
export interface LoadedProposals {
  readonly kind: 'loaded';
  readonly proposals: readonly (readonly Transform[])[];
  /** Groups that count for nothing, since `pfs=no`. */
  readonly ignored: readonly string[];
  /** Algorithms that a proposal names again, or with a key length that it has already. */
  readonly repeated: readonly string[];
  /** Whether 5.4 warns that the integrity algorithm stands before the pseudo-random function. */
  readonly isOutOfOrder: boolean;
}

/**
 * Reads a value as pluto does when it loads a conn.
 *
 * @example judgeLoading('aes256-sha2_256;dh19', { protocol: 'esp', ikeVersion: 2, pfs: false, release: '5.2' }).kind // 'loaded'
 */
export function judgeLoading(text: string, reading: ProposalReading): LoadedProposals | ProposalFault {
  if (text === '') return broken(`${reading.protocol}= is empty`);
  const proposals: (readonly Transform[])[] = [];
  let isOutOfOrder = false;
  const read = atLeast(reading.release, '5.4') ? readTyped : readOrdered;
  for (const part of text.split(',')) {
    const one = read(part, reading);
    if (isFault(one)) return one;
    const fault = wholeFault(one.transforms, reading);
    if (fault !== undefined) return fault;
    proposals.push(one.transforms);
    isOutOfOrder ||= one.isOutOfOrder === true;
  }
  const loaded = { kind: 'loaded', proposals, ignored: [], repeated: repeatedIn(proposals), isOutOfOrder } as const;
  if (reading.protocol === 'ike') return loaded;
  const groups = proposals.map((transforms) => transforms.filter(({ type }) => type === 'ke'));
  if (!reading.pfs) {
    const ignored = groups.flat().map(({ name }) => name);
    return { ...loaded, ignored: [...new Set(ignored)] };
  }
  return groupsFault(groups) ?? loaded;
}

/** One without a key length stands for every length, so that what follows says nothing new. */
function repeatedIn(proposals: readonly (readonly Transform[])[]): readonly string[] {
  const repeated = proposals.flatMap((transforms) =>
    transforms.filter(({ type, name, keyLength }, i) =>
      transforms
        .slice(0, i)
        .some(
          (earlier) =>
            earlier.type === type &&
            earlier.name === name &&
            (earlier.keyLength === undefined || earlier.keyLength === keyLength),
        ),
    ),
  );
  return [...new Set(repeated.map(({ name }) => name))];
}

/** What is wrong with one proposal as a whole. */
function wholeFault(
  transforms: readonly Transform[],
  { protocol, ikeVersion, release }: ProposalReading,
): ProposalFault | undefined {
  const of = (type: Transform['type']): readonly Transform[] => transforms.filter((one) => one.type === type);
  const encryption = of('encrypt');
  const integrity = of('integ');
  if (protocol === 'ike' && of('ke').some(({ name }) => name === 'NONE'))
    return broken('ike= needs a key exchange, and none is none');
  if (
    atLeast(release, '5.4') &&
    (protocol === 'ah' ? ikeVersion === 1 && integrity.length === 0 : encryption.length === 0)
  )
    return broken(`an ${protocol === 'ah' ? 'integrity' : 'encryption'} algorithm is missing`);
  if (protocol === 'ah')
    return integrity.some(({ name }) => name === 'NONE')
      ? broken('AH needs an integrity algorithm, and none is none')
      : undefined;
  const combined = encryption.filter(({ aead }) => aead === true);
  if (combined.length > 0 && combined.length < encryption.length)
    return broken('combined modes and other ciphers must be proposals of their own');
  const isReal = integrity.some(({ name }) => name !== 'NONE');
  if (combined.length > 0 && isReal)
    return broken(
      'a combined mode (GCM, CCM, GMAC, ChaCha20-Poly1305) brings its own integrity, and takes no other',
      protocol === 'ike'
        ? 'name the pseudo-random function alone: aes_gcm256-sha2_512'
        : 'leave the hash away: aes_gcm256',
    );
  const isMissing = encryption.length > 0 && combined.length === 0 && integrity.length > 0 && !isReal;
  if (isMissing)
    return broken('a cipher that is no combined mode needs an integrity algorithm', 'write aes256-sha2_256');
  return undefined;
}

/** One group in all proposals, or none in any. */
function groupsFault(groups: readonly (readonly Transform[])[]): ProposalFault | undefined {
  const first = groups.map(([group]) => group?.name);
  const real = new Set(first.filter((name) => name !== undefined && name !== 'NONE'));
  const hint = 'leave the groups away: a Child SA takes the group of its IKE SA';
  if (first.some((name) => name !== undefined) && first.includes(undefined))
    return broken('one proposal names a Diffie-Hellman group and another none', hint);
  return real.size > 1
    ? broken('all proposals of a Child SA must name the same Diffie-Hellman group first', hint)
    : undefined;
}
