/**
 * Proposals of 5.4, where `TYPE=` says what follows and `;` begins a key exchange: `aes256-sha2_256;dh19`,
 * `aes_gcm256-sha2_512;ke=dh19;addke1=ml_kem_768`, `encrypt=aes256;prf=sha2_256`.
 *
 * @see libreswan 5.4 `lib/libswan/proposals.c` (`parse_proposal`), RFC 9370
 */
import { append } from '../../bytes/append.ts';
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

/** In the order in which words without a name are read; what follows the key exchange must be named. */
const types: readonly TransformType[] = [
  'encrypt',
  'prf',
  'integ',
  'ke',
  'sn',
  'addke1',
  'addke2',
  'addke3',
  'addke4',
  'addke5',
  'addke6',
  'addke7',
];
const keyExchange = types.indexOf('ke');

interface Reader {
  readonly words: readonly Word[];
  readonly reading: ProposalReading;
  readonly transforms: Transform[];
  next: number;
  isOutOfOrder: boolean;
}

/** Reads one proposal. */
export function readTyped(text: string, reading: ProposalReading): ReadTransforms | ProposalFault {
  const reader: Reader = { words: wordsOf(text, '-;+='), reading, transforms: [], next: 0, isOutOfOrder: false };
  if (reading.ikeVersion === 1 && text.includes('+'))
    return broken('IKEv1 takes one algorithm of each kind, and no "+"');
  let slot = 0;
  while (reader.next < reader.words.length) {
    const word = reader.words[reader.next] as Word;
    let isNamed = word.after === '=';
    if (isNamed) {
      slot = (types as readonly string[]).indexOf(word.text.toLowerCase());
      if (slot < 0) return broken(`${shown(word.text, 40)}= is no kind of transform`);
      if (word.text.toLowerCase() === 'integ' && !reader.transforms.some(({ type }) => type === 'prf'))
        reader.isOutOfOrder = reading.protocol === 'ike';
      if (reading.ikeVersion === 1 && slot >= types.indexOf('addke1'))
        return broken(`IKEv1 has no ${shown(word.text, 40)}=`);
      reader.next += 1;
    } else if (slot > keyExchange) {
      return broken(`${shown(word.text, 40)} must be named: ;addke1=, ;sn=, …`);
    } else if (word.before === ';') {
      slot = keyExchange;
      isNamed = true;
    }
    const fault = takeType(reader, types[slot] as TransformType, isNamed);
    if (fault !== undefined) return fault;
    slot += 1;
  }
  const repeated = reading.ikeVersion === 1 ? repeatedType(reader.transforms) : undefined;
  if (repeated !== undefined) return broken(`IKEv1 takes one algorithm of each kind, and not two of ${repeated}=`);
  return { kind: 'transforms', transforms: reader.transforms, isOutOfOrder: reader.isOutOfOrder };
}

/** Takes the words of a type where the protocol has it; words without a name may be of a later type. */
function takeType(reader: Reader, type: TransformType, isNamed: boolean): ProposalFault | undefined {
  const { protocol } = reader.reading;
  if (type === 'encrypt' && protocol !== 'ah') return takeEncryption(reader);
  if (type === 'prf' && protocol === 'ike') return takePrf(reader);
  const hasIntegrity = protocol !== 'ike' || (isNamed && reader.reading.ikeVersion === 2);
  if (type === 'integ' && hasIntegrity) return takeAll(reader, type);
  if (type === 'ke') return takeAll(reader, type);
  if (isNamed && (type === 'sn' || type.startsWith('addke'))) return takeAll(reader, type);
  return isNamed ? broken(`${protocol}= has no ${type}=`) : undefined;
}

function takeEncryption(reader: Reader): ProposalFault | undefined {
  do {
    const taken = readEncryption(reader.words[reader.next], reader.words[reader.next + 1], reader.reading);
    if (isFault(taken)) return taken;
    reader.transforms.push(taken.transform);
    reader.next += taken.words;
  } while (reader.words[reader.next]?.before === '+');
  return undefined;
}

/** The pseudo-random functions, with the integrity algorithms behind them, or before them. */
function takePrf(reader: Reader): ProposalFault | undefined {
  const start = mark(reader);
  const fault = takeAll(reader, 'prf');
  const isVersion2 = reader.reading.ikeVersion === 2;
  if (fault === undefined) {
    if (isVersion2 && isBeforeKeyExchange(reader)) takeIntegrityBehind(reader);
    return undefined;
  }
  if (!isVersion2) return fault;
  restore(reader, start);
  if (takeAll(reader, 'integ') !== undefined) return fault;
  if (reader.transforms.slice(start.length).some(({ name }) => name !== 'NONE') && isBeforeKeyExchange(reader))
    reader.isOutOfOrder = true;
  return isBeforeKeyExchange(reader) ? takeAll(reader, 'prf') : undefined;
}

/** What may be a pseudo-random function as well, or nothing, is none. */
function takeIntegrityBehind(reader: Reader): void {
  const start = mark(reader);
  const isTaken = takeAll(reader, 'integ') === undefined;
  const integrities = reader.transforms.filter(({ type }) => type === 'integ');
  const end = mark(reader);
  restore(reader, start);
  const isReal = isTaken && integrities.some(({ name }) => name !== 'NONE');
  if (!isReal || takeAll(reader, 'prf') === undefined) {
    restore(reader, start);
    return;
  }
  restore(reader, start);
  append(reader.transforms, integrities.slice(-(end.length - start.length)));
  reader.next = end.next;
}

function isBeforeKeyExchange({ words, next }: Reader): boolean {
  return next < words.length && words[next]?.before !== ';';
}

function takeAll(reader: Reader, type: TransformType): ProposalFault | undefined {
  do {
    const transform = findTransform(type, reader.words[reader.next]?.text ?? '', reader.reading);
    if (isFault(transform)) return transform;
    reader.transforms.push(transform);
    reader.next += 1;
  } while (reader.words[reader.next]?.before === '+');
  return undefined;
}

interface Mark {
  readonly next: number;
  readonly length: number;
}

function mark({ next, transforms }: Reader): Mark {
  return { next, length: transforms.length };
}

function restore(reader: Reader, { next, length }: Mark): void {
  reader.next = next;
  reader.transforms.length = length;
}

function repeatedType(transforms: readonly Transform[]): TransformType | undefined {
  return transforms.find(({ type }, i) => transforms.findIndex((other) => other.type === type) < i)?.type;
}
