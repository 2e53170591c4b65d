/** Looks for a secret in text as whoever steals it would: whole, in pieces, and in other digits. */

const length = 16;

/** Every text of 16 characters that gives away a part of a secret: of its text, and of its bytes in base64 and hexadecimal digits. */
export function piecesOf(secret: string | Uint8Array): ReadonlySet<string> {
  const bytes = Buffer.from(secret);
  const forms = [bytes.toString('latin1').replace(/\s+/g, ''), bytes.toString('hex')];
  for (let shift = 0; shift < 3; shift += 1) forms.push(bytes.subarray(shift).toString('base64'));
  if (typeof secret === 'string') {
    forms.push(secret);
    const digits = /^(?:0x)?((?:[0-9a-f]{2})+)\s*$/i.exec(secret)?.[1];
    if (digits !== undefined) forms.push(Buffer.from(digits, 'hex').toString('base64'));
  }
  const pieces = new Set<string>();
  for (const form of forms) {
    if (form.length < length && form.length > 5) pieces.add(form);
    for (let at = 0; at + length <= form.length; at += 1) pieces.add(form.slice(at, at + length));
  }
  return pieces;
}

/** The first piece of the secret that a text holds. */
export function pieceIn(text: string, pieces: ReadonlySet<string>): string | undefined {
  const lengths = new Set([...pieces].map((piece) => piece.length));
  for (const size of lengths)
    for (let at = 0; at + size <= text.length; at += 1) {
      const piece = text.slice(at, at + size);
      if (pieces.has(piece)) return piece;
    }
  return undefined;
}
