/**
 * Proposals whose order says what each word is, as pluto reads them up to 5.3: `ENCRYPT-PRF;KE` of IKE, also with the integrity
 * algorithm before the pseudo-random function; `ENCRYPT-INTEG;KE` of ESP; `INTEG;KE` of AH. IKEv1 has no `+`.
 *
 * @see libreswan `lib/libswan/v1_proposals.c`, `v2_proposals.c` (4.3 to 5.3)
 */
import { shown } from '../../bytes/shown.ts';
import { findTransform } from './find-transform.ts';
import {
  broken,
  type ProposalFault,
  type ProposalReading,
  type ReadTransforms,
  type Transform,
  type TransformType,
} from './loading.ts';
import { isFault, readEncryption } from './read-encryption.ts';
import { type Word, wordsOf } from './words.ts';

interface Progress {
  readonly words: readonly Word[];
  readonly transforms: readonly Transform[];
  /** The next word. */
  readonly next: number;
}

/** Reads one proposal. */
export function readOrdered(text: string, reading: ProposalReading): ReadTransforms | ProposalFault {
  const first: Progress = { words: wordsOf(text, reading.ikeVersion === 1 ? '-;' : '-;+'), transforms: [], next: 0 };
  const encrypted = reading.protocol === 'ah' ? first : takeEncryption(first, reading);
  if (isFault(encrypted)) return encrypted;
  const authenticated = reading.protocol === 'ike' ? takePrf(encrypted, reading) : takeIf('integ', encrypted, reading);
  if (isFault(authenticated)) return authenticated;
  const whole = isMore(authenticated) ? takeAll('ke', authenticated, reading) : authenticated;
  if (isFault(whole)) return whole;
  const surplus = whole.words[whole.next];
  if (surplus !== undefined) return broken(`nothing may follow the key exchange, and ${shown(surplus.text, 40)} does`);
  return { kind: 'transforms', transforms: whole.transforms };
}

function takeEncryption(start: Progress, reading: ProposalReading): Progress | ProposalFault {
  let { next } = start;
  const transforms: Transform[] = [];
  // IKEv1 reads an empty proposal that begins with its group.
  if (reading.ikeVersion === 1 && start.words[next]?.before === ';') return start;
  do {
    const taken = readEncryption(start.words[next], start.words[next + 1], reading);
    if (isFault(taken)) return taken;
    transforms.push(taken.transform);
    next += taken.words;
  } while (start.words[next]?.before === '+');
  return { ...start, transforms, next };
}

/** The pseudo-random functions; in IKEv2 an integrity algorithm may stand before them. */
function takePrf(start: Progress, reading: ProposalReading): Progress | ProposalFault {
  const prf = takeIf('prf', start, reading);
  if (!isFault(prf) || reading.ikeVersion === 1) return prf;
  const integrity = takeIf('integ', start, reading);
  return isFault(integrity) ? prf : takeIf('prf', integrity, reading);
}

/** The words of a type, where there is one before the key exchange. */
function takeIf(type: TransformType, start: Progress, reading: ProposalReading): Progress | ProposalFault {
  return isMore(start) && start.words[start.next]?.before !== ';' ? takeAll(type, start, reading) : start;
}

function takeAll(type: TransformType, start: Progress, reading: ProposalReading): Progress | ProposalFault {
  let { next } = start;
  const transforms = [...start.transforms];
  do {
    const transform = findTransform(type, start.words[next]?.text ?? '', reading);
    if (isFault(transform)) return transform;
    transforms.push(transform);
    next += 1;
  } while (start.words[next]?.before === '+');
  return { ...start, transforms, next };
}

function isMore({ words, next }: Progress): boolean {
  return next < words.length;
}
