/** The state of a host from what was gathered of it: its files, what pluto says, and the packet filter. */
import type { Reading } from '../diagnostics/diagnostic.ts';
import { readHostRules } from '../firewall/host-rules.ts';
import { addresses } from '../hosts/facts/addresses.ts';
import { filter } from '../hosts/facts/filter.ts';
import { readRunningPluto } from '../hosts/facts/running-conns.ts';
import { status } from '../hosts/facts/status.ts';
import { type EvidenceOptions, type HostFolder, readEvidence } from '../hosts/read-evidence.ts';
import type { ConnLife, HostState } from './traffic-state.ts';

/**
 * Reads a host's folder. Without `facts/status.txt` pluto is taken to run and to have every conn as its `auto=` says; without facts of
 * the packet filter everything passes it.
 *
 * Codes: those of `readEvidence` and of `readHostRules`.
 */
export function gatheredState(folder: HostFolder, options: EvidenceOptions = {}): Reading<HostState> {
  const { value: evidence, findings } = readEvidence(folder, options);
  const facts = filter.read(evidence)?.value;
  const rules = facts === undefined ? undefined : readHostRules(facts);
  const interfaces = addresses.read(evidence)?.value?.interfaces;
  const daemon = status.read(evidence)?.value;
  const hasFiles = [...folder.files.keys()].some((path) => /^etc\/|^facts\/(certificates|release)/.test(path));
  return {
    value: {
      name: folder.name,
      addresses: evidence.addresses,
      ...(hasFiles ? { evidence } : {}),
      ...plutoOf(daemon?.text, hasFiles),
      filterKnown: facts !== undefined,
      ...(facts === undefined
        ? {}
        : {
            filter: {
              kind: 'gathered' as const,
              facts,
              ...(interfaces === undefined ? {} : { interfaces }),
            },
          }),
    },
    findings: [...findings, ...(rules?.findings ?? [])],
  };
}

function plutoOf(text: string | undefined, hasFiles: boolean): Pick<HostState, 'pluto' | 'conns' | 'listed' | 'up'> {
  if (text === undefined) return { pluto: hasFiles ? 'unknown' : 'stopped' };
  const { isRunning, conns } = readRunningPluto(text);
  if (!isRunning) return { pluto: 'stopped', up: [] };
  const lives = new Map<string, ConnLife>();
  for (const { name, isRouted, isUp } of conns) {
    // What is up is routed while it is; whether it stays so is for its `auto=` to say.
    if (isUp && !lives.has(name)) continue;
    lives.set(name, isRouted ? 'routed' : (lives.get(name) ?? 'added'));
  }
  return {
    pluto: 'running',
    conns: lives,
    listed: new Set(conns.map(({ name }) => name)),
    up: conns.filter(({ isUp }) => isUp).map(({ ends }) => ends),
  };
}
