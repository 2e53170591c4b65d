/** One encryption algorithm with its key length: `aes`, `aes256`, `aes_256`, `aes-256`. */
import { shown } from '../../bytes/shown.ts';
import { encryptions } from './algorithm.ts';
import { findTransform } from './find-transform.ts';
import { broken, type ProposalFault, type ProposalReading, type Transform } from './loading.ts';
import type { Word } from './words.ts';

/** The algorithm, and how many words it took. */
export interface TakenEncryption {
  readonly kind: 'taken';
  readonly transform: Transform;
  readonly words: 1 | 2;
}

/** Reads an encryption algorithm that begins at a word; a next word that begins with a digit is its key length. */
export function readEncryption(
  word: Word | undefined,
  next: Word | undefined,
  reading: ProposalReading,
): TakenEncryption | ProposalFault {
  const text = word?.text ?? '';
  if (next?.before === '-' && /^[0-9]/.test(next.text)) {
    const transform = withLength(text, next.text, `${text}-${next.text}`, reading);
    return transform.kind === 'fault' ? transform : { kind: 'taken', transform: transform.transform, words: 2 };
  }
  const whole = findTransform('encrypt', text, reading);
  if (!isFault(whole)) return { kind: 'taken', transform: whole, words: 1 };
  // All digits at the end are the length, and one "_" before them may be left away.
  const [, name, digits] = /^(.*?)_?([0-9]+)$/.exec(text) ?? [];
  if (name === undefined || digits === undefined) return whole;
  const transform = withLength(name, digits, text, reading);
  return transform.kind === 'fault' ? transform : { kind: 'taken', transform: transform.transform, words: 1 };
}

function withLength(
  name: string,
  digits: string,
  whole: string,
  reading: ProposalReading,
): { readonly kind: 'read'; readonly transform: Transform } | ProposalFault {
  if (!/^[0-9]+$/.test(digits)) return broken(`the key length of ${shown(whole, 40)} is no number`);
  const transform = findTransform('encrypt', name, reading);
  if (isFault(transform)) return transform;
  const row = encryptions.find((one) => one.name === transform.name);
  if (row?.keyed !== true) return broken(`${shown(name, 40)} takes no key length`, `write ${shown(name, 40)}`);
  if (!/^0*(?:128|192|256)$/.test(digits))
    return broken(`the key length of ${shown(whole, 40)} must be 128, 192 or 256 bits`);
  return { kind: 'read', transform: { ...transform, keyLength: Number(digits) } };
}

/** Whether something is a fault. */
export function isFault(value: object): value is ProposalFault {
  return 'kind' in value && value.kind === 'fault';
}
