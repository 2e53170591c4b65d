import { type Diagnostic, diagnostic, type Place, type ValuePath, valueAt } from '../diagnostics/diagnostic.ts';
import { type Fix, writeValue } from '../diagnostics/fix.ts';
import { type ReleaseRange, readReleaseRange, releases } from '../libreswan/release.ts';
import { readShape } from './read-shape.ts';
import type { Schema } from './schema.ts';

/** The text that was written is known to whoever read it; the number alone may be that of two releases. */
function quoted(value: number, path: ValuePath): Fix | undefined {
  const meant = releases.filter((release) => Number(release) === value);
  const [first] = meant;
  return first === undefined ? undefined : writeValue(path, first, meant.length === 1);
}

export function readReleases(
  value: unknown,
  path: ValuePath,
  schema: Schema<string>,
  findings: Diagnostic[],
): ReleaseRange | undefined {
  if (value === undefined) return undefined;
  const at: Place = valueAt(...path);
  if (typeof value === 'number') {
    findings.push(
      diagnostic(
        'inventory/unquoted-release',
        at,
        'the release must be in quotes: unquoted it is a number, and 4.10 the same as 4.1',
        {
          hint: `write libreswan: "${value}", or the release that is meant, such as "4.10"`,
          fix: quoted(value, path),
        },
      ),
    );
    return undefined;
  }
  const text = readShape(schema, value, path, findings);
  if (text === undefined) return undefined;
  const read = readReleaseRange(text, at);
  for (const each of read.findings) findings.push(each);
  return read.kind === 'ok' ? read.value : undefined;
}
