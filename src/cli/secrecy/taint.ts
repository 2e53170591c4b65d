/**
 * What of the bytes that were read is or may be secret, for this run of the program.
 *
 * The readers of files taint; {@link untainted} is the only way from foreign text to text that is shown. A piece of a
 * secret is found as well as the whole: any 16 characters that follow one another, and any 15 of what looks random.
 */

/** What is shown in place of something tainted. */
export const notShown = '(not shown)';

/** Longest piece that is compared; a shorter secret is compared whole. */
const pieceLength = 16;
/** Of random-looking text every eighth piece of eight is kept: each 15 characters of it hold one. */
const randomLength = 8;
/** Shorter than this, text says nothing. */
const shortest = 4;

/** Pieces by their length, whole texts by their first characters, and a table that tells most positions of a text to have neither. */
const pieces = new Map<number, Set<string>>();
const wholes = new Map<string, Set<string>>();
const tableSize = 1 << 21;
let table: Uint8Array | undefined;

function beginHash(text: string, at: number): number {
  const [a, b] = [
    text.charCodeAt(at) * 33 + text.charCodeAt(at + 1),
    text.charCodeAt(at + 2) * 33 + text.charCodeAt(at + 3),
  ];
  return (a * 1089 + b) & (tableSize - 1);
}

/** How often a count of the table can grow; from there on it stays, which costs time and hides nothing. */
const mostBegins = 255;

function noteBegin(text: string): void {
  table ??= new Uint8Array(tableSize);
  const at = beginHash(text, 0);
  table[at] = Math.min((table[at] ?? 0) + 1, mostBegins);
}

function forgetBegin(text: string): void {
  if (table === undefined) return;
  const at = beginHash(text, 0);
  const count = table[at] ?? 0;
  if (count > 0 && count < mostBegins) table[at] = count - 1;
}

/** What has been tainted since {@link taintedMeanwhile} began, to be forgotten at its end. */
let meanwhile: (() => void)[] | undefined;

/**
 * Does work after which what was tainted in it is forgotten, and what was tainted before is not: a request of many. One at a time.
 */
export async function taintedMeanwhile<T>(work: () => Promise<T>): Promise<T> {
  const added: (() => void)[] = [];
  meanwhile = added;
  try {
    return await work();
  } finally {
    meanwhile = undefined;
    for (const forget of added) forget();
  }
}

/** Whether anything is tainted. */
export function isAnythingTainted(): boolean {
  return table !== undefined;
}

/** A new run: nothing is tainted. */
export function forgetTaint(): void {
  meanwhile = undefined;
  pieces.clear();
  wholes.clear();
  table = undefined;
}

/** Taints text that is secret, or may be: no piece of it is shown from here on. */
export function taint(text: string): void {
  if (text.length < shortest) return;
  if (text.length > pieceLength && looksRandom(text)) {
    for (let at = 0; at + randomLength <= text.length; at += randomLength) add(text.slice(at, at + randomLength));
    add(text.slice(-randomLength));
    return;
  }
  const length = Math.min(text.length, pieceLength);
  for (let at = 0; at + length <= text.length; at += 1) add(text.slice(at, at + length));
}

/** Taints text that has pieces in common with what is harmless, such as a path: it is not shown as a whole. */
export function taintWhole(text: string): void {
  if (text.length < shortest) return;
  if (text.length <= pieceLength) taint(text);
  else {
    const begin = text.slice(0, pieceLength);
    remember(wholes, begin, text, begin);
  }
}

/**
 * Taints a file that is a secret, as text and as the digits and letters that stand for its bytes. Of PEM the lines of base64
 * are the secret, and not the words around them.
 */
export function taintBytes(bytes: Uint8Array): void {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const text = buffer.toString('latin1');
  if (text.includes('-----BEGIN')) {
    for (const word of text.split(/\s+/)) if (word.length > pieceLength && looksRandom(word)) taint(word);
    return;
  }
  for (const line of text.split(/[\r\n]+/)) taint(line.trim());
  taint(buffer.toString('hex'));
  taint(buffer.toString('base64'));
}

function add(piece: string): void {
  if (piece.length === randomLength && new Set(piece).size < 4) return;
  remember(pieces, piece.length, piece, piece);
}

function remember<K>(of: Map<K, Set<string>>, key: K, text: string, begin: string): void {
  const known = of.get(key) ?? new Set();
  if (known.has(text)) return;
  known.add(text);
  of.set(key, known);
  noteBegin(begin);
  meanwhile?.push(() => {
    known.delete(text);
    if (known.size === 0) of.delete(key);
    forgetBegin(begin);
  });
}

/** Letters and digits of one alphabet, mixed as words are not. */
export function looksRandom(text: string): boolean {
  return /^[A-Za-z0-9+/=_-]*$/.test(text) && /[0-9]/.test(text) && /[A-Za-z]/.test(text);
}

const word = /[A-Za-z0-9+/=_-]/;

/** The text with {@link notShown} in place of everything tainted. */
export function untainted(text: string): string {
  if (table === undefined) return text;
  let result = '';
  let done = 0;
  for (let at = 0; at + shortest <= text.length; at += 1) {
    if (table[beginHash(text, at)] === 0) continue;
    const length = taintedLength(text, at);
    if (length === 0) continue;
    const [from, to] = aroundWord(text, at, at + length, done);
    // A neighbour goes on with what is taken out already.
    if (from > done || done === 0) result += `${text.slice(done, from)}${notShown}`;
    done = Math.max(done, to);
    at = Math.max(at, to - pieceLength);
  }
  return result + text.slice(done);
}

/** How much from here on is the longest piece or whole that is tainted. */
function taintedLength(text: string, at: number): number {
  for (const whole of wholes.get(text.slice(at, at + pieceLength)) ?? [])
    if (text.startsWith(whole, at)) return whole.length;
  let longest = 0;
  for (const [length, known] of pieces)
    if (length > longest && at + length <= text.length && known.has(text.slice(at, at + length))) longest = length;
  return longest;
}

/** The words that the range begins and ends in: of what looks random, a piece speaks for its neighbours. */
function aroundWord(text: string, from: number, to: number, done: number): readonly [number, number] {
  let [first, last] = [from, to];
  if (to - from < randomLength) return [from, to];
  while (first > done && word.test(text.charAt(first - 1))) first -= 1;
  while (last < text.length && word.test(text.charAt(last))) last += 1;
  return [first, last];
}
