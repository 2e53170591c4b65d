/** A document with all that it hides in base64 or in escapes behind it, so that a search finds what a reader would. */
export function everySpelling(document: Buffer): string {
  const text = document.toString('latin1');
  const inside = [...text.matchAll(/[A-Za-z0-9+/]{40,}={0,2}/g)].map(([word]) =>
    Buffer.from(word, 'base64').toString('latin1'),
  );
  return [text, decodeURIComponent(text.replace(/%(?![0-9A-Fa-f]{2})/g, '%25')), ...inside].join('\n');
}
