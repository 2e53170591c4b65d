/** `--libreswan` of the commands. */
import { InvalidArgumentError } from 'commander';
import type { Result } from '../diagnostics/diagnostic.ts';
import { valueAt } from '../diagnostics/diagnostic.ts';
import { newest, type Release, type ReleaseRange, readReleaseRange } from '../libreswan/release.ts';
import { UsageError } from './exit.ts';

/** Parses the word into the newest release that it names. */
export function readRelease(text: string): Release {
  const read = readReleaseRange(text, valueAt('--libreswan'));
  if (read.kind === 'ok') return newest(read.value);
  throw new InvalidArgumentError(read.findings.map(({ message }) => message).join('; '));
}

/** The one release that a file is read as; a range ends the command. */
export function oneRelease(text: string): {
  readonly release: Release;
  readonly findings: Result<ReleaseRange>['findings'];
} {
  const { findings, ...read } = readReleaseRange(text, valueAt('--libreswan'));
  if (read.kind === 'failed' || read.value.length > 1)
    throw new UsageError('--libreswan must be one release that is known, such as 4.10');
  return { release: read.value[0], findings };
}
