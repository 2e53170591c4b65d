/** What is new about a certificate; the strongest that applies. */
export type RenewalKind = 'same-key' | 'new-key' | 'new-subject' | 'new-authority';

/** What somebody does on some hosts, and what is seen when it is done. */
export interface RenewalStep {
  readonly on: readonly string[] | 'all';
  readonly what: string;
  /** To be run in the folder of the tree, on the host; `HOST` stands for the host's folder. */
  readonly commands: readonly string[];
  /** What is so before one goes on. */
  readonly see: string;
  /** Whether SAs are made anew in it. */
  readonly cuts: boolean;
}

/** What the steps depend on. */
export interface RenewalShape {
  readonly host: string;
  readonly kind: RenewalKind;
  /** Whether the host's own half of its conns changes. */
  readonly own: boolean;
  /** The hosts whose conn for it changes. */
  readonly peers: readonly string[];
  /** Whether pluto reads a certificate again by itself. */
  readonly rereads: boolean;
  readonly cutPairs: number;
  /** The folder of the NSS database on every host; absent where they differ. */
  readonly nss?: string;
}

/** The steps of a renewal, in their order. */
export function renewalSteps(shape: RenewalShape): readonly RenewalStep[] {
  const { host, kind, own, peers } = shape;
  const changes = own || peers.length > 0;
  return [
    ...(kind === 'new-authority' ? [trustBoth] : []),
    ...(changes ? [writeFiles(host, peers)] : []),
    presentNew(shape),
    ...(changes ? peers.map((peer) => followOn(peer, host)) : []),
    ...(kind === 'new-authority' ? [trustNew(shape)] : []),
  ];
}

const trustBoth: RenewalStep = {
  on: 'all',
  what: 'trust the old and the new authority: render with both in the bundle of authority, and import it',
  commands: ['sh HOST/apply.sh --steps certificate', 'sh HOST/apply.sh --confirm'],
  see: 'certutil -L lists both authorities on every host',
  cuts: false,
};

function trustNew({ nss = 'NSS-FOLDER' }: RenewalShape): RenewalStep {
  return {
    on: 'all',
    what: 'when every host has a certificate of the new authority: take the old one out of the bundle and out of NSS',
    commands: [`certutil -D -d sql:${nss} -n NICKNAME-OF-THE-OLD-AUTHORITY`, 'ipsec whack --rereadcerts'],
    see: 'swanmesh verify with gathered certificates has no finding',
    cuts: false,
  };
}

function writeFiles(host: string, peers: readonly string[]): RenewalStep {
  return {
    on: [host, ...peers],
    what: 'write the changed files, without loading them',
    commands: ['sh HOST/apply.sh --steps files', 'sh HOST/apply.sh --confirm'],
    see: 'confirmed',
    cuts: false,
  };
}

function presentNew({ host, own, rereads, cutPairs }: RenewalShape): RenewalStep {
  const reloads = own || !rereads;
  const steps = own ? 'certificate,add,up,route' : 'certificate';
  return {
    on: [host],
    what: reloads
      ? `import the certificate and load the conns anew: ${cutPairs} ${cutPairs === 1 ? 'pair is' : 'pairs are'} cut until the other end has followed, and all is put back where one has not in time`
      : 'import the certificate; pluto reads it again and touches no SA',
    commands: [
      `sh HOST/apply.sh --check --steps ${steps} --certificate CERT KEY CA`,
      `sh HOST/apply.sh --steps ${steps} --certificate CERT KEY CA${own ? ' --wait 600' : ''}`,
      'sh HOST/apply.sh --confirm',
      ...(rereads ? [] : ['ipsec auto --replace CONN && ipsec auto --up CONN   # each conn, one after the other']),
    ],
    see: reloads
      ? 'sh HOST/apply.sh --status says of every conn that it is up'
      : 'certutil -L lists the new certificate alone; the next IKE SA, not a rekey, presents it',
    cuts: reloads && cutPairs > 0,
  };
}

function followOn(peer: string, host: string): RenewalStep {
  return {
    on: [peer],
    what: `load the conn for ${host} anew, and bring it up`,
    commands: ['sh HOST/apply.sh --steps add,up,route', 'sh HOST/apply.sh --confirm'],
    see: `sh HOST/apply.sh --status says that the conn for ${host} is up`,
    cuts: true,
  };
}
