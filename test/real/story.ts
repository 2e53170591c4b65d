/** The steps that most cases are made of. */
import type { Member, PreparedMesh } from './case.ts';
import type { Party } from './measure.ts';
import type { Step, Way } from './scenario.ts';

const pluto = ['/usr/libexec/ipsec/pluto', '--config', '/etc/ipsec.conf', '--nofork', '--stderrlog'] as const;

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

export function load(members: readonly Member[]): readonly Step[] {
  return members.map((member) => ({ do: 'loaded', host: member.name, conns: member.conns, timeout: 45 }));
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

/**
 * Until the SAs of all conns are up on all members. A conn that was started before its peer's pluto was there is tried again
 * after 0.5, 1, 2, … 32 seconds.
 */
export function untilUp({ members }: PreparedMesh): readonly Step[] {
  return members.map(({ name, conns }) => ({
    do: 'until',
    host: name,
    name: 'up',
    argv: ['ipsec', 'whack', '--status'],
    pattern: `active ${conns}\\b`,
    timeout: 75,
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
