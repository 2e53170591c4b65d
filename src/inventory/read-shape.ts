/** One part of the inventory against its schema; what does not fit becomes findings at their own paths. */
import { nearest } from '../bytes/did-you-mean.ts';
import { type Diagnostic, diagnostic, type ValuePath, valueAt } from '../diagnostics/diagnostic.ts';
import { type Fix, writeValue } from '../diagnostics/fix.ts';
import type { Schema } from './schema.ts';

export function readShape<T>(
  schema: Schema<T>,
  value: unknown,
  path: ValuePath,
  findings: Diagnostic[],
): T | undefined {
  const read = schema.safeParse(value);
  if (read.success) return read.data;
  for (const issue of read.error.issues) {
    const at = [...path, ...issue.path.map((step) => (typeof step === 'symbol' ? String(step) : step))];
    if (partOf(value, at.slice(path.length)) === undefined) findings.push(missing(at));
    else findings.push(misread(partOf(value, at.slice(path.length)), at, issue));
  }
  return undefined;
}

/** What is required, and what was meant where that is plain. */
function misread(part: unknown, at: ValuePath, issue: Issue): Diagnostic {
  const unquoted = Array.isArray(part) ? part.findIndex((each) => unquotedAddress(each) !== undefined) : -1;
  const address = unquotedAddress(unquoted < 0 ? part : (part as readonly unknown[])[unquoted]);
  if (address !== undefined) {
    const path = unquoted < 0 ? at : [...at, unquoted];
    const message = `${JSON.stringify(address)} must be in quotes: without them the last colon makes a mapping of it`;
    const extras = { hint: `write "${address}"`, fix: writeValue(path, address, true) };
    return diagnostic('inventory/value', valueAt(...path), message, extras);
  }
  const message = `${name(at)} ${issue.message}`;
  const words = issue.code === 'invalid_value' ? (issue.values ?? []).map(String) : [];
  const near = typeof part === 'string' ? nearest(part, words) : undefined;
  if (near === undefined) return diagnostic('inventory/value', valueAt(...at), message);
  const extras = { hint: `did you mean ${near}?`, fix: writeValue(at, near, true) };
  return diagnostic('inventory/value', valueAt(...at), message, extras);
}

interface Issue {
  readonly code?: string | undefined;
  readonly message: string;
  readonly values?: readonly unknown[];
}

/** YAML takes `fd00::` in a list for the key `fd00:` of a mapping without a value. */
function unquotedAddress(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const [[key, empty] = [], ...more] = Object.entries(value);
  const isCut = more.length === 0 && empty === null && key !== undefined && /^[0-9A-Fa-f:.]+:$/.test(key);
  return isCut ? `${key}:` : undefined;
}

export function partOf(value: unknown, path: ValuePath): unknown {
  return path.reduce(
    (part: unknown, step) =>
      typeof part === 'object' && part !== null ? (part as Record<string | number, unknown>)[step] : undefined,
    value,
  );
}

export function name(path: ValuePath): string {
  return path.length === 0 ? 'the inventory' : JSON.stringify(String(path[path.length - 1]).slice(0, 80));
}

export function missing(path: ValuePath, hint?: string, fix?: Fix): Diagnostic {
  return diagnostic('inventory/missing', valueAt(...path), `${name(path)} must be given`, {
    ...(hint === undefined ? {} : { hint }),
    fix,
  });
}

export function pemText(written: string | undefined, path: ValuePath, findings: Diagnostic[]): string | undefined {
  if (written === undefined || written.includes('-----BEGIN')) return written;
  findings.push(
    diagnostic('inventory/pem-required', valueAt(...path), `${name(path)} must be PEM text`, {
      hint: 'the library opens no files: put the content of the file here (the command line does it for you)',
    }),
  );
  return undefined;
}

export function defined<T extends object>(value: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, part]) => part !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
}
