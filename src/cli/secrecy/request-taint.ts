/** What of a request for `swanmesh filter` is or may be secret: it came without a file whose name would tell. */
import { secretLooks } from '../../diagnostics/secret-looks.ts';
import { taint, taintBytes } from './taint.ts';
import { taintNamed } from './taint-named.ts';

/** Members that have a reader which knows better what of them is secret: the text of a conf, and certificates, which are public. */
const ownReaders: ReadonlySet<string> = new Set(['text', 'certificates', 'issuer']);
const certificate = /-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/g;

/** Taints keys in PEM, texts under names of secrets, and what looks like a secret anywhere. */
export function taintRequest(members: Readonly<Record<string, unknown>>): void {
  taintNamed(members);
  const open: unknown[] = [Object.fromEntries(Object.entries(members).filter(([name]) => !ownReaders.has(name)))];
  while (open.length > 0) {
    const part = open.pop();
    if (typeof part === 'string') taintText(part);
    if (typeof part !== 'object' || part === null) continue;
    for (const [key, inner] of Object.entries(part)) {
      if (!Array.isArray(part)) taintText(key);
      open.push(inner);
    }
  }
}

function taintText(text: string): void {
  const open = text.replaceAll(certificate, '');
  if (open.includes('PRIVATE KEY')) taintBytes(Buffer.from(open, 'latin1'));
  for (const { values } of secretLooks(open)) for (const value of values) taint(value);
}
