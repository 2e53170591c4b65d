/**
 * Hostile text as it may stand in a message: in quotes, on one line, every control character escaped, cut to 80 characters.
 *
 * @example excerpt('a\u001b[2J') // '"a\\u001b[2J"'
 */
export function excerpt(text: string): string {
  const cut = text.length > 80 ? `${text.slice(0, 79)}…` : text;
  return JSON.stringify(cut).replace(/[\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g, escaped);
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
