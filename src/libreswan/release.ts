/**
 * libreswan's releases, as far as they change what a configuration means.
 *
 * @see the tags of the libreswan repository; there is no 3.24, and 5.3.1 and 5.3.2 are security releases
 */
import { append } from '../bytes/append.ts';
import {
  type Diagnostic,
  diagnostic,
  failed,
  ok,
  type Place,
  type Result,
  valueAt,
} from '../diagnostics/diagnostic.ts';
import { writeValue } from '../diagnostics/fix.ts';

/** Every release of the table, oldest first. */
export const releases = [
  '3.15',
  '3.16',
  '3.17',
  '3.18',
  '3.19',
  '3.20',
  '3.21',
  '3.22',
  '3.23',
  '3.25',
  '3.26',
  '3.27',
  '3.28',
  '3.29',
  '3.30',
  '3.31',
  '3.32',
  '4.0',
  '4.1',
  '4.2',
  '4.3',
  '4.4',
  '4.5',
  '4.6',
  '4.7',
  '4.8',
  '4.9',
  '4.10',
  '4.11',
  '4.12',
  '4.13',
  '4.14',
  '4.15',
  '5.0',
  '5.1',
  '5.2',
  '5.3',
  '5.4',
] as const;

/** A release of the table, such as `'4.10'`. Values compare with `===`; for order see {@link atLeast}. */
export type Release = (typeof releases)[number];

/** The newest release of the table; what is newer is treated as this one. */
export const newestRelease: Release = releases[releases.length - 1] as Release;

const position: ReadonlyMap<string, number> = new Map(releases.map((release, index) => [release, index]));

/** The releases that a host may run: one, or every one of the table from the oldest to the newest of a range. Never empty, oldest first. */
export type ReleaseRange = readonly [Release, ...Release[]];

/** Negative when `a` is older than `b`, 0 when they are the same, positive when it is newer. */
export function compareReleases(a: Release, b: Release): number {
  return (position.get(a) as number) - (position.get(b) as number);
}

/**
 * Whether `release` is `floor` or newer.
 *
 * @example atLeast('4.10', '4.3') // true
 */
export function atLeast(release: Release, floor: Release): boolean {
  return compareReleases(release, floor) >= 0;
}

/** The inclusive range, oldest first. `from` must not be newer than `to`. */
export function releaseRange(from: Release, to: Release = from): ReleaseRange {
  const first = position.get(from) as number;
  return [from, ...releases.slice(first + 1, (position.get(to) as number) + 1)];
}

/** The oldest release of a range. */
export function oldest(range: ReleaseRange): Release {
  return range[0];
}

/** The newest release of a range. */
export function newest(range: ReleaseRange): Release {
  return range[range.length - 1] as Release;
}

/** A name for a range, the same for the same releases. */
export function rangeText(releases: ReleaseRange): string {
  return `${oldest(releases)}..${newest(releases)}`;
}

/**
 * Reads a release (`4.10`, `5.3.1`) or a range of them (`4.3..5.2`). A third number is accepted and set aside: point
 * releases change no configuration. A release newer than the table is treated as the newest in it, with the finding
 * `libreswan/newer-than-table`.
 *
 * Fails with `libreswan/bad-release`, `libreswan/unknown-release`.
 *
 * @example readReleaseRange('4.14..5.0', at) // ok: ['4.14', '4.15', '5.0']
 */
export function readReleaseRange(text: string, at: Place = valueAt()): Result<ReleaseRange> {
  const parts = text.split('..');
  if (parts.length > 2) return failed(badRelease(text, at));
  const findings: Diagnostic[] = [];
  const ends: Release[] = [];
  for (const part of parts) {
    const read = readRelease(part, at);
    append(findings, read.findings);
    if (read.kind === 'ok') ends.push(read.value);
  }
  const [from, to = from] = ends;
  if (ends.length < parts.length || from === undefined || to === undefined) return { kind: 'failed', findings };
  if (compareReleases(from, to) > 0) {
    return failed(
      diagnostic('libreswan/bad-release', at, `a range of releases must go from the older to the newer, not ${text}`, {
        hint: `write "${to}..${from}"`,
        fix: at.kind === 'value' ? writeValue(at.path, `${to}..${from}`, true) : undefined,
      }),
    );
  }
  return ok(releaseRange(from, to), findings);
}

function readRelease(text: string, at: Place): Result<Release> {
  const match = /^(\d{1,3})\.(\d{1,3})(?:\.\d{1,3})?$/.exec(text);
  if (match === null) return failed(badRelease(text, at));
  const [, majorText = '', minorText = ''] = match;
  const name = `${Number(majorText)}.${Number(minorText)}`;
  if (position.has(name)) return ok(name as Release);
  const last = releases[releases.length - 1] as Release;
  const [lastMajor, lastMinor] = last.split('.').map(Number) as [number, number];
  const major = Number(majorText);
  if (major > lastMajor || (major === lastMajor && Number(minorText) > lastMinor)) {
    return ok(last, [
      diagnostic(
        'libreswan/newer-than-table',
        at,
        `release ${name} is newer than ${last}, the newest that is known; it is treated as ${last}`,
        {
          hint: 'look for a newer swanmesh, or check the files with that release itself',
        },
      ),
    ]);
  }
  return failed(
    diagnostic(
      'libreswan/unknown-release',
      at,
      `release must be one from ${releases[0]} to ${last} that exists, not ${name}`,
      {
        hint: `known are ${releases.join(', ')}`,
      },
    ),
  );
}

function badRelease(text: string, at: Place): Diagnostic {
  return diagnostic(
    'libreswan/bad-release',
    at,
    `a release must be written "4.10" or, for a range, "4.3..5.2", not ${JSON.stringify(text.slice(0, 40))}`,
  );
}
