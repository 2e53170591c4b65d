/**
 * How pluto reads the text of a DN, written down slowly and character by character from what was observed of it, apart
 * from `src/libreswan/identity/parse-dn.ts`: the judge of every spelling that we write.
 *
 * Up to 3.29 a doubled separator stands for itself; from 3.30 a backslash escapes, `#` begins the encoding of the value and
 * dotted identifiers are known.
 */
import { fromHex, toHex } from '../../src/bytes/hex.ts';
import { toUtf8 } from '../../src/bytes/utf8.ts';
import { atLeast, type Release } from '../../src/libreswan/release.ts';
import { oidDer, tlv } from '../support/name-der.ts';

const printable: readonly string[] = [
  'CN',
  'O',
  'OU',
  'C',
  'L',
  'ST',
  'DC',
  'UID',
  'serialNumber',
  'SN',
  'T',
  'G',
  'S',
  'I',
  'D',
  'N',
  'ID',
];

const oids: Readonly<Record<string, string>> = {
  CN: '2.5.4.3',
  S: '2.5.4.4',
  SERIALNUMBER: '2.5.4.5',
  SN: '2.5.4.5',
  C: '2.5.4.6',
  L: '2.5.4.7',
  ST: '2.5.4.8',
  O: '2.5.4.10',
  OU: '2.5.4.11',
  T: '2.5.4.12',
  D: '2.5.4.13',
  N: '2.5.4.41',
  G: '2.5.4.42',
  I: '2.5.4.43',
  ID: '2.5.4.45',
  DC: '0.9.2342.19200300.100.1.25',
  UID: '0.9.2342.19200300.100.1.1',
  E: '1.2.840.113549.1.9.1',
  EMAIL: '1.2.840.113549.1.9.1',
  EMAILADDRESS: '1.2.840.113549.1.9.1',
  UN: '1.2.840.113549.1.9.2',
  UNSTRUCTUREDNAME: '1.2.840.113549.1.9.2',
};

const blank = 0x20;
const comma = 0x2c;
const slash = 0x2f;

/**
 * The DER that a release makes of the value of `rightid=`, in hexadecimal digits, or `undefined` where it makes no DN. Of
 * what it does with texts that we never write (empty values up to 3.27, say) nothing is promised.
 */
export function referenceDn(text: string, release: Release): string | undefined {
  if (text.startsWith('@~')) {
    const skipped = atLeast(release, '4.0') && !atLeast(release, '4.8') ? 2 : 0;
    const bytes = fromHex(text.slice(2 + skipped));
    return bytes === undefined ? undefined : toHex(bytes);
  }
  if (!text.includes('=')) return undefined;
  let source = text;
  if (source.startsWith('@')) source = source.slice(1);
  else if (atLeast(release, '3.32'))
    source = [...source].map((each, i, all) => (each === ',' && all[i + 1] === ',' ? '\\' : each)).join('');
  const bytes = [...toUtf8(source)];
  const rdns: Uint8Array[] = [];
  let i = 0;
  for (;;) {
    while (bytes[i] === blank || bytes[i] === comma || bytes[i] === slash) i += 1;
    if (i >= bytes.length) break;
    let key = '';
    while (i < bytes.length && bytes[i] !== blank && bytes[i] !== 0x3d) {
      key += String.fromCharCode(bytes[i] as number);
      i += 1;
    }
    const oid = /^[0-9.]+$/.test(key) && atLeast(release, '3.30') ? key : oids[key.toUpperCase()];
    if (oid === undefined) return undefined;
    while (bytes[i] === blank) i += 1;
    if (bytes[i] !== 0x3d) return undefined;
    i += 1;
    while (bytes[i] === blank) i += 1;
    const value: number[] = [];
    if (atLeast(release, '3.30') && bytes[i] === 0x23) {
      i += 1;
      let digits = '';
      while (i < bytes.length && /[0-9A-Fa-f]/.test(String.fromCharCode(bytes[i] as number))) {
        digits += String.fromCharCode(bytes[i] as number);
        i += 1;
      }
      const ber = fromHex(digits);
      if (ber === undefined) return undefined;
      rdns.push(tlv(0x31, tlv(0x30, misencoded(oid), ber)));
      continue;
    }
    if (atLeast(release, '3.30') && bytes[i] === 0x22) return undefined;
    if (/^[0-9]/.test(key)) return undefined;
    let protectedUpTo = 0;
    while (i < bytes.length) {
      const here = bytes[i] as number;
      const next = bytes[i + 1];
      if (atLeast(release, '3.30')) {
        if (here === comma || here === slash) break;
        if (here === 0x5c && next !== undefined) {
          const pair = String.fromCharCode(next, bytes[i + 2] ?? 0);
          const hex = /^[0-9A-Fa-f]{2}$/.test(pair);
          value.push(hex ? Number.parseInt(pair, 16) : next);
          i += hex ? 3 : 2;
          protectedUpTo = value.length;
          continue;
        }
      } else if (here === comma || here === slash) {
        if (next !== here) break;
        i += 1;
      }
      value.push(here);
      i += 1;
    }
    while (value.length > protectedUpTo && value[value.length - 1] === blank) value.pop();
    const isPrintable = value.every((byte) => /[A-Za-z0-9 '()+,\-./:=?]/.test(String.fromCharCode(byte)));
    const ia5 = !printable.some((name) => name.toUpperCase() === key.toUpperCase());
    const tag = ia5 ? 0x16 : isPrintable ? 0x13 : 0x14;
    rdns.push(tlv(0x31, tlv(0x30, oidDer(oid), tlv(tag, Uint8Array.from(value)))));
  }
  const der = tlv(0x30, ...rdns);
  return der.length > 512 ? undefined : toHex(der);
}

/** pluto's encoding of a dotted identifier: each arc from its highest group down, and groups of zero inside it never come. */
function misencoded(oid: string): Uint8Array {
  const [first = 0, second = 0, ...rest] = oid.split('.').map(Number);
  const bytes = [first * 40 + second];
  for (let arc of rest) {
    while (arc >= 128) {
      let shift = 1;
      while (Math.floor(arc / shift) >= 128) shift *= 128;
      const top = Math.floor(arc / shift);
      bytes.push(top | 0x80);
      arc -= top * shift;
    }
    bytes.push(arc);
  }
  return tlv(6, Uint8Array.from(bytes));
}
