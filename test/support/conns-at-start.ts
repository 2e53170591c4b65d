/** What we say that a release makes of a configuration at its start. */
import { type ExplainedConf, explainConf } from '../../src/libreswan/ipsec-conf/load/explain-conf.ts';
import type { Includer } from '../../src/libreswan/ipsec-conf/load/load.ts';
import { matchesName } from '../../src/libreswan/ipsec-conf/syntax/include-pattern.ts';
import { parseConf } from '../../src/libreswan/ipsec-conf/syntax/parse.ts';
import type { Release } from '../../src/libreswan/release.ts';

/** A configuration: the file, and others beside it by relative name. */
interface Configuration {
  readonly text: string | Uint8Array;
  readonly files?: Readonly<Record<string, string>>;
}

/** All of it. */
export function explainedAtStart({ text, files = {} }: Configuration, release: Release): ExplainedConf {
  return explainConf(parseConf(text, release).value, release, includesOf(files));
}

/** The names of the conns, sorted, each once: what is loaded and has an `auto=` that loads it. */
export function connsAtStart(configuration: Configuration, release: Release): readonly string[] {
  const { conns } = explainedAtStart(configuration, release);
  const started = conns.filter((conn) => conn.loaded && (conn.settings.get('auto')?.value ?? 'ignore') !== 'ignore');
  return [...new Set(started.map(({ name }) => name))].sort();
}

/** Follows includes among files that are given by relative name. */
function includesOf(files: Readonly<Record<string, string>>): Includer {
  const names = Object.keys(files).sort();
  return (pattern) => {
    const parts = plain(pattern);
    if (names.some((name) => plain(name).slice(0, -1).join('/') === parts.join('/')))
      return [{ file: pattern, input: '', isFolder: true }];
    const found = names.filter((name) => {
      const own = plain(name);
      return own.length === parts.length && own.every((part, i) => matchesName(part, parts[i] ?? ''));
    });
    return found.map((file) => ({ file, input: files[file] ?? '' }));
  };
}

function plain(path: string): readonly string[] {
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '.' && part !== '') parts.push(part);
  }
  return parts;
}
