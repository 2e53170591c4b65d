/**
 * A character as JSON writes it where it must not be seen: `\uXXXX` for each of its UTF-16 units.
 *
 * @example jsonCharacter('\u202e') // '\\u202e'
 */
export function jsonCharacter(character: string): string {
  return Array.from(
    { length: character.length },
    (_, i) => `\\u${character.charCodeAt(i).toString(16).padStart(4, '0')}`,
  ).join('');
}
