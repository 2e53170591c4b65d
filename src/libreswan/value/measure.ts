/** Numbers, times and sizes as they are written, and what they come to. */
import { atLeast, type Release } from '../release.ts';

const units: Readonly<Record<string, bigint>> = {
  s: 1000n,
  m: 60_000n,
  h: 3_600_000n,
  d: 86_400_000n,
  w: 604_800_000n,
};

/** Milliseconds as decimal digits, or `undefined` where the release reads no time; `bare` is what a number without unit is multiplied by. */
export function readDuration(value: string, bare: bigint, release: Release): string | undefined {
  const match = /^([0-9]*)(\.[0-9]*)?([a-zA-Z]*)$/.exec(value);
  if (match === null) return undefined;
  const [, whole = '', fraction, suffix = ''] = match;
  if (whole === '' && (fraction === undefined || fraction === '.')) return undefined;
  const scale = durationScale(suffix, bare, release);
  if (scale === undefined || (fraction !== undefined && !atLeast(release, '5.0'))) return undefined;
  const nanos = BigInt(whole) * scale * 1_000_000n + fractionOf(fraction ?? '', scale);
  if (!atLeast(release, '4.10') && nanos / 1_000_000_000n > 4294967295n) return undefined;
  if (nanos / 1_000_000_000n > 9_223_372_036_854_775n) return undefined;
  const millis = nanos / 1_000_000n;
  const rest = nanos % 1_000_000n;
  return rest === 0n ? `${millis}` : `${millis}.${rest.toString().padStart(6, '0').replace(/0+$/, '')}`;
}

function durationScale(suffix: string, bare: bigint, release: Release): bigint | undefined {
  if (suffix === '') return release === '3.15' ? undefined : bare;
  if (!atLeast(release, '4.10')) return units[suffix];
  const lower = suffix.toLowerCase();
  return lower === 'ms' ? 1n : Object.hasOwn(units, lower) ? units[lower] : undefined;
}

function fractionOf(fraction: string, scale: bigint): bigint {
  const digits = fraction.slice(1, 19);
  return digits === '' ? 0n : (BigInt(digits) * scale * 1_000_000n) / 10n ** BigInt(digits.length);
}

/** A number with an optional binary prefix as decimal digits, or `undefined`. */
export function readQuantity(value: string, kind: 'quantity' | 'bytes'): string | undefined {
  const match = (kind === 'bytes' ? /^([0-9]+)(?:([KMGTPE])iB)?$/ : /^([0-9]+)(?:([KMGTPE])i)?$/).exec(value);
  if (match === null) return undefined;
  const [, digits = '0', prefix] = match;
  const power = prefix === undefined ? 0 : 'KMGTPE'.indexOf(prefix) + 1;
  const number = BigInt(digits) << BigInt(10 * power);
  return number > 18446744073709551615n ? undefined : `${number}`;
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

/** Seconds in milliseconds, both as digits. */
export function thousandfold(number: string): string {
  return number === '0' ? '0' : `${number}000`;
}
