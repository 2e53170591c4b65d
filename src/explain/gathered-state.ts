/** The state of a host from what was gathered of it: its files, what pluto says, and the packet filter. */
import { readSourceText } from '../bytes/source-text.ts';
import type { Reading } from '../diagnostics/diagnostic.ts';
import { type FactFile, type FilterFacts, readHostRules } from '../firewall/host-rules.ts';
import { filterFacts } from '../hosts/facts/filter-files.ts';
import { readInterfaces } from '../hosts/facts/links.ts';
import { readRunningPluto } from '../hosts/facts/running-conns.ts';
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
  const text = (name: string): FactFile | undefined => {
    const content = folder.files.get(`facts/${name}`);
    return content === undefined
      ? undefined
      : { file: evidence.show(`facts/${name}`), text: readSourceText(content).text };
  };
  const facts: FilterFacts = filterFacts(text);
  const hasFilter = Object.keys(facts).length > 0;
  const rules = hasFilter ? readHostRules(facts) : undefined;
  const listed = text('addresses.json');
  const interfaces = listed === undefined ? undefined : readInterfaces(listed.text, listed.file);
  const status = text('status.txt');
  const hasFiles = [...folder.files.keys()].some((path) => path.startsWith('etc/'));
  return {
    value: {
      name: folder.name,
      addresses: evidence.addresses,
      ...(hasFiles ? { evidence } : {}),
      ...plutoOf(status?.text, hasFiles),
      filterKnown: hasFilter,
      ...(rules === undefined
        ? {}
        : {
            filter: {
              kind: 'gathered' as const,
              facts,
              ...(interfaces?.kind === 'ok' ? { interfaces: interfaces.value } : {}),
            },
          }),
    },
    findings: [...findings, ...(rules?.findings ?? [])],
  };
}

function plutoOf(status: string | undefined, hasFiles: boolean): Pick<HostState, 'pluto' | 'conns' | 'listed' | 'up'> {
  if (status === undefined) return { pluto: hasFiles ? 'unknown' : 'stopped' };
  const { isRunning, conns } = readRunningPluto(status);
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
