/** HTML whose foreign text is escaped by the types: only the functions here make {@link Html}. */
import { jsonCharacter } from '../../bytes/json-character.ts';
import { xmlText } from '../../graph/drawing/picture-text.ts';

declare const htmlBrand: unique symbol;

/** Markup that is whole. */
export type Html = string & { readonly [htmlBrand]: true };

/**
 * Markup of our own; what is put in is escaped, unless it is markup.
 *
 * @example html`<p>${text('a < b')}</p>` // '<p>a &#60; b</p>'
 */
export function html(words: TemplateStringsArray, ...values: readonly (Html | Text | number)[]): Html {
  return String.raw({ raw: words }, ...values.map((value) => (isText(value) ? xmlText(value.text) : value))) as Html;
}

/** Foreign text on its way into markup. */
export interface Text {
  readonly text: string;
}

/** Marks text that is to be escaped. */
export function text(value: string): Text {
  return { text: value };
}

function isText(value: Html | Text | number): value is Text {
  return typeof value === 'object';
}

/** Pieces of markup one behind the other. */
export function join(parts: readonly Html[]): Html {
  return parts.join('\n') as Html;
}

/** Markup that a printer of ours made, or a file that we ship. */
export function trusted(markup: string): Html {
  return markup as Html;
}

/** A value for a script to read: JSON in which nothing can end the element. */
export function jsonBlock(value: unknown): Html {
  return JSON.stringify(value).replace(/[<>&\u007f-\u009f\p{Cf}\u2028\u2029]/gu, jsonCharacter) as Html;
}
