import type * as z from 'zod/mini';
import { type Diagnostic, diagnostic, type ValuePath, valueAt } from '../diagnostics/diagnostic.ts';

/**
 * Every key of `value` that the schema has no place for, at its own path, with the nearest key that exists as the hint.
 * The schema itself lets unknown keys through, so that one of them hides no other fault.
 */
export function unknownKeys(schema: z.ZodMiniType, value: unknown, path: ValuePath): Diagnostic[] {
  const known = shapeOf(schema);
  if (!isMapping(value)) return [];
  return Object.entries(value).flatMap(([key, part]) => {
    const inner = known.get(key) ?? known.get('*');
    if (inner !== undefined) return unknownKeys(inner, part, [...path, key]);
    if (known.size === 0) return [];
    const names = [...known.keys()];
    const near = names.find((name) => distance(name.toLowerCase(), key.toLowerCase()) <= 2);
    return [
      diagnostic(
        'inventory/unknown-key',
        valueAt(...path, key),
        `key ${JSON.stringify(key.slice(0, 80))} must be one that exists here`,
        {
          hint: near === undefined ? `keys here: ${names.join(', ')}` : `did you mean ${near}?`,
        },
      ),
    ];
  });
}

/** The keys of a mapping's schema; `*` stands for the values of a record; empty for everything that is no mapping. */
function shapeOf(schema: z.ZodMiniType): ReadonlyMap<string, z.ZodMiniType> {
  const def: Definition = schema._zod.def;
  if (def.type === 'optional' && def.innerType) return shapeOf(def.innerType);
  if (def.type === 'object' && def.shape) return new Map(Object.entries(def.shape));
  if (def.type === 'record' && def.valueType) return new Map([['*', def.valueType]]);
  return new Map();
}

interface Definition {
  readonly type: string;
  readonly innerType?: z.ZodMiniType;
  readonly valueType?: z.ZodMiniType;
  readonly shape?: Readonly<Record<string, z.ZodMiniType>>;
}

/** Whether a value is a mapping from text to values. */
export function isMapping(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Levenshtein's distance, up to 3; keys are short. */
function distance(a: string, b: string): number {
  if (Math.abs(a.length - b.length) > 2) return 3;
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const substituted = (row[j - 1] as number) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min((row[j] as number) + 1, (next[j - 1] as number) + 1, substituted));
    }
    row = next;
  }
  return row[b.length] as number;
}
