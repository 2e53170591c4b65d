/** A PEM block begins so; text explaining one may come before it. */
const keyBegin = /^[ \t]*-{2,}[ \t]*BEGIN [^\n-]{0,64}\bKEY\b(?!.*PUBLIC)/m;

/**
 * Whether a whole file is a private key, a pre-shared key or the like: PEM or DER of a key, a PKCS#12 file, digits or
 * base64 alone, bytes that are no text.
 */
export function looksLikeKeyFile(bytes: Uint8Array): boolean {
  if (bytes.length === 0) return false;
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, 65536)).toString('latin1');
  if (isBinary(head)) return !isCertificateDer(bytes);
  const begin = keyBegin.exec(head);
  if (begin !== null && /^(?:[^:\n]*\n|[A-Za-z -]+: .*\n)*$/.test(head.slice(0, begin.index))) return true;
  const lines = head.split(/\r?\n/).filter((line) => line.trim() !== '' && !/^\s*[#;]/.test(line));
  return lines.length > 0 && lines.every((line) => /^\s*(?:0[xs])?[A-Za-z0-9+/=_-]{16,}\s*$/.test(line));
}

/** What no text has: NUL or many controls. */
function isBinary(head: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is counted
  const controls = head.match(/[\u0000-\u0008\u000e-\u001a\u001c-\u001f]/g)?.length ?? 0;
  return head.includes('\0') || controls * 10 > head.length;
}

/**
 * A SEQUENCE in which a SEQUENCE begins with a version or a number, as certificates do. Keys and PKCS#12 files begin with a
 * version, encrypted keys with the OID of an algorithm.
 */
function isCertificateDer(bytes: Uint8Array): boolean {
  const content = (at: number): number => at + ((bytes[at + 1] ?? 0) < 0x80 ? 2 : 2 + ((bytes[at + 1] ?? 0) & 0x7f));
  const inner = content(0);
  return bytes[0] === 0x30 && bytes[inner] === 0x30 && bytes[content(inner)] !== 0x06;
}
