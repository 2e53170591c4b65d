/**
 * A text as a scalar of YAML: as a literal block, which people can read and compare, where that says exactly the text.
 *
 * @see YAML 1.2, 8.1.2, literal style
 */

/** What a literal block keeps as it is: lines of ASCII, with one line break at the end and no blank before it. */
const plain = /^[\t\n\x20-\x7e]*[\x21-\x7e]\n$/;

/**
 * The scalar that follows a key and a blank, with the line break behind it.
 *
 * @param indent columns of the key
 *
 * @example yamlText('a\n', 0) // '|2\n  a\n'
 */
export function yamlText(text: string, indent: number): string {
  if (!plain.test(text)) return `${yamlString(text)}\n`;
  const margin = ' '.repeat(indent + 2);
  // The number keeps blanks at the beginning of the first line from counting as indentation.
  return `|2\n${text.replace(/^(?=.)/gm, margin)}`;
}

/** A text in double quotes: that of JSON, with all beyond ASCII escaped. */
export function yamlString(text: string): string {
  return JSON.stringify(text).replace(
    /[\x7f-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
