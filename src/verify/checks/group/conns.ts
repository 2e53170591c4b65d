import { shown } from '../../../bytes/shown.ts';
import { type Diagnostic, diagnostic, type Severity, textAt } from '../../../diagnostics/diagnostic.ts';
import type { HostConn } from '../../../hosts/conns/host-conn.ts';
import type { Layouts } from '../../../hosts/conns/keyword-positions.ts';
import type { Vocabulary, Word } from '../../../hosts/conns/line-table.ts';
import { lostConn } from '../../../hosts/conns/lost-conn.ts';
import { placeIn } from '../../../hosts/conns/place-in.ts';
import { plannedConn } from '../../../hosts/conns/planned-lines.ts';
import type { HostEvidence } from '../../../hosts/evidence.ts';
import type { Rendering } from '../../../render/prepare.ts';
import type { Host } from '../../host.ts';
import { free } from '../pair/differs.ts';

/** With what the conns of a host were read. */
export interface GroupConnSource {
  readonly vocabulary: Vocabulary;
  readonly layouts: Layouts;
}

/** What a conn says, as a host has it or as it is planned. */
type GroupConn = Pick<HostConn, 'name' | 'leftAddress' | 'rightAddress' | 'left' | 'right' | 'both'>;

/** What is wrong with the conns of a host's groups. */
export interface GroupConnFindings {
  /** With conns that encrypt: no pair of the host can be shown to work. */
  readonly ofPairs: readonly Diagnostic[];
  /** With the others, which let pass or drop. */
  readonly ofOthers: readonly Diagnostic[];
}

/** Another value of these, and no host of the group is reached any more, or another than was meant. */
const harmful: ReadonlySet<string> = new Set([
  ...['left', 'right', 'leftid', 'rightid', 'leftcert', 'rightca', 'leftsubnet', 'rightsubnet'],
  ...['leftprotoport', 'rightprotoport', 'authby', 'keyexchange', 'ikev2', 'esp', 'type', 'auto', 'hostaddrfamily'],
  ...['failureshunt', 'negotiationshunt'],
]);

/**
 * The conns of the policy groups keyword by keyword as the inventory has them. `verify/missing-conn`: a group has its conn;
 * `verify/differs`: the conn says what is planned, which is an error where a packet would go another way;
 * `verify/leftover-conn`: no group is there beside the planned ones.
 */
export function checkGroupConns(
  { node, release }: Host,
  conns: readonly HostConn[],
  { show }: Pick<HostEvidence, 'show'>,
  rendering: Rendering | undefined,
  source: GroupConnSource,
): GroupConnFindings {
  if (node === undefined || rendering?.mesh.mode !== 'opportunistic') return { ofPairs: [], ofOthers: [] };
  const path = `etc/ipsec.d/${rendering.mesh.name}.conf`;
  const wanted = rendering
    .groups(node)
    .map(({ name, settings }) => ({ ...plannedConn(settings, release, source.vocabulary), name }));
  const found = new Map(conns.map((conn) => [conn.name, conn]));
  const names: ReadonlySet<string> = new Set(wanted.map(({ name }) => name));
  const judge = (conn: GroupConn): readonly Diagnostic[] => {
    const is = found.get(conn.name);
    return is === undefined ? [missing(conn.name, node.name, show(path))] : differences(is, conn, source);
  };
  return {
    ofPairs: wanted.filter(encrypts).flatMap(judge),
    ofOthers: [
      ...wanted.filter((conn) => !encrypts(conn)).flatMap(judge),
      ...conns.filter((conn) => isGroup(conn) && !names.has(conn.name)).map(leftover),
    ],
  };
}

function encrypts({ rightAddress }: GroupConn): boolean {
  return rightAddress?.value === '%opportunisticgroup';
}

function isGroup({ leftAddress, rightAddress }: HostConn): boolean {
  return [leftAddress, rightAddress].some((word) => /^%(?:opportunistic)?group$/.test(word?.value ?? ''));
}

function missing(group: string, host: string, file: string): Diagnostic {
  return diagnostic('verify/missing-conn', textAt(file, 1, 1), `${host} must have the conn of the group ${group}`, {
    hint: 're-render the host',
  });
}

function leftover({ name, own }: HostConn): Diagnostic {
  return diagnostic(
    'verify/leftover-conn',
    textAt(own.file, own.line, 1),
    `the inventory must know the group of conn ${shown(name)}, or the conn go`,
    { hint: 'remove the conn and its policy file, or name the group in the inventory' },
  );
}

function differences(is: HostConn, wanted: GroupConn, source: GroupConnSource): readonly Diagnostic[] {
  // Of one that encrypts, what loses it is told with the other findings of conns.
  if (is.lost.length > 0) return encrypts(is) ? [] : lostConn(is.lost);
  const [has, plan] = [linesOf(is, source.vocabulary), linesOf(wanted, source.vocabulary)];
  return [...new Set([...plan.keys(), ...has.keys()])].flatMap((name) => {
    const [own, other] = [has.get(name), plan.get(name)];
    if (meaningOf(own) === meaningOf(other) || isFree(name)) return [];
    const severity: Severity = harmful.has(name) ? 'error' : 'warning';
    return [
      diagnostic(
        'verify/differs',
        placeIn(is.own, is.others, source.layouts, source.vocabulary.text(name)),
        `${name} of the group ${is.name} must be ${shown(other?.value ?? 'left out')} by the inventory, not ${shown(own?.value ?? 'left out')}`,
        { severity, hint: 're-render the host, or change the inventory' },
      ),
    ];
  });
}

/** Which family a group is for and how it comes up are part of what it does, unlike in a conn for one peer. */
function isFree(name: string): boolean {
  return free.has(name) && !harmful.has(name);
}

function meaningOf(word: Word | undefined): string | undefined {
  return word?.meaning ?? word?.value;
}

function linesOf(conn: GroupConn, vocabulary: Vocabulary): ReadonlyMap<string, Word> {
  const lists = [conn.left, conn.right, conn.both].flatMap(vocabulary.wordsOf);
  const words = [conn.leftAddress, conn.rightAddress, ...lists].flatMap((word) => (word === undefined ? [] : [word]));
  return new Map(words.map((word) => [word.name, word]));
}
