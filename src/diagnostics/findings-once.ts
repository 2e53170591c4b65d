import type { Diagnostic } from './diagnostic.ts';

/** Findings in the order in which they were made, each once, however often its cause was met. */
export interface FindingsOnce {
  readonly add: (findings: readonly Diagnostic[]) => void;
  readonly list: () => readonly Diagnostic[];
}

export function findingsOnce(): FindingsOnce {
  const known = new Map<string, Diagnostic>();
  return {
    add: (findings) => {
      for (const finding of findings) {
        const key = JSON.stringify([finding.code, finding.at, finding.message]);
        if (!known.has(key)) known.set(key, finding);
      }
    },
    list: () => [...known.values()],
  };
}
