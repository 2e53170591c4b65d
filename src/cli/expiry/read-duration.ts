import { InvalidArgumentError } from 'commander';

const units: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86400, w: 604800 };

/** Reads a time such as `30d` as seconds. */
export function readDuration(text: string): number {
  const [, count, unit = ''] = /^(\d{1,6})([smhdw])$/.exec(text) ?? [];
  const seconds = units[unit];
  if (count === undefined || seconds === undefined) throw new InvalidArgumentError('must be a time such as 30d or 12h');
  return Number(count) * seconds;
}
