import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { toUtf8 } from '../bytes/utf8.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';

/**
 * What stays the same of a finding when lines above it come and go: code, file or path, and sentence. Two findings may
 * share it.
 */
export function lastingKey({ code, at, message }: Diagnostic): string {
  const place = at.kind === 'text' ? ['text', at.file] : ['value', ...at.path];
  return JSON.stringify([code, place, message]);
}

/** A number of 128 bits for each finding, in hex, that stays the same from run to run; each its own, also where two are alike. */
export function fingerprints(findings: readonly Diagnostic[]): readonly string[] {
  const met = new Map<string, number>();
  return findings.map((finding) => {
    const key = lastingKey(finding);
    const times = met.get(key) ?? 0;
    met.set(key, times + 1);
    return bytesToHex(sha256(toUtf8(`${times} ${key}`)).subarray(0, 16));
  });
}
