/**
 * A slow, readable reading of ipsec.conf: the lexer as a table of patterns by state, of which the longest match wins and
 * then the first, and the grammar as it is printed in libreswan's documentation. One table for each of the three lexers.
 *
 * @see libreswan `parser.l` (3.x), `parser.lex` (4.0–5.2), `parser.y`; the flex manual, "How the input is matched"
 */
import { lookupKeyword } from '../../src/libreswan/keyword/keyword.ts';
import { atLeast, type Release } from '../../src/libreswan/release.ts';
import { holdsAt } from '../../src/libreswan/spans.ts';

type Token =
  | { readonly type: 'EOL' | 'FIRST_SPACES' | 'EQUAL' | 'VERSION' | 'CONFIG' | 'SETUP' | 'CONN' | 'INCLUDE' }
  | { readonly type: 'STRING'; readonly text: string; readonly quotes: 'none' | 'double' | 'braces' }
  | { readonly type: 'INTEGER' | 'BOOL' | 'COMMENT'; readonly text: string }
  | { readonly type: 'KEYWORD' | 'TIMEWORD' | 'PERCENTWORD' | 'BOOLWORD'; readonly text: string }
  | { readonly type: 'ERROR' };

type State = 'INITIAL' | 'KEY' | 'VALUE' | 'BOOLEAN' | 'BOOLEAN_KEY' | 'COMMENT_KEY' | 'COMMENT_VALUE';

interface Rule {
  readonly states: readonly State[];
  readonly atLineStart?: true;
  readonly pattern: string;
  /** The state after the match, where it changes, and the token, where there is one. */
  readonly then: (match: string) => { readonly state?: State; readonly token?: Token };
}

export interface ReferenceSection {
  readonly kind: 'setup' | 'conn';
  readonly name: string;
  readonly settings: { readonly keyword: string; readonly value: string; readonly quotes: string }[];
}

/** The sections of a file that the release reads, or `undefined` where its lexer or grammar refuses the file. */
export function referenceSections(text: string, release: Release): readonly ReferenceSection[] | undefined {
  return grammar(lex(text, release), release);
}

const token = (
  type: 'EOL' | 'FIRST_SPACES' | 'EQUAL' | 'VERSION' | 'CONFIG' | 'SETUP' | 'CONN' | 'INCLUDE' | 'ERROR',
) => ({
  type,
});
const cut = (text: string): string => text.split('\0', 1)[0] ?? '';
const cutInside = (text: string): string => (text.includes('\0') ? cut(text).slice(0, -1) : text);

function lex(text: string, release: Release): readonly Token[] {
  const rules = rulesOf(release);
  const tokens: Token[] = [];
  let state: State = 'INITIAL';
  let at = 0;
  let atLineStart = true;
  while (at < text.length) {
    let longest: { readonly rule: Rule; readonly match: string } | undefined;
    for (const rule of rules) {
      if (!rule.states.includes(state) || (rule.atLineStart && !atLineStart)) continue;
      const pattern = new RegExp(rule.pattern, 'y');
      pattern.lastIndex = at;
      const match = pattern.exec(text)?.[0];
      if (match !== undefined && match.length > (longest?.match.length ?? 0)) longest = { rule, match };
    }
    const match = longest?.match ?? text.charAt(at); // the default rule: one character is passed over
    const next = longest?.rule.then(match) ?? {};
    if (next.token !== undefined) tokens.push(next.token);
    if (next.state !== undefined) state = next.state;
    at += match.length;
    atLineStart = match.endsWith('\n');
  }
  return [...tokens, token('EOL')]; // a missing last line break is added
}

function rulesOf(release: Release): readonly Rule[] {
  const old = !atLeast(release, '4.0');
  const newest = atLeast(release, '5.0');
  const numbers = !newest;
  const string = (match: string, quotes: 'none' | 'double' | 'braces' = 'none') => ({
    state: 'INITIAL' as const,
    token: { type: 'STRING' as const, text: match, quotes },
  });
  const word = (match: string): { state?: State; token: Token } => {
    const name = cut(match);
    const found = lookupKeyword('conn', name, release) ?? lookupKeyword('setup', name, release);
    if (newest) return { state: 'KEY', token: found ? { type: 'KEYWORD', text: name } : token('ERROR') };
    if (found === undefined) {
      if (/^x[-_]/i.test(name)) return { state: 'COMMENT_KEY', token: { type: 'COMMENT', text: match } };
      return { ...(old ? {} : { state: 'KEY' }), token: { type: 'STRING', text: name, quotes: 'none' } };
    }
    const kind = holdsAt(found.row.fate, release) === 'effective' ? holdsAt(found.row.kind, release) : 'text';
    if (kind === 'boolean') return { state: old ? 'BOOLEAN' : 'BOOLEAN_KEY', token: { type: 'BOOLWORD', text: name } };
    const isPlain = /^(?:text|choices?|number|seconds)$/.test(kind);
    const type = kind === 'percent' ? 'PERCENTWORD' : isPlain ? 'KEYWORD' : 'TIMEWORD';
    return { ...(old ? {} : { state: 'KEY' }), token: { type, text: name } };
  };
  const rule = (states: State | readonly State[], pattern: string, then: Rule['then']): Rule => ({
    states: typeof states === 'string' ? [states] : states,
    pattern,
    then,
  });
  const when = (condition: boolean, ...some: readonly Rule[]): readonly Rule[] => (condition ? some : []);
  const skip = () => ({});
  const endOfLine = () => ({ state: 'INITIAL' as const, token: token('EOL') });
  const header = (name: string, type: 'VERSION' | 'CONFIG' | 'SETUP' | 'CONN' | 'INCLUDE', state?: State): Rule =>
    rule('INITIAL', name, () => ({ ...(state === undefined ? {} : { state }), token: token(type) }));
  return [
    { ...rule('INITIAL', '[\\t ]*#[^\\n]*\\n', skip), atLineStart: true },
    { ...rule('INITIAL', '[\\t ]*\\n', skip), atLineStart: true },
    { ...rule('INITIAL', '[\\t ]+', () => ({ token: token('FIRST_SPACES') })), atLineStart: true },
    rule('INITIAL', '[\\t ]+', skip),
    ...when(
      numbers,
      rule('INITIAL', '[0-9]+', (text) => ({ token: { type: 'INTEGER', text } })),
      rule('VALUE', '[0-9]+|%forever', (text) => ({ state: 'INITIAL', token: { type: 'INTEGER', text } })),
    ),
    ...when(
      newest && !atLeast(release, '5.3'),
      rule('VALUE', '%forever', () => string('0')),
    ),
    ...when(
      !old,
      rule(['KEY', 'VALUE', 'BOOLEAN_KEY', 'BOOLEAN', 'COMMENT_KEY'], '\\n', endOfLine),
      rule('KEY', '=', () => ({ state: 'VALUE', token: token('EQUAL') })),
      rule('BOOLEAN_KEY', '=', () => ({ state: 'BOOLEAN', token: token('EQUAL') })),
      ...when(newest, rule('COMMENT_VALUE', '\\n', endOfLine)),
    ),
    ...when(
      old,
      rule('BOOLEAN', '=', () => ({ token: token('EQUAL') })),
      rule('BOOLEAN', '\\n', endOfLine),
    ),
    ...['yes', 'y', 'true', 'on', 'no', 'n', 'false', 'off'].map((text) =>
      rule('BOOLEAN', text, () => ({
        state: 'INITIAL',
        token: { type: 'BOOL', text: /^(?:y|t|on)/.test(text) ? 'yes' : 'no' },
      })),
    ),
    rule('COMMENT_KEY', '=', () => ({ state: 'COMMENT_VALUE', token: token('EQUAL') })),
    rule('COMMENT_VALUE', '[^\\n]+', (text) => string(text)),
    rule('VALUE', '"[^"\\n]*"', (match) => string(cutInside(match.slice(1, -1)), 'double')),
    rule('VALUE', '\\{[^"\\n]*\\}', (match) => string(cutInside(match.slice(1, -1)), 'braces')),
    rule('VALUE', '[^" \\t\\n]+', (match) => string(cut(match))),
    rule('VALUE', '[^{} \\t\\n]+', (match) => string(cut(match))),
    rule('INITIAL', '\\n', () => ({ token: token('EOL') })),
    rule('INITIAL', '=', () => ({ state: 'VALUE', token: token('EQUAL') })),
    header('version', 'VERSION', newest ? 'VALUE' : undefined),
    header('config', 'CONFIG'),
    header('setup', 'SETUP'),
    header('conn', 'CONN', 'VALUE'),
    header('include', 'INCLUDE', newest ? 'VALUE' : undefined),
    ...when(
      newest,
      rule('INITIAL', '[Xx][_-][^"= \\t\\n]+', (text) => ({ state: 'COMMENT_KEY', token: { type: 'COMMENT', text } })),
    ),
    rule('INITIAL', '[^"= \\t\\n]+', word),
    rule('INITIAL', '#[^\\n]*', skip),
    rule('INITIAL', '[^\\n]', () => (atLeast(release, '3.28') ? {} : { token: token('ERROR') })),
  ];
}

function grammar(tokens: readonly Token[], release: Release): readonly ReferenceSection[] | undefined {
  const sections: ReferenceSection[] = [];
  let at = 0;
  const is = (type: Token['type']): boolean => tokens[at]?.type === type;
  const take = (...types: Token['type'][]): Token | undefined => {
    const next = tokens[at];
    if (next === undefined || !types.includes(next.type)) return undefined;
    at += 1;
    return next;
  };
  const blankLines = (): void => {
    while (is('EOL')) at += 1;
  };
  const settings = (section: ReferenceSection): boolean => {
    while (take('FIRST_SPACES')) {
      if (take('EOL')) continue;
      const keyword = take('KEYWORD', 'TIMEWORD', 'PERCENTWORD', 'BOOLWORD', 'COMMENT');
      if (keyword === undefined || !('text' in keyword)) return false;
      if (keyword.type === 'COMMENT') {
        const hasSign = take('EQUAL') !== undefined;
        const hasText = hasSign && take('STRING') !== undefined;
        if (!hasText && !atLeast(release, '5.0')) return false;
        if (!take('EOL')) return false;
        continue;
      }
      if (!take('EQUAL')) return false;
      const { type } = keyword;
      const value =
        type === 'BOOLWORD' ? take('BOOL') : type === 'PERCENTWORD' ? take('STRING') : take('STRING', 'INTEGER');
      if (value === undefined && keyword.type !== 'KEYWORD') return false;
      if (!take('EOL')) return false;
      const text = value !== undefined && 'text' in value ? value.text : '';
      section.settings.push({
        keyword: keyword.text,
        value: text,
        quotes: value?.type === 'STRING' ? value.quotes : 'none',
      });
    }
    return true;
  };
  blankLines();
  if (take('VERSION')) {
    if (!take('STRING', 'INTEGER') || !take('EOL')) return undefined;
    blankLines();
  }
  while (at < tokens.length) {
    if (take('CONFIG')) {
      if (!take('SETUP') || !take('EOL')) return undefined;
      const section: ReferenceSection = { kind: 'setup', name: '', settings: [] };
      sections.push(section);
      if (!settings(section)) return undefined;
    } else if (take('CONN')) {
      const name = take('STRING');
      if (name?.type !== 'STRING' || !take('EOL')) return undefined;
      const section: ReferenceSection = { kind: 'conn', name: name.text, settings: [] };
      sections.push(section);
      if (!settings(section)) return undefined;
    } else if (!take('INCLUDE') || !take('STRING') || !take('EOL')) return undefined;
    blankLines();
  }
  return sections;
}
