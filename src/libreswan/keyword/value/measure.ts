/**
 * Numbers, times and sizes as they are written, and what they come to. Numbers wrap where they do not fit: 32 bits with a
 * sign up to 4.9, 64 bits from 4.10.
 *
 * @see libreswan `lib/libswan/scale.c` and `lib/libswan/ttodeltatime.c`; values by running 4.3, 4.10 and 5.2
 */
import { asciiLower } from '../../../bytes/ascii.ts';
import { shown } from '../../../bytes/shown.ts';
import { readUnsigned } from '../../address/pluto-address.ts';
import { atLeast, type Release } from '../../release.ts';
import { taken, type ValueFate } from './fate.ts';

/** What one of a unit comes to; the empty one is for numbers without a unit. */
type Scales = Readonly<Record<string, bigint>>;

const seconds: Scales = { s: 1n, m: 60n, h: 3600n, d: 86_400n, w: 604_800n };
const milliseconds: Scales = { ms: 1n, ...scaledBy(1000n) };
const microseconds: Scales = { us: 1n, ms: 1000n, ...scaledBy(1_000_000n) };
/** In 5.4 units are written out too, as it spells them. */
const spelledTimes: Scales = withPlurals({
  second: 1_000_000n,
  minute: 60_000_000n,
  hour: 3_600_000_000n,
  day: 86_400_000_000n,
  week: 604_800_000_000n,
});
const spelledSizes: Scales = {
  ...withPlurals({ byte: 1n, kilobyte: 1n << 10n, megabyte: 1n << 20n, gigabyte: 1n << 30n, petabyte: 1n << 50n }),
  terabyte: 1n << 40n,
  terrabytes: 1n << 40n,
  ...withPlurals({ exabyte: 1n << 60n }),
};
const sizes: Scales = binaryScales('KMGTP', 'ib');
const numbers: Scales = binaryScales('KMGTPE', 'i');

function scaledBy(factor: bigint): Scales {
  return Object.fromEntries(Object.entries(seconds).map(([unit, scale]) => [unit, scale * factor]));
}

function withPlurals(scales: Scales): Scales {
  return { ...scales, ...Object.fromEntries(Object.entries(scales).map(([unit, scale]) => [`${unit}s`, scale])) };
}

function binaryScales(prefixes: string, suffix: string): Scales {
  const scales = [...prefixes].map((prefix, i) => [`${prefix.toLowerCase()}${suffix}`, 1n << BigInt(10 * (i + 1))]);
  return { '': 1n, ...Object.fromEntries(scales) };
}

const largest = 2n ** 64n - 1n;

/**
 * What a time comes to, in milliseconds, or `undefined` where the release reads none. `bare` is what a number without a unit
 * is multiplied by.
 *
 * @example readDuration('1.5h', 1000n, '5.2') // taken, '5400000'
 * @example readDuration('1.h', 1000n, '5.2') // changed, '1000': the unit is not read
 */
export function readDuration(value: string, bare: bigint, release: Release): ValueFate | undefined {
  if (atLeast(release, '5.0')) {
    const spelled = atLeast(release, '5.4') ? spelledTimes : {};
    return readScaled(value, { ...microseconds, ...spelled, '': bare * 1000n }, asMilliseconds, release);
  }
  if (atLeast(release, '4.10')) return readWhole(asciiLower(value), { ...milliseconds, '': bare }, 64, String);
  const scales = release === '3.15' ? seconds : { ...seconds, '': 1n };
  return readWhole(value, scales, 32, (kept) => String(kept * 1000n));
}

/** What a number with an optional binary prefix comes to, or `undefined` where the release reads none. */
export function readQuantity(value: string, kind: 'quantity' | 'bytes', release: Release): ValueFate | undefined {
  const scales = kind === 'bytes' ? { ...sizes, ...(atLeast(release, '5.4') ? spelledSizes : {}) } : numbers;
  return atLeast(release, '5.0')
    ? readScaled(value, scales, String, release)
    : readWhole(asciiLower(value), scales, 64, String);
}

/** Up to 4.15: digits and a unit. */
function readWhole(
  value: string,
  scales: Scales,
  bits: 32 | 64,
  print: (kept: bigint) => string,
): ValueFate | undefined {
  const [, digits = '', unit = ''] = /^([0-9]+)([a-z]*)$/.exec(value) ?? [];
  const [number, scale] = [digits === '' ? undefined : numberOf(digits), scaleOf(scales, unit)];
  if (number === undefined || scale === undefined) return undefined;
  const total = number * scale;
  return total < 2n ** BigInt(bits) ? kept(total, bits, print) : undefined;
}

/** From 5.0: digits, a fraction, a unit. Of a fraction that cannot be read nothing more is, but for what stands before it. */
function readScaled(
  value: string,
  scales: Scales,
  print: (kept: bigint) => string,
  release: Release,
): ValueFate | undefined {
  const [, whole = '', dot, decimals = '', behind = ''] = /^([0-9]*)(?:(\.)([0-9]*))?(.*)$/s.exec(value) ?? [];
  const rest = atLeast(release, '5.4') ? behind.replace(/^ +/, '') : behind;
  const isCut = dot !== undefined && (decimals === '' || numberOf(decimals) === undefined);
  if (whole === '' && (dot === undefined || isCut)) return undefined;
  const [number, scale] = [numberOf(whole), scaleOf(scales, isCut ? '' : asciiLower(rest))];
  if (number === undefined || scale === undefined || number * scale > largest) return undefined;
  const fraction = isCut ? 0n : fractionOf(decimals, scale);
  if (fraction === undefined) return undefined;
  const fate = kept(number * scale + fraction, 64, print);
  return isCut && decimals + rest !== '' && 'meaning' in fate
    ? { kind: 'changed', meaning: fate.meaning, because: `what follows ${shown(`${whole}.`)} is not read` }
    : fate;
}

/** Digits behind the point, each worth what is left of the scale; `undefined` below its smallest part. */
function fractionOf(decimals: string, scale: bigint): bigint | undefined {
  if (/^0*$/.test(decimals)) return 0n;
  // No scale has as many digits.
  const denominator = 10n ** BigInt(Math.min(decimals.length, 20));
  return denominator > scale ? undefined : BigInt(decimals) * (scale / denominator);
}

/** What digits come to, none to 0; `undefined` beyond 64 bits, told by their length alone where there are many. */
function numberOf(digits: string): bigint | undefined {
  const significant = digits.replace(/^0+/, '');
  const number = significant.length > 20 ? undefined : BigInt(significant);
  return number === undefined || number > largest ? undefined : number;
}

function scaleOf(scales: Scales, unit: string): bigint | undefined {
  return Object.hasOwn(scales, unit) ? scales[unit] : undefined;
}

/** What is kept of a number in so many bits, one of them its sign. */
function kept(total: bigint, bits: 32 | 64, print: (kept: bigint) => string): ValueFate {
  return wrapped(BigInt.asIntN(bits, total), total, bits, print);
}

function wrapped(held: bigint, total: bigint, bits: 32 | 64, print: (kept: bigint) => string): ValueFate {
  if (held === total) return taken(print(held));
  const because = `a number above ${2n ** BigInt(bits - 1) - 1n} wraps`;
  return { kind: 'changed', meaning: print(held), because };
}

/** Microseconds in milliseconds, with a fraction where there is one. */
function asMilliseconds(micros: bigint): string {
  const [sign, size] = micros < 0n ? ['-', -micros] : ['', micros];
  const fraction = (size % 1000n).toString().padStart(3, '0').replace(/0+$/, '');
  return `${sign}${size / 1000n}${fraction === '' ? '' : `.${fraction}`}`;
}

/** From 5.0: what digits come to, times a factor; `undefined` where they are none, or too many. */
export function readNumber(value: string, factor: bigint): ValueFate | undefined {
  const number = /^[0-9]+$/.test(value) ? numberOf(value) : undefined;
  return number === undefined ? undefined : kept(number * factor, 64, String);
}

/** What pluto itself reads as a number from 5.3 on; in 5.4 -1 is the largest one. */
export function readPlutoNumber(value: string, release: Release): ValueFate | undefined {
  if (value === '-1') return atLeast(release, '5.4') ? taken(String(largest)) : undefined;
  const number = readUnsigned(value);
  return number === undefined ? undefined : taken(String(number));
}

/** Up to 4.15: what a bare number comes to, times a factor. */
export function bareNumber(digits: string, factor: bigint, release: Release): ValueFate {
  const number = numberOf(digits);
  const is64 = atLeast(release, '4.10');
  // What is too large even for 64 bits is nothing from 4.10 on, and the largest number before.
  const read = number ?? (is64 ? 0n : largest);
  const held = is64 ? BigInt.asIntN(64, read * factor) : BigInt.asIntN(32, read) * factor;
  return wrapped(held, (number ?? largest + 1n) * factor, is64 ? 64 : 32, String);
}

/** What {@link readQuantity} takes, in words. */
export function quantityForm(kind: 'quantity' | 'bytes'): string {
  return kind === 'bytes'
    ? 'a size is digits, or digits and KiB, MiB, GiB, …'
    : 'a number is digits, or digits and Ki, Mi, Gi, …';
}

/** Digits without the zeros before them. */
export function canonicalNumber(digits: string): string {
  return digits.replace(/^0+(?=[0-9])/, '');
}
