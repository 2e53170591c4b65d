/** What all pre-shared keys of a cluster come from. */
import { fromHex } from '../bytes/hex.ts';
import { type Secret, secretOf } from '../bytes/secret.ts';
import { diagnostic, failed, ok, type Place, type Result, valueAt } from '../diagnostics/diagnostic.ts';

declare const masterBrand: unique symbol;

/** The master of a cluster's pre-shared keys. Only {@link readPskMaster} makes one. */
export interface PskMaster extends Secret {
  readonly [masterBrand]: true;
}

/** The least length of a master in bytes: the output of the hash that the keys are derived with. */
export const shortestMaster = 32;

/**
 * The master of a cluster's pre-shared keys: bytes as they are, or as `0x` and hexadecimal digits. Any other text is refused:
 * it may be the path of a file that nobody has read, and that would be a bad secret.
 *
 * Fails with `inventory/weak-master`.
 *
 * @param content at least 32 bytes from a good source of randomness
 * @example readPskMaster(new Uint8Array(31), at) // failed: inventory/weak-master
 */
export function readPskMaster(content: Uint8Array | string, at: Place = valueAt()): Result<PskMaster> {
  const bytes = typeof content === 'string' ? fromHex(/^0x(.+)$/.exec(content)?.[1] ?? '?') : content;
  const fault = bytes === undefined ? 'be the bytes of a file, or 0x and hexadecimal digits' : weaknessOf(bytes);
  if (bytes !== undefined && fault === undefined) return ok(secretOf(bytes) as PskMaster);
  return failed(
    diagnostic('inventory/weak-master', at, `the master of the pre-shared keys must ${fault}`, {
      hint: 'make one with "swanmesh psk-master -o psk.key"',
    }),
  );
}

function weaknessOf(bytes: Uint8Array): string | undefined {
  if (bytes.length < shortestMaster) return `have at least ${shortestMaster} bytes, not ${bytes.length}`;
  return new Set(bytes).size < 8 ? 'be random, not a few bytes repeated' : undefined;
}
