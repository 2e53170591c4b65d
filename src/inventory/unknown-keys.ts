import type * as z from 'zod/mini';
import { nearest } from '../bytes/did-you-mean.ts';
import { type Diagnostic, diagnostic, type ValuePath, valueAt } from '../diagnostics/diagnostic.ts';
import { renameKey } from '../diagnostics/fix.ts';

/**
 * Every key of `value` that the schema has no place for, at its own path, with the nearest key that exists as the hint.
 * The schema itself lets unknown keys through, so that one of them hides no other fault.
 *
 * This walks zod's own description of the schema on purpose. A strict schema gives no value where a key is unknown, so everything
 * that is read from the value later would go unsaid, and its issue names the key, but not those that exist, among which the nearest is.
 */
export function unknownKeys(schema: z.ZodMiniType, value: unknown, path: ValuePath): Diagnostic[] {
  const findings: Diagnostic[] = [];
  lookInto(schema, value, path, findings);
  return findings;
}

function lookInto(schema: z.ZodMiniType, value: unknown, path: ValuePath, findings: Diagnostic[]): void {
  const known = shapeOf(schema);
  if (!isMapping(value) || known.size === 0) return;
  // Once a mapping, and not once a key: there may be 100,000 unknown ones.
  const names = [...known.keys()];
  const all = `keys here: ${names.join(', ')}`;
  for (const [key, part] of Object.entries(value)) {
    const inner = known.get(key) ?? known.get('*');
    // For anchors, and for other programs.
    if (path.length === 0 && inner === undefined && key.startsWith('x-')) continue;
    // A mapping with any names in it leaves this one out and says nothing. Those of nodes are looked at where they are read.
    const isLost = key === '__proto__' && inner !== undefined && shapeOf(inner).size === 0;
    if (inner !== undefined && !isLost) {
      lookInto(inner, part, [...path, key], findings);
      continue;
    }
    const near = nearest(key, names);
    const message = `key ${JSON.stringify(key.slice(0, 80))} must be one that exists here`;
    const hint = isLost ? 'no keyword is called so' : near === undefined ? all : `did you mean ${near}?`;
    const fix = isLost || near === undefined ? undefined : renameKey([...path, key], near, !Object.hasOwn(value, near));
    findings.push(diagnostic('inventory/unknown-key', valueAt(...path, key), message, { hint, fix }));
  }
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
