import { shown } from '../../../bytes/shown.ts';
import { type Diagnostic, diagnostic } from '../../../diagnostics/diagnostic.ts';
import type { Word } from '../../../hosts/conns/line-table.ts';
import { parseIdentity } from '../../../libreswan/identity/parse-identity.ts';
import type { Conn } from '../../conn.ts';
import type { ConnCheck, PeerCheck } from '../check.ts';
import { narrowing } from '../pair/differs.ts';

/** Keywords of an end that other checks look at. */
const elsewhere: Readonly<Record<'local' | 'remote', ReadonlySet<string>>> = {
  local: new Set(['cert', 'auth']),
  remote: new Set(['id']),
};

/**
 * `verify/differs`: the own end of a conn is as the inventory plans it, as far as no other check looks at it: the ID, which
 * some releases compare; subnets, commands and whatever else was added.
 */
export const checkOwnEnd: ConnCheck = (conn, { plannedEnds }) => {
  const plan = plannedEnds(conn);
  return plan === undefined ? [] : compare(conn, 'local', plan.local);
};

/** The same for the peer's end, where it is above all the CA that the peer must have. */
export const checkPeerEnd: PeerCheck = (conn, other, { plannedEnds }) => {
  const plan = plannedEnds(conn, other);
  if (plan === undefined) return [];
  const [auth, planned] = [conn.writtenFor('local', 'auth'), plan.local.get('auth')];
  // How the own end proves itself goes by the kinds of both keys, and so belongs to the pair.
  const own = auth?.meaning === planned?.meaning ? [] : [differs(conn, 'local', 'auth', auth, planned)];
  return [...own, ...compare(conn, 'remote', plan.remote)];
};

function compare(conn: Conn, end: 'local' | 'remote', plan: ReadonlyMap<string, Word>): readonly Diagnostic[] {
  const written = conn.linesFor(end);
  const names = [...new Set([...written.keys(), ...plan.keys()])].sort();
  return names.flatMap((name): readonly Diagnostic[] => {
    if (elsewhere[end].has(name) || isAsPlanned(name, written.get(name), plan.get(name), conn)) return [];
    return [differs(conn, end, name, written.get(name), plan.get(name))];
  });
}

function isAsPlanned(name: string, written: Word | undefined, planned: Word | undefined, conn: Conn): boolean {
  if (name === 'id') {
    // Without a line, or by %fromcert, the certificate decides, as in the plan.
    if (written === undefined || written.value === '%fromcert' || planned?.value === '%fromcert') return true;
  }
  if (name === 'ca' && written?.value === '%same') return true;
  // The key is that of the certificate, whether anybody says so or not.
  if (name === 'rsasigkey' && (written === undefined || written.value === '%cert')) return true;
  if (name === 'sendcert' && written !== undefined && planned === undefined) return written.meaning !== 'never';
  if (written === undefined || planned === undefined) return written === planned;
  if (written.meaning === planned.meaning) return true;
  return (name === 'id' || name === 'ca') && isSameIdentity(written.value, planned.value, conn);
}

function isSameIdentity(a: string, b: string, { host: { release }, at }: Conn): boolean {
  const [x, y] = [parseIdentity(a, release, at), parseIdentity(b, release, at)];
  return x.kind === 'ok' && y.kind === 'ok' && JSON.stringify(x.value) === JSON.stringify(y.value);
}

function differs(
  conn: Conn,
  end: 'local' | 'remote',
  name: string,
  written: Word | undefined,
  planned: Word | undefined,
): Diagnostic {
  const side = (end === 'local') === (conn.side === 'left') ? 'left' : 'right';
  const [is, wanted] = [written, planned].map((word) => (word === undefined ? 'left out' : shown(word.value)));
  return diagnostic(
    'verify/differs',
    conn.placeFor(end, name),
    `${side}${name} must be ${wanted} by the inventory, not ${is}`,
    {
      hint: 're-render the host, or change the inventory',
      ...(narrowing.has(name) ? { severity: 'error' as const } : {}),
    },
  );
}
