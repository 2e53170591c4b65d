import { type Release, releases } from '../../src/libreswan/release.ts';
import { testGoldenRows } from './golden-rows.ts';

/**
 * What every release says of some texts, golden: each text, and under it what is said, once for each run of releases that say
 * the same. A release's own number is put aside, since it is the only difference between many of them.
 */
export function testByRelease(
  what: string,
  file: string,
  texts: readonly string[],
  told: (text: string, release: Release) => string,
): void {
  testGoldenRows(what, {
    file,
    rows: texts,
    title: (text) => `# ${JSON.stringify(text)}`,
    told: (text) =>
      releaseRuns((release) => withoutNumber(told(text, release), release))
        .map(([range, said]) => `${range}\n${said}`)
        .join('\n'),
  });
}

/** What is said of releases, each run of those of which the same is said as one, such as `3.15 to 3.32`. */
export function releaseRuns(said: (release: Release) => string): readonly (readonly [range: string, said: string])[] {
  const runs: { from: Release; to: Release; said: string }[] = [];
  for (const release of releases) {
    const now = said(release);
    const last = runs.at(-1);
    if (last?.said === now) last.to = release;
    else runs.push({ from: release, to: release, said: now });
  }
  return runs.map(({ from, to, said: told }) => [from === to ? from : `${from} to ${to}`, told]);
}

function withoutNumber(text: string, release: Release): string {
  return text.replaceAll(new RegExp(`(?<![\\d.])${release.replace('.', '\\.')}(?![\\d.])`, 'g'), 'RELEASE');
}

/** Text under what it belongs to. */
export function indented(text: string): string {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => `  ${line}`)
    .join('\n');
}
