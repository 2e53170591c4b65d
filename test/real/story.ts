/** The steps that most cases are made of. */
import type { Member, PreparedMesh } from './case.ts';
import type { Party } from './measure.ts';
import type { Step, Way } from './scenario.ts';

const pluto = ['/usr/libexec/ipsec/pluto', '--config', '/etc/ipsec.conf', '--nofork', '--stderrlog'] as const;

/** Without the script `ipsec` before it: what is asked again and again takes one process. */
export const whack = '/usr/libexec/ipsec/whack';

export function startPluto(host: string, quickUpdown = true): Step {
  return { do: 'start', host, process: 'pluto', argv: pluto, quickUpdown };
}

/** Certificates in, plutos up, conns loaded on all; ends with the mark `loaded`. */
export function start(members: readonly Member[], quickUpdown = true): readonly Step[] {
  return [
    ...members.map(({ name }): Step => ({ do: 'run', host: name, name: 'import', argv: ['sh', '/root/import.sh'] })),
    ...members.map(({ name }) => startPluto(name, quickUpdown)),
    ...load(members),
    { do: 'mark', name: 'loaded' },
  ];
}

/**
 * As {@link start}, but each host is ready before the ones ahead of it begin: for modes in which the first of a pair initiates
 * as soon as it has loaded. An attempt that meets a closed port is made again after 0.5, 1, 2, … 32 seconds, and a 5.2 that
 * was met so is reached with the next attempt alone, after 64 s (docs/releases.md).
 */
export function startInTurn(members: readonly Member[]): readonly Step[] {
  return [
    ...members.map(({ name }): Step => ({ do: 'run', host: name, name: 'import', argv: ['sh', '/root/import.sh'] })),
    ...members.toReversed().flatMap((member) => [startPluto(member.name), ...load([member])]),
    { do: 'mark', name: 'loaded' },
  ];
}

export function load(members: readonly Member[]): readonly Step[] {
  return members.map((member) => ({ do: 'loaded', host: member.name, conns: member.conns, timeout: 120 }));
}

/** `ipsec stop`: pluto tells its peers, ends, and nothing of its work stays in the kernel. */
export function stopPluto(host: string): readonly Step[] {
  return [
    { do: 'run', host, name: 'shutdown', argv: ['ipsec', 'whack', '--shutdown'] },
    { do: 'kill', host, process: 'pluto', signal: 'SIGTERM' },
    ...flush(host),
  ];
}

/** What systemd's unit of Debian's 4.3 and 4.10 does after pluto has ended, however it ended. */
export function flush(host: string): readonly Step[] {
  return (['policy', 'state'] as const).map((what) => ({
    do: 'run',
    host,
    name: 'flush',
    chroot: false,
    argv: ['ip', 'xfrm', what, 'flush'],
  }));
}

/** Every way from one of the parties to an address of another, of the families that both have. */
export function waysAmong(parties: readonly Party[]): readonly Way[] {
  return parties.flatMap((from) => parties.filter((to) => to !== from).flatMap((to) => waysFrom(from, to)));
}

export function waysFrom(from: Party, to: Party): readonly Way[] {
  return to.addresses.filter((address) => speaks(from, address)).map((address): Way => [from.name, address]);
}

/** From every party to those after it alone, so that no two hosts begin at the same moment with each other. */
export function waysForward(parties: readonly Party[]): readonly Way[] {
  return parties.flatMap((from, index) => parties.slice(index + 1).flatMap((to) => waysFrom(from, to)));
}

/** The first packets, one side after the other; three echoes every way, under the name `steady`; and every host to itself. */
export function meet({ members }: PreparedMesh, patience = 40): readonly Step[] {
  return [
    { do: 'ping', name: 'first', pairs: waysForward(members), timeout: patience },
    { do: 'ping', name: 'steady', pairs: waysAmong(members), count: 3, timeout: 8 },
    { do: 'ping', name: 'itself', pairs: members.flatMap((member) => waysFrom(member, member)), count: 2, timeout: 4 },
  ];
}

/** Until the SAs of all conns, or of so many, are up on all members. */
export function untilUp(members: readonly Member[], conns?: number): readonly Step[] {
  return members.map((member) => ({
    do: 'until',
    host: member.name,
    name: 'up',
    argv: [whack, '--status'],
    pattern: `active ${conns ?? member.conns}\\b`,
    timeout: 150,
  }));
}

/** Every member and every stranger ask each other, under the name `outside`. */
export function askOutside({ members, strangers }: PreparedMesh): readonly Step[] {
  const pairs = members.flatMap((member) =>
    strangers.flatMap((stranger) => [...waysFrom(member, stranger), ...waysFrom(stranger, member)]),
  );
  return [{ do: 'ping', name: 'outside', count: 3, timeout: 8, pairs }];
}

function speaks(party: Party, address: string): boolean {
  return party.addresses.some((own) => own.includes(':') === address.includes(':'));
}
