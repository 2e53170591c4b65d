/**
 * libreswan's record lexer as one reads it in `lib/libswan/lex.c`: a buffer, a cursor, one character at a time. Slow, and
 * written for comparison with the lexer of the library only.
 */
const bufferBytes = 2047;

export type ReferenceEvent =
  | { readonly kind: 'record' }
  | { readonly kind: 'token'; readonly text: string; readonly quote: string };

export function referenceLex(file: Buffer): readonly ReferenceEvent[] {
  const events: ReferenceEvent[] = [];
  let read = 0;
  for (;;) {
    if (read >= file.length) return events;
    let buffer = '';
    while (read < file.length && buffer.length < bufferBytes && !buffer.endsWith('\n')) {
      buffer += String.fromCharCode(file[read] as number);
      read += 1;
    }
    if (buffer.includes('\0')) buffer = buffer.slice(0, buffer.indexOf('\0'));
    while (buffer !== '' && ' \t\n\v\f\r'.includes(buffer[buffer.length - 1] as string)) buffer = buffer.slice(0, -1);
    let cursor = 0;
    while (cursor < buffer.length && buffer[cursor] !== '#') {
      const character = buffer[cursor] as string;
      if (character === ' ' || character === '\t') {
        cursor += 1;
        continue;
      }
      if (cursor === 0) events.push({ kind: 'record' });
      let text = '';
      if (`"'\``.includes(character)) {
        cursor += 1;
        while (cursor < buffer.length && buffer[cursor] !== character) {
          text += buffer[cursor];
          cursor += 1;
        }
        if (cursor === buffer.length) text = character + text;
        events.push({ kind: 'token', text, quote: cursor === buffer.length ? 'open' : character });
        cursor += 1;
        continue;
      }
      const toEnd = character === '0' && buffer[cursor + 1] === 't';
      while (cursor < buffer.length && (toEnd || (buffer[cursor] !== ' ' && buffer[cursor] !== '\t'))) {
        text += buffer[cursor];
        cursor += 1;
      }
      if (!toEnd && text.length > 1 && text.endsWith(':')) {
        text = text.slice(0, -1);
        cursor -= 1;
      }
      events.push({ kind: 'token', text, quote: '' });
    }
  }
}
