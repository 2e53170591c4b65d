/** One part of the inventory against its schema; what does not fit becomes findings at their own paths. */
import { type Diagnostic, diagnostic, type ValuePath, valueAt } from '../diagnostics/diagnostic.ts';
import type { Fix } from '../diagnostics/fix.ts';
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
    else findings.push(diagnostic('inventory/value', valueAt(...at), `${name(at)} ${issue.message}`));
  }
  return undefined;
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
