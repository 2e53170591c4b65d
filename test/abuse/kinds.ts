/** The kinds of attack and accident that the campaign tries, each with a fault of its own that it must find. */
import { importKilled, importRace, importTools } from './imports.ts';
import { certificate, textKinds } from './inputs.ts';
import type { Kind } from './kind.ts';
import { outside } from './outside.ts';
import { killed, race } from './trees.ts';

/** A kind, and the programs without which it cannot be tried. */
export interface Trial {
  readonly kind: Kind;
  readonly tools: readonly string[];
}

/** All kinds; the first are quick, the last start processes. */
export const kinds: readonly Trial[] = [
  ...[...textKinds, certificate, outside, killed, race].map((kind) => ({ kind, tools: [] })),
  ...[importKilled, importRace].map((kind) => ({ kind, tools: importTools })),
];
