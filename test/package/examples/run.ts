/** Runs an example where its names mean what they mean to its readers. */
import { entries } from './entries.ts';
import type { Example } from './extract.ts';
import { everywhere, fixtures } from './fixtures.ts';
import { namesOf } from './names.ts';

type AsyncFunction = new (...words: string[]) => (...values: unknown[]) => Promise<unknown>;
const AsyncFunction = (async () => {}).constructor as unknown as AsyncFunction;

/** What the last expression of an example gives. A name that nobody knows, and whatever it throws, is thrown. */
export async function runExample(example: Example): Promise<unknown> {
  const { file, code } = example;
  const own = (await import(`../../../${file}`)) as Readonly<Record<string, unknown>>;
  const names = await namesOf(example);
  const values = new Map<string, unknown>(names.entries.map(([name]) => [name, entries.get(name)?.value]));
  for (const name of names.everywhere) values.set(name, everywhere[name as keyof typeof everywhere]);
  for (const [scope, some] of names.scoped)
    for (const name of some) values.set(name, (fixtures[scope] as Readonly<Record<string, unknown>>)[name]);
  for (const name of names.own) values.set(name, own[name]);
  const body = `{\n${returning(withoutTypes(code))}\n}`;
  return new AsyncFunction(...values.keys(), body)(...values.values());
}

/** The types of declarations, which a runtime does not know. */
function withoutTypes(code: string): string {
  return code.replace(/^(const \w+): \w+ =/gm, '$1 =');
}

/** The code with its last expression returned; after `if (…)` too. */
function returning(code: string): string {
  const lines = code.split('\n').filter((line) => !line.startsWith('//'));
  let depth = 0;
  let last = 0;
  for (const [i, line] of lines.entries()) {
    if (depth === 0 && !/^\s/.test(line)) last = i;
    for (const character of line.replace(/'(?:\\.|[^'])*'|\/\/ .*$/g, '')) {
      if ('([{'.includes(character)) depth += 1;
      else if (')]}'.includes(character)) depth -= 1;
    }
  }
  const statement = lines.slice(last).join('\n');
  const guarded = /^(if \((?:[^()]|\([^()]*\))*\)) (?!for\b)([\s\S]*)$/.exec(statement);
  if (/^(?:const|let|for)\b/.test(statement) || (guarded === null && statement.startsWith('if')))
    return lines.join('\n');
  const ended = guarded === null ? `return ${statement}` : `${guarded[1]} return ${guarded[2]}`;
  return [...lines.slice(0, last), ended].join('\n');
}
