/**
 * Plain data as YAML that people can read and compare: texts of several lines are literal blocks wherever these say exactly the
 * text, all others are quoted as in JSON.
 *
 * @see YAML 1.2, 7.3.1 (double-quoted), 8.1.2 (literal style), 8.2 (block collections)
 */
import { jsonCharacter } from '../../bytes/json-character.ts';

/** What is printed. */
export type YamlValue = string | number | boolean | readonly YamlValue[] | { readonly [key: string]: YamlValue };

/**
 * A value as a block, each line with its break.
 *
 * @param indent columns before each line
 *
 * @example yaml({ a: ['b c', 1] }) // 'a:\n  - "b c"\n  - 1\n'
 */
export function yaml(value: YamlValue, indent = 0): string {
  if (typeof value !== 'object') return `${' '.repeat(indent)}${scalar(value, indent)}`;
  const margin = ' '.repeat(indent);
  if (isList(value)) {
    // What an item begins with follows the dash.
    return value.map((item) => `${margin}- ${inline(item) ?? yaml(item, indent + 2).slice(indent + 2)}`).join('');
  }
  return Object.entries(value)
    .map(([key, inner]) => `${margin}${word(key)}:${keyed(inner, indent)}`)
    .join('');
}

function keyed(value: YamlValue, indent: number): string {
  const short = inline(value);
  if (short !== undefined) return ` ${short}`;
  return typeof value === 'object' ? `\n${yaml(value, indent + 2)}` : ` ${scalar(value, indent)}`;
}

/** Empty collections, for which a block has no form. */
function inline(value: YamlValue): string | undefined {
  if (typeof value !== 'object' || Object.keys(value).length > 0) return undefined;
  return isList(value) ? '[]\n' : '{}\n';
}

function isList(value: YamlValue): value is readonly YamlValue[] {
  return Array.isArray(value);
}

function scalar(value: string | number | boolean, indent: number): string {
  return typeof value === 'string' ? yamlText(value, indent) : `${value}\n`;
}

/** What a literal block keeps as it is: lines of ASCII, with one line break at the end and no blank before it. */
const plain = /^[\t\n\x20-\x7e]*[\x21-\x7e]\n$/;

/**
 * A text as the scalar that follows a key and a blank, with the line break behind it.
 *
 * @param indent columns of the key
 *
 * @example yamlText('a\n', 0) // '|2\n  a\n'
 */
export function yamlText(text: string, indent: number): string {
  if (!plain.test(text)) return `${word(text)}\n`;
  const margin = ' '.repeat(indent + 2);
  // The number keeps blanks at the beginning of the first line from counting as indentation.
  return `|2\n${text.replace(/^(?=.)/gm, margin)}`;
}

/** Words that some reader of YAML takes for something else than a text, by version 1.1. */
const special = /^(?:y|n|yes|no|on|off|true|false|null)$/i;

/** A word as it is, any other text in double quotes with all beyond ASCII escaped. */
function word(text: string): string {
  if (/^[A-Za-z][A-Za-z0-9_./-]*$/.test(text) && !special.test(text)) return text;
  return JSON.stringify(text).replace(/[\x7f-\uffff]/g, jsonCharacter);
}
