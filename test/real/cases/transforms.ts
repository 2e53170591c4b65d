import type { Member, PreparedMesh, RealCase, Row } from '../case.ts';
import { allEncrypted } from '../judge.ts';
import { isEncrypted, spanOf } from '../measure.ts';
import type { Seen, Step } from '../scenario.ts';
import { meet, start } from '../story.ts';
import { clusterOf } from './cluster-of.ts';

const pair = clusterOf(['alpha', 'beta']);

/** What ESP is made of; and in each, the largest packet that leaves in one frame, beside our number. */
export const transformCases: readonly RealCase[] = [
  transform('AES-GCM, the default', {}),
  transform('AES-CBC with SHA-256', { ipsec: { esp: 'aes256-sha2_256' } }),
  transform('forced UDP encapsulation', { ipsec: { encapsulation: 'yes' } }),
  transform('transport mode', { ipsec: { type: 'transport' } }),
  {
    ...transform('AES-CBC over IPv6', { ipsec: { esp: 'aes128-sha2_512' } }),
    nodes: clusterOf(['alpha', 'beta'], 'ipv6'),
  },
];

function transform(name: string, inventory: Readonly<Record<string, unknown>>): RealCase {
  return {
    group: 'transforms',
    name,
    nodes: pair,
    inventory: { network: { overlay: 'vxlan' }, ...inventory },
    story: (mesh) => [...start(mesh.members), ...meet(mesh), ...measureMtu(mesh)],
    judge: (mesh, seen) => [...allEncrypted(mesh, seen), ...mtuRows(mesh, seen)],
  };
}

/** The pod network of the test: a VXLAN of the rendered MTU between two hosts, `10.9.0.0/24`. */
function vxlan(local: Member, remote: Member, last: number): Step {
  const lines = [
    `link add pods mtu ${local.overlayMtu} type vxlan id 7 local ${local.addresses[0]} remote ${remote.addresses[0]} dstport 4789 dev eth0`,
    `address add 10.9.0.${last}/24 dev pods`,
    'link set pods up',
  ];
  return {
    do: 'run',
    host: local.name,
    name: 'vxlan',
    chroot: false,
    argv: ['sh', '-c', `printf '%s\\n' "$@" | ip -batch -`, 'sh', ...lines],
  };
}

function measureMtu({ members: [one, two] }: PreparedMesh): readonly Step[] {
  if (one === undefined || two === undefined) throw new Error('a pair of hosts is needed');
  const [target = ''] = two.addresses;
  const ping = (name: string, address: string, size: number, df: boolean): Step => ({
    do: 'ping',
    name,
    pairs: [[one.name, address]],
    count: 1,
    size,
    df,
    timeout: 4,
  });
  return [
    ping('tunnel: largest', target, one.tunnelMtu, true),
    ping('tunnel: one more', target, one.tunnelMtu + 1, true),
    vxlan(one, two, 1),
    vxlan(two, one, 2),
    ping('overlay: first', '10.9.0.2', 84, false),
    ping('overlay: largest', '10.9.0.2', one.overlayMtu, true),
    {
      do: 'run',
      host: one.name,
      name: 'wider',
      chroot: false,
      argv: ['ip', 'link', 'set', 'pods', 'mtu', `${one.overlayMtu + 1}`],
    },
    ping('overlay: one more', '10.9.0.2', one.overlayMtu + 1, false),
  ];
}

function mtuRows({ members: [one, two] }: PreparedMesh, seen: Seen): readonly Row[] {
  if (one === undefined || two === undefined) return [];
  return [
    fits(seen, one, two, 'tunnel: largest', one.tunnelMtu, true),
    fits(seen, one, two, 'tunnel: one more', one.tunnelMtu + 1, false),
    fits(seen, one, two, 'overlay: largest', one.overlayMtu, true),
    fits(seen, one, two, 'overlay: one more', one.overlayMtu + 1, false),
  ];
}

/** Whether an echo request of so many bytes went from one to the other as a single ESP packet and was answered. */
function fits(seen: Seen, one: Member, two: Member, name: string, bytes: number, predicted: boolean): Row {
  const span = spanOf(seen, name);
  const frames = seen.frames.filter((frame) => frame[0] >= span.from && frame[0] <= span.to && frame[1] === one.name);
  // Small packets are the neighbour discovery of the pod network, which is encrypted too.
  const packets = frames.filter((frame) => (isEncrypted(frame) && frame[5] > 1000) || frame[2] === 'fragment');
  const echo = seen.echoes.find(([host, , at]) => host === one.name && at >= span.from && at <= span.to);
  const error = echo?.[5] ?? undefined;
  const whole = error === undefined && echo?.[4] != null && packets.length === 1;
  const sizes = packets.map((frame) => frame[5]).join(' + ');
  return {
    pair: `${one.name} → ${two.name}, ${name}`,
    predicted: `${bytes} bytes ${predicted ? 'fit' : 'do not fit'}`,
    measured:
      error ??
      `${packets.length} packet${packets.length === 1 ? '' : 's'} of ${sizes} bytes${echo?.[4] == null ? ', no answer' : ''}`,
    holds: whole === predicted,
  };
}
