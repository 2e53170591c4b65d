import { jsonCharacter } from './json-character.ts';

// JSON escapes the controls below U+0020 and lone surrogates; these are the rest of what hides or turns text.
const unseen = /[\u007F-\u009F\u00AD\u061C\u180E\u200B-\u200F\u2028-\u202E\u2060-\u206F\uFEFF\uFFF9-\uFFFB]/g;

/**
 * Foreign text for a sentence: in double quotes, everything unseen escaped, cut after `limit` UTF-16 units.
 *
 * @example shown('a\nb') // '"a\\nb"'
 */
export function shown(text: string, limit = 80): string {
  const cut = text.length > limit ? `${text.slice(0, limit)}…` : text;
  return JSON.stringify(cut).replace(unseen, jsonCharacter);
}
