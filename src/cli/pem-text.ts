import { toBase64 } from '../bytes/base64.ts';

/** A PEM block with lines of 64 characters. */
export function pemOf(label: string, bytes: Uint8Array): string {
  return `-----BEGIN ${label}-----\n${toBase64(bytes).replace(/.{64}(?=.)/g, '$&\n')}\n-----END ${label}-----\n`;
}
