/** Names of algorithms, as each release looks them up for a protocol and a version of IKE. */
import { shown } from '../../bytes/shown.ts';
import { atLeast } from '../release.ts';
import { dhGroups, encryptions, findAlgorithm, integrities, kems, prfs, takes } from './algorithm.ts';
import {
  broken,
  type ProposalFault,
  type ProposalReading,
  type Transform,
  type TransformType,
  unsupported,
} from './loading.ts';

const what: Readonly<Record<string, string>> = {
  encrypt: 'encryption algorithm',
  prf: 'pseudo-random function',
  integ: 'integrity algorithm',
  sn: 'kind of sequence numbers',
};

/** What a type of transform is called in a sentence. */
export function called(type: TransformType): string {
  return what[type] ?? 'key exchange';
}

type Found = Transform | ProposalFault;

/** The algorithm of a type that a name stands for, or why there is none. A key length is not part of the name. */
export function findTransform(type: TransformType, text: string, reading: ProposalReading): Found {
  if (text === '') return broken(`an ${called(type)} is missing`.replace(/^an (?=[pk])/, 'a '));
  const lower = text.toLowerCase();
  if (type === 'encrypt') return findEncryption(lower, text, reading);
  if (type === 'prf') return findPrf(lower, text, reading);
  if (type === 'integ') return findIntegrity(lower, text, reading);
  if (type === 'sn') return findSequenceNumbers(lower, text, reading);
  return findKeyExchange(type, lower, text, reading);
}

function unknown(type: TransformType, text: string, { protocol, release }: ProposalReading): ProposalFault {
  return broken(`${shown(text, 40)} is no ${called(type)} that ${protocol}= of ${release} knows`);
}

function refused(type: TransformType, text: string, { protocol, ikeVersion, release }: ProposalReading): ProposalFault {
  const version = ikeVersion === 1 ? ' with IKEv1' : '';
  return unsupported(`${release} does not take ${shown(text, 40)} as the ${called(type)} of ${protocol}=${version}`);
}

const table = (protocol: ProposalReading['protocol']): 'ike' | 'esp' => (protocol === 'ike' ? 'ike' : 'esp');

function findEncryption(lower: string, text: string, reading: ProposalReading): Found {
  const row = findAlgorithm(encryptions, lower);
  if (row === undefined) return unknown('encrypt', text, reading);
  const { protocol, ikeVersion, release } = reading;
  // IKEv1 knows no combined mode for itself, and has no number for ChaCha20-Poly1305 at all.
  const inVersion = ikeVersion === 2 || (protocol === 'ike' ? !row.aead : row.name !== 'CHACHA20_POLY1305');
  if (!takes(row, table(protocol), release) || !inVersion) return refused('encrypt', text, reading);
  return { type: 'encrypt', name: row.name, aead: row.aead };
}

function findPrf(lower: string, text: string, reading: ProposalReading): Found {
  const row = findAlgorithm(prfs, lower);
  if (row === undefined) return unknown('prf', text, reading);
  const inVersion = reading.ikeVersion === 2 || row.name !== 'AES_XCBC';
  return takes(row, 'ike', reading.release) && inVersion
    ? { type: 'prf', name: row.name }
    : refused('prf', text, reading);
}

function findIntegrity(lower: string, text: string, reading: ProposalReading): Found {
  const { protocol, ikeVersion, release } = reading;
  if (lower === 'hmac_sha2_256_truncbug')
    return ikeVersion === 1 && protocol !== 'ike'
      ? { type: 'integ', name: 'HMAC_SHA2_256_TRUNCBUG' }
      : refused('integ', text, reading);
  const row = findAlgorithm(integrities, lower);
  if (row === undefined) return unknown('integ', text, reading);
  return takes(row, table(protocol), release) ? { type: 'integ', name: row.name } : refused('integ', text, reading);
}

const sequenceNumbers: ReadonlySet<string> = new Set(['no', '32_bit_sequential', 'yes', 'partial_64_bit_sequential']);

/** Sequence numbers are those of a Child SA, and IKEv1 cannot negotiate them. */
function findSequenceNumbers(lower: string, text: string, reading: ProposalReading): Found {
  if (!sequenceNumbers.has(lower)) return unknown('sn', text, reading);
  return reading.ikeVersion === 2 && reading.protocol !== 'ike'
    ? { type: 'sn', name: lower }
    : refused('sn', text, reading);
}

function findKeyExchange(type: TransformType, lower: string, text: string, reading: ProposalReading): Found {
  const { protocol, ikeVersion, release } = reading;
  const kem = atLeast(release, '5.4') ? findAlgorithm(kems, lower) : undefined;
  if (kem !== undefined) return ikeVersion === 2 ? { type, name: kem.name } : refused(type, text, reading);
  const row = findAlgorithm(dhGroups, lower);
  if (row === undefined) return unknown(type, text, reading);
  if (row.name === 'NONE') return ikeVersion === 2 ? { type, name: 'NONE' } : refused(type, text, reading);
  const isElliptic = /^DH(?:19|20|21|31)$/.test(row.name);
  const inVersion = ikeVersion === 2 || protocol === 'ike' || !isElliptic || atLeast(release, '5.4');
  return takes(row, table(protocol), release) && inVersion ? { type, name: row.name } : refused(type, text, reading);
}
