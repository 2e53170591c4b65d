/** The register of a small authority: what it issued, what it revoked, how many lists it signed. A JSON file beside its certificate. */
import { existsSync } from 'node:fs';
import { UsageError } from '../exit.ts';
import { readText } from '../read-text.ts';
import { writeWhole } from '../write-file.ts';

/** One certificate. */
export interface IssuedEntry {
  readonly host: string;
  readonly serialHex: string;
  readonly notAfter: string;
  readonly revoked?: { readonly at: string; readonly reason?: string };
}

export interface Register {
  readonly version: 1;
  readonly crlNumber: number;
  readonly issued: readonly IssuedEntry[];
}

/** The register in a file; an empty one where there is none. One that cannot be understood ends the command: nothing may be lost. */
export function readRegister(path: string): Register {
  if (!existsSync(path)) return { version: 1, crlNumber: 0, issued: [] };
  let value: unknown;
  try {
    value = JSON.parse(readText(path));
  } catch {
    value = undefined;
  }
  if (!isRegister(value)) throw new UsageError(`${path} must be the register that swanmesh authority wrote`);
  return value;
}

/** Written whole, before what it records is handed out. */
export function writeRegister(path: string, register: Register): void {
  writeWhole(path, `${JSON.stringify(register, undefined, 2)}\n`, { force: true });
}

function isRegister(value: unknown): value is Register {
  if (typeof value !== 'object' || value === null) return false;
  const { version, crlNumber, issued } = value as Partial<Record<keyof Register, unknown>>;
  return version === 1 && Number.isSafeInteger(crlNumber) && Array.isArray(issued) && issued.every(isEntry);
}

function isEntry(value: unknown): value is IssuedEntry {
  if (typeof value !== 'object' || value === null) return false;
  const { host, serialHex, notAfter, revoked } = value as Partial<Record<keyof IssuedEntry, unknown>>;
  const isRevocation =
    revoked === undefined ||
    (typeof revoked === 'object' && revoked !== null && typeof (revoked as { at?: unknown }).at === 'string');
  return (
    typeof host === 'string' &&
    typeof serialHex === 'string' &&
    /^([0-9a-f]{2}){1,20}$/.test(serialHex) &&
    typeof notAfter === 'string' &&
    isRevocation
  );
}
