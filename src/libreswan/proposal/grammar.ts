/** One proposal of `ike=` or `esp=`, word by word, as libreswan's parser of 3.28 and newer takes it. */
import { shown } from '../../bytes/shown.ts';
import type { IntegrityName } from '../../esp/transform.ts';
import {
  type Algorithm,
  type DhName,
  dhGroups,
  encryptions,
  findAlgorithm,
  integrities,
  type PrfName,
  type ProposalKeyword,
  prfs,
} from './algorithm.ts';
import type { OfferedEncryption, Proposal } from './proposals.ts';

/** What was read, or what is required instead. */
export type ReadProposal =
  | ({ readonly kind: 'proposal' } & Proposal)
  | { readonly kind: 'fault'; readonly fault: string; readonly hint: string };

interface Word {
  readonly text: string;
  /** What stands before it; empty at the beginning. */
  readonly before: string;
}

interface Fault {
  readonly kind: 'fault';
  readonly fault: string;
  readonly hint: string;
}

/** What was taken from the words, and the rest of them. */
interface Taken<T> {
  readonly kind: 'taken';
  readonly list: readonly T[];
  readonly rest: readonly Word[];
}

const format =
  'write ENCRYPTION-HASH;GROUP, such as aes256-sha2_256;modp2048, several separated by commas without blanks';

function fault(text: string, hint: string = format): Fault {
  return { kind: 'fault', fault: text, hint };
}

/** Reads one proposal; total. */
export function readProposal(text: string, keyword: ProposalKeyword): ReadProposal {
  if (/;(?:addke[1-7]|ke|kem|encrypt|prf|integ|sn)=/i.test(text))
    return fault(
      'transforms must be written without their names here, so that every release can be given its own spelling',
      /addke/i.test(text) ? 'take ;addke… out, and write ipsec: { pq: ml_kem_768 }' : format,
    );
  const words = [...text.matchAll(/(^|[-;+])([^-;+]*)/g)].map(([, before = '', word = '']) => ({ before, text: word }));
  const encryption = takeEncryption(words, keyword);
  if (encryption.kind === 'fault') return encryption;
  const aead = encryption.list.map((offered) => encryptions.find((row) => row.name === offered.name)?.aead === true);
  if (aead.includes(true) && aead.includes(false)) {
    return fault('combined modes and other ciphers must stand in proposals of their own');
  }
  let rest = encryption.rest;
  let prf: readonly PrfName[] = [];
  let integrity: readonly (IntegrityName | 'NONE')[] = [];
  if (keyword === 'ike' && says(rest)) {
    const taken = takeList(rest, prfs, keyword, 'pseudo-random function');
    if (taken.kind === 'taken') {
      prf = taken.list;
      rest = taken.rest;
    }
  }
  if (prf.length === 0 && says(rest)) {
    const taken = takeList(rest, integrities, keyword, keyword === 'esp' ? 'integrity algorithm' : 'hash');
    if (taken.kind === 'fault') return taken;
    integrity = taken.list;
    rest = taken.rest;
    if (keyword === 'ike' && says(rest)) {
      const second = takeList(rest, prfs, keyword, 'pseudo-random function');
      if (second.kind === 'fault') return second;
      prf = second.list;
      rest = second.rest;
    }
  }
  let dh: readonly DhName[] = [];
  if (rest.length > 0) {
    const taken = takeList(rest, dhGroups, keyword, 'Diffie-Hellman group');
    if (taken.kind === 'fault') return taken;
    dh = taken.list;
    rest = taken.rest;
  }
  const [surplus] = rest;
  if (surplus !== undefined) return fault(`nothing may follow the Diffie-Hellman group; ${quoted(surplus.text)} does`);
  const none = integrity.filter((name) => name === 'NONE');
  const real = integrity.filter((name) => name !== 'NONE');
  if (aead.includes(true) && real.length > 0) {
    return fault(
      'a combined mode (GCM, CCM, GMAC, ChaCha20-Poly1305) brings its own integrity; none must be named beside it',
      keyword === 'esp'
        ? 'leave the hash away: aes_gcm256'
        : 'name the pseudo-random function alone: aes_gcm256-sha2_512',
    );
  }
  if (aead.includes(false) && none.length > 0) {
    return fault(
      'a cipher that is no combined mode must have an integrity algorithm, not none',
      'write aes256-sha2_256',
    );
  }
  const derived = real.length === prf.length && real.every((name, i) => name.startsWith(`${prf[i]}_`));
  return { kind: 'proposal', encryption: encryption.list, integrity: derived ? [] : real, prf, dh };
}

/** Whether the next word is part of what stands before the group. */
function says(words: readonly Word[]): boolean {
  return words.length > 0 && words[0]?.before !== ';';
}

function takeEncryption(words: readonly Word[], keyword: ProposalKeyword): Taken<OfferedEncryption> | Fault {
  const list: OfferedEncryption[] = [];
  let rest = words;
  do {
    const [word, next] = rest;
    const hasLength = next?.before === '-' && /^\d/.test(next.text);
    const read = readEncryption(word?.text ?? '', hasLength ? next.text : undefined, keyword);
    if (read.kind === 'fault') return read;
    const { offered } = read;
    const known = list.some(
      ({ name, keyBits }) => name === offered.name && (keyBits === undefined || keyBits === offered.keyBits),
    );
    if (!known) list.push(offered);
    rest = rest.slice(hasLength ? 2 : 1);
  } while (rest[0]?.before === '+');
  return { kind: 'taken', list, rest };
}

function readEncryption(
  text: string,
  length: string | undefined,
  keyword: ProposalKeyword,
): { readonly kind: 'encryption'; readonly offered: OfferedEncryption } | Fault {
  if (text === '') return fault('an encryption algorithm must stand at the beginning, and behind every comma and +');
  const plain = findAlgorithm(encryptions, text);
  // "aes256" and "aes_256": all digits at the end are the length, and one "_" before them may be left away.
  const [, name = '', digits] = /^(.*?)_?(\d+)$/.exec(text) ?? [];
  const found = plain ?? (length === undefined ? findAlgorithm(encryptions, name) : undefined);
  if (found === undefined || found[keyword] === undefined) {
    return fault(`the encryption algorithm must be one that ${keyword}= knows, not ${quoted(text)}`);
  }
  const bits = plain === undefined ? digits : length;
  if (bits === undefined) return { kind: 'encryption', offered: { name: found.name } };
  if (!found.keyed) return fault(`${found.spelling} must be written without a key length`);
  const keyBits = /^\d+$/.test(bits) ? Number(bits) : Number.NaN;
  if (keyBits !== 128 && keyBits !== 192 && keyBits !== 256) {
    return fault(`the key length must be 128, 192 or 256 bits, not ${quoted(bits)}`);
  }
  return { kind: 'encryption', offered: { name: found.name, keyBits } };
}

function takeList<Name extends string>(
  words: readonly Word[],
  table: readonly Algorithm<Name>[],
  keyword: ProposalKeyword,
  what: string,
): Taken<Name> | Fault {
  const list: Name[] = [];
  let rest = words;
  do {
    const text = rest[0]?.text ?? '';
    const found = findAlgorithm(table, text);
    if (found === undefined || found[keyword] === undefined) {
      return fault(`the ${what} must be one that ${keyword}= knows, not ${quoted(text)}`);
    }
    if (!list.includes(found.name)) list.push(found.name);
    rest = rest.slice(1);
  } while (rest[0]?.before === '+');
  return { kind: 'taken', list, rest };
}

function quoted(text: string): string {
  return text === '' ? 'nothing' : shown(text, 40);
}
