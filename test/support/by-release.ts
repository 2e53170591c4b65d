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
    told(text) {
      const runs: { from: Release; to: Release; said: string }[] = [];
      for (const release of releases) {
        const said = withoutNumber(told(text, release), release);
        const last = runs.at(-1);
        if (last?.said === said) last.to = release;
        else runs.push({ from: release, to: release, said });
      }
      return runs.map(({ from, to, said }) => `${from === to ? from : `${from} to ${to}`}\n${said}`).join('\n');
    },
  });
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
