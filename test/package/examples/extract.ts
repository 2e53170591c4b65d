/** The examples in the doc comments of `src`. */
import { readdirSync, readFileSync } from 'node:fs';

/** An `@example`, with what it says comes out, if it does. */
export interface Example {
  /** `src/a/b.ts:12`, where it is. */
  readonly where: string;
  readonly file: string;
  readonly code: string;
  /** The comment behind its last expression. */
  readonly gives: string | undefined;
}

/** All examples, in the order of files and lines. */
export function extractExamples(): readonly Example[] {
  return readdirSync('src', { recursive: true, encoding: 'utf8' })
    .map((path) => `src/${path}`)
    .filter((file) => file.endsWith('.ts') && !/\.(?:d|sh)\.ts$/.test(file))
    .sort()
    .flatMap((file) => examplesIn(file, readFileSync(file, 'utf8')));
}

/** The examples in the text of a file. */
export function examplesIn(file: string, text: string): readonly Example[] {
  return [...text.matchAll(/\/\*\*(?:[^*]|\*(?!\/))*\*\//g)].flatMap(({ 0: comment, index }) => {
    const first = text.slice(0, index).split('\n').length;
    const lines = comment
      .split('\n')
      .map((line) => line.replace(/^\s*(?:\/\*\*|\*(?!\/))? ?/, '').replace(/\s*\*\/$/, ''));
    const found: Example[] = [];
    for (const [i, line] of lines.entries()) {
      const begin = /^@example\b ?(.*)$/.exec(line);
      if (begin === null) continue;
      const end = lines.findIndex((other, j) => j > i && /^@\w/.test(other));
      const code = [begin[1] ?? '', ...lines.slice(i + 1, end < 0 ? undefined : end)].join('\n').trim();
      found.push({ where: `${file}:${first + i}`, file, code, gives: expectationOf(code) });
    }
    return found;
  });
}

/** What stands behind the last line of code, over several lines of comment if need be. */
function expectationOf(code: string): string | undefined {
  const comments: string[] = [];
  for (const line of code.split('\n').reverse()) {
    const [, before = '', comment] =
      /^((?:[^'"`/]|'(?:\\.|[^'])*'|"(?:\\.|[^"])*"|`(?:\\.|[^`])*`|\/(?!\/))*)\/\/ ?(.*)$/.exec(line) ?? [];
    if (comment === undefined) break;
    comments.unshift(comment);
    if (before.trim() !== '') break;
  }
  return comments.length === 0 ? undefined : comments.join(' ');
}
