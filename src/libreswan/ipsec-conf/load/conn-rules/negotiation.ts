/** What is negotiated, and how the peer is watched. */
import { type Diagnostic, diagnostic } from '../../../../diagnostics/diagnostic.ts';
import { judgeProposals } from '../../../proposal/judge.ts';
import { judgeLoading, type LoadedProposals } from '../../../proposal/judge-loading.ts';
import type { ProposalProtocol } from '../../../proposal/loading.ts';
import { atLeast, type Release } from '../../../release.ts';
import { placeOf } from '../load.ts';
import type { ResolvedConn, ResolvedSetting } from '../resolved.ts';
import { isAh, transformOf } from './child-mode.ts';
import { at, idle, ikeVersionOf, lost, neverNegotiates, none, type Rule } from './rule.ts';

/** `priority=` of conns that never negotiate, from 5.3: which conn takes a packet depends on it. */
const priorityOfShunt: Rule = (conn, release) => {
  const priority = conn.settings.get('priority');
  if (priority === undefined || !atLeast(release, '5.3') || !neverNegotiates(conn)) return none;
  return idle(
    priority,
    `priority= has no effect on a conn that never negotiates; ${release} ignores it, and the longest prefix wins`,
  );
};

/** `dpddelay` and `dpdtimeout` up to 4.3 only together. */
const deadPeerDetection: Rule = ({ settings, unread }, release) => {
  const delay = settings.get('dpddelay');
  const timeout = settings.get('dpdtimeout');
  if (atLeast(release, '4.10') || (delay === undefined) === (timeout === undefined)) return none;
  // The other one is there, and what is wrong with it is said at its own line.
  if (unread.has('dpddelay') || unread.has('dpdtimeout')) return none;
  const lonely = delay ?? timeout;
  return lonely === undefined
    ? none
    : idle(lonely, `dpddelay= and dpdtimeout= must be written together; ${release} ignores one alone`);
};

/** What pluto cannot read of `ike=` and `esp=`; a conn that never negotiates is loaded whatever they say. */
const proposals: Rule = (conn, release) => {
  if (neverNegotiates(conn)) return none;
  const ike = conn.settings.get('ike');
  const child = childProposals(conn, release);
  const ofIke = ike === undefined ? none : judged(conn, ike, 'ike', release);
  if (child.kind === 'clash') return [...ofIke, ...child.findings];
  return [...ofIke, ...(child.setting === undefined ? none : judged(conn, child.setting, child.protocol, release))];
};

type ChildProposals =
  | { readonly kind: 'one'; readonly protocol: 'esp' | 'ah'; readonly setting: ResolvedSetting | undefined }
  | { readonly kind: 'clash'; readonly findings: readonly Diagnostic[] };

/** Which of `esp=`, `ah=` and `phase2alg=` counts. Up to 5.2 they are one keyword. */
function childProposals(conn: ResolvedConn, release: Release): ChildProposals {
  const { settings } = conn;
  const protocol = isAh(conn, release) ? 'ah' : 'esp';
  if (!atLeast(release, '5.3')) return { kind: 'one', protocol, setting: settings.get('esp') };
  const own = transformOf(conn, protocol);
  const other = transformOf(conn, protocol === 'ah' ? 'esp' : 'ah');
  const plain = transformOf(conn, 'phase2alg');
  const clash = (setting: ResolvedSetting, other: string): ChildProposals => ({
    kind: 'clash',
    findings: lost(setting, release, `${setting.line.keyword}= and ${other} exclude each other`),
  });
  if (atLeast(release, '5.4')) {
    if (other !== undefined) return clash(other, own === undefined ? `phase2=${protocol}` : `${protocol}=`);
    if (plain !== undefined && own !== undefined) return clash(plain, `${protocol}=`);
    return { kind: 'one', protocol, setting: plain ?? own };
  }
  if (!settings.has('phase2')) {
    if (own !== undefined || other !== undefined) return { kind: 'one', protocol, setting: own };
    return { kind: 'one', protocol: 'esp', setting: plain };
  }
  if (plain !== undefined && own !== undefined) return clash(plain, `${protocol}=`);
  return { kind: 'one', protocol, setting: plain ?? own };
}

function judged(
  conn: ResolvedConn,
  setting: ResolvedSetting,
  protocol: ProposalProtocol,
  release: Release,
): readonly Diagnostic[] {
  if (setting.value === undefined) return none;
  const place = placeOf(setting.file, setting.line.valueAt);
  const extras = (hint: string | undefined): { readonly hint?: string } => (hint === undefined ? {} : { hint });
  if (!atLeast(release, '3.28')) {
    if (protocol === 'ah') return none;
    return judgeProposals(setting.value, protocol, release, place).map(({ code, message, hint }) =>
      diagnostic(code, place, `${message}; ${release} does not load the conn`, extras(hint)),
    );
  }
  // What up to 4.15 is empty is not written.
  if (setting.value === '' && !atLeast(release, '5.0')) return none;
  const ikeVersion = ikeVersionOf(conn, release);
  const pfs = conn.settings.get('pfs')?.value !== 'no';
  const read = judgeLoading(setting.value, { protocol, ikeVersion, pfs, release });
  const kernel = read.kind === 'loaded' ? read.proposals.flat().find(({ name }) => unsupported.has(name)) : undefined;
  if (kernel !== undefined)
    return lost(
      setting,
      release,
      `${setting.line.keyword}= names ${kernel.name}, which the kernel interface of ${release} lacks`,
    );
  if (read.kind === 'loaded') return remarksOn(read, setting, release);
  const message = `${setting.line.keyword}= cannot be read: ${read.because}; ${release} does not load the conn`;
  return [diagnostic(read.code, place, message, extras(read.hint))];
}

/** What pluto leaves out of proposals that it takes. */
function remarksOn(
  { ignored, repeated, isOutOfOrder }: LoadedProposals,
  setting: ResolvedSetting,
  release: Release,
): readonly Diagnostic[] {
  const { keyword } = setting.line;
  const harmless = (message: string): readonly Diagnostic[] =>
    at(setting, 'libreswan/no-effect', message, undefined, 'info');
  return [
    ...(ignored.length === 0
      ? none
      : idle(
          setting,
          `${keyword}= names ${ignored.join(' and ')}, which pfs=no makes pointless; ${release} ignores it`,
        )),
    ...(repeated.length === 0
      ? none
      : harmless(`${keyword}= names ${repeated.join(' and ')} again; ${release} discards it`)),
    ...(isOutOfOrder
      ? harmless(`${keyword}= should name the pseudo-random function before the integrity algorithm; ${release} warns`)
      : none),
  ];
}

/** What `algparse` takes and a pluto does not: it asks its interface to the kernel. */
const unsupported: ReadonlySet<string> = new Set(['CAMELLIA_CTR', 'partial_64_bit_sequential', 'yes']);

/** In the order in which they are asked. */
export const negotiationRules: readonly Rule[] = [priorityOfShunt, deadPeerDetection, proposals];
