/** Whether a value is what the comment behind an example says. */

const anything = Symbol('…');
/** Where `…` leaves out the rest of a text. */
const more = '…';
/** The key, and the last item, that leave out the rest of an object and of an array. */
const rest = ' rest';

/**
 * `VALUE`, `ok: VALUE`, `failed: CODE`, `CODE`, `CODE at LINE:COLUMN`, each with words behind it after a colon, a comma or a blank; `…`
 * stands for whatever else. `undefined` where the comment is prose.
 */
export function matches(actual: unknown, gives: string): boolean | undefined {
  const outcome = /^(ok|failed)\b(?:: ([\s\S]*))?$/.exec(gives);
  if (outcome !== null) {
    const { kind, value, findings } = actual as { kind: string; value?: unknown; findings: readonly Finding[] };
    if (kind !== outcome[1]) return false;
    if (outcome[2] === undefined) return true;
    return kind === 'ok' ? (matches(value, outcome[2]) ?? true) : hasCode(findings, outcome[2]);
  }
  if (/^[a-z0-9]+\/[a-z][a-z0-9-]+/.test(gives)) return hasCode(actual as readonly Finding[], gives);
  const expected = literalIn(gives);
  return expected === undefined ? undefined : equal(actual, expected.value);
}

interface Finding {
  readonly code: string;
  readonly at: { readonly line?: number; readonly column?: number };
}

function hasCode(findings: readonly Finding[], text: string): boolean {
  const [, code, line, column] = /^([a-z0-9]+\/[a-z][a-z0-9-]+)(?: at (\d+):(\d+))?/.exec(text) ?? [];
  return findings.some(
    (one) =>
      one.code === code && (line === undefined || (one.at.line === Number(line) && one.at.column === Number(column))),
  );
}

/** The longest beginning of a text that is a literal. */
function literalIn(text: string): { readonly value: unknown } | undefined {
  if (!/^(?:['"[{\d-]|true\b|false\b|undefined\b)/.test(text)) return undefined;
  for (let end = text.length; end > 0; end -= 1) {
    if (end < text.length && !/[:, ]/.test(text[end] ?? '')) continue;
    try {
      return { value: new Function('anything', `return (${withMarks(text.slice(0, end))})`)(anything) };
    } catch {}
  }
  return undefined;
}

/** The text with a value for each `…` that is in no quotes. */
function withMarks(text: string): string {
  return text
    .split(/('(?:\\.|[^'])*')/)
    .map((part, i) =>
      i % 2 === 1
        ? part
        : part
            .replace(/\[…\]/g, 'anything')
            .replace(/, … \}/g, `, '${rest}': 1 }`)
            .replace(/, …\]/g, `, '${rest}']`)
            .replace(/…/g, 'anything'),
    )
    .join('');
}

function equal(actual: unknown, expected: unknown): boolean {
  if (expected === anything) return actual !== undefined;
  if (typeof expected === 'string' && expected.endsWith(more))
    return typeof actual === 'string' && actual.startsWith(expected.slice(0, -1));
  if (Array.isArray(expected)) {
    const isOpen = expected.at(-1) === rest;
    const wanted = isOpen ? expected.slice(0, -1) : expected;
    if (!Array.isArray(actual) || (isOpen ? actual.length < wanted.length : actual.length !== wanted.length))
      return false;
    return wanted.every((each, i) => equal(actual[i], each));
  }
  if (typeof expected === 'object' && expected !== null) {
    if (typeof actual !== 'object' || actual === null) return false;
    const { [rest]: open, ...wanted } = expected as Record<string, unknown>;
    const [have, want] = [actual as Record<string, unknown>, Object.keys(wanted)];
    const keys = Object.keys(have).filter((key) => have[key] !== undefined || want.includes(key));
    return (open !== undefined || keys.length === want.length) && want.every((key) => equal(have[key], wanted[key]));
  }
  return Object.is(actual, expected);
}
