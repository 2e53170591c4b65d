/** What the readers of this room share while they read one file. */
import {
  type Diagnostic,
  type DiagnosticCode,
  type DiagnosticExtras,
  diagnostic,
  type Place,
} from '../diagnostics/diagnostic.ts';
import type { Derive } from './derive.ts';
import type { NoPlan, Plan } from './encryption.ts';
import { type Password, type Spelling, spellingsOf } from './password.ts';
import { type Purse, pay } from './rounds.ts';

/** One file that is being read: its password, its purse, and the findings so far. */
export interface Reading {
  readonly password: Password | undefined;
  readonly derive: Derive;
  readonly purse: Purse;
  readonly findings: Diagnostic[];
  /** Whether private keys are wanted. */
  readonly keys: boolean;
}

/** Adds a finding and gives nothing, so that a reader can end with it. */
export function refuse(
  reading: Reading,
  code: DiagnosticCode,
  at: Place,
  message: string,
  extras: DiagnosticExtras = {},
): undefined {
  reading.findings.push(diagnostic(code, at, message, extras));
  return undefined;
}

/** The finding that a file cannot be opened with what was given. Never says anything of the password. */
export function refusePassword(reading: Reading, at: Place, what: string): undefined {
  return reading.password === undefined
    ? refuse(reading, 'pki/password-needed', at, `${what} is encrypted: a password must be given`, {
        hint: 'give it with --password-file, --password-fd or at the prompt',
      })
    : refuse(reading, 'pki/wrong-password', at, `${what} does not open with this password`, {
        hint: 'the password is another, or the file was changed',
      });
}

/** The finding that there is no way to decrypt. */
export function refusePlan(reading: Reading, at: Place, what: string, { kind, what: which }: NoPlan): undefined {
  return kind === 'unsupported'
    ? refuse(reading, 'pki/unsupported-encryption', at, `${what} is encrypted with ${which}, which is not read here`, {
        hint: 'write it again with AES, for example: openssl pkcs12 -in OLD -out all.pem; openssl pkcs12 -export -in all.pem -out NEW',
      })
    : refuse(reading, 'pki/malformed', at, `${what} is encrypted, but ${which} cannot be read`);
}

/** The finding that opening would take too long. */
export function refuseCost(reading: Reading, at: Place, what: string): undefined {
  return refuse(
    reading,
    'pki/too-costly',
    at,
    `${what} asks for more rounds of password hashing than one file may have`,
    {
      hint: 'write it again with fewer iterations',
    },
  );
}

/**
 * Opens something encrypted with the first spelling of the password for which `accept` gives a value. Says what is wrong
 * where there is none.
 */
export async function open<T>(
  reading: Reading,
  at: Place,
  what: string,
  plan: Plan | NoPlan,
  sealed: Uint8Array,
  accept: (plain: Uint8Array) => T | undefined,
  spellings: readonly Spelling[] = spellingsOf(reading.password),
): Promise<T | undefined> {
  if (plan.kind !== 'plan') return refusePlan(reading, at, what, plan);
  for (const spelling of spellings) {
    if (!pay(reading.purse, plan.rounds)) return refuseCost(reading, at, what);
    const plain = await plan.decrypt(spelling, sealed, reading.derive);
    const value = plain === undefined ? undefined : accept(plain);
    if (value !== undefined) return value;
  }
  return refusePassword(reading, at, what);
}
