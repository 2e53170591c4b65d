/** Foreign text in a picture: whatever it holds, it stays on its line, in its box, and text. */
import { escapedCharacter, oneLine } from '../../diagnostics/one-line.ts';

/** Of marks above and below a letter one is shown; towers of them reach into other lines. */
const towers = /(?<=\p{M})\p{M}/gu;
/** XML 1.0 §2.2 has no place for them. */
const noCharacters = /[\ufffe\uffff]/g;

/** The text with controls, bidirectional controls, line ends and what XML cannot hold written as `\u{…}`. */
export function pictureText(text: string): string {
  return oneLine(text).replace(towers, escapedCharacter).replace(noCharacters, escapedCharacter);
}

/** Picture text as the content or the attribute of an XML element. */
export function xmlText(text: string): string {
  return pictureText(text).replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
