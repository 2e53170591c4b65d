/** What is said of each phase. */
import type { TrafficPhase } from './phases.ts';

interface PhaseText {
  readonly title: string;
  readonly why: string;
  readonly restart: string;
}

/** The texts of a phase as a stage. */
export const phaseTexts: Readonly<Record<TrafficPhase, PhaseText>> = {
  load: {
    title: 'pluto has the conns, and does nothing with them',
    why: 'a conn that is only added changes no packet; once all hosts have it any two can be brought up',
    restart: 'a restarted host has its conns added again: nothing changes',
  },
  'load-as-written': {
    title: 'the conns are loaded as they are written',
    why: 'what waits for an SA holds packets from then on',
    restart: 'a restarted host loads the same again',
  },
  soften: {
    title: 'every host has the groups, and none of them insists',
    why: 'two hosts that wait to be asked go on in clear; each answers when it is asked',
    restart: 'a restarted host loads the same again',
  },
  harden: {
    title: 'the groups insist',
    why: 'a host that insists asks, and a host that waits to be asked answers',
    restart: 'a restarted host sends in clear until its groups are loaded, and then negotiates with every peer',
  },
  up: {
    title: 'pair by pair is brought up',
    why: 'both ends have the conn: what is lost is what is on the way while one has its SA and the other not yet',
    restart:
      'a restarted host is in clear with its peers again from 5.0; up to 4.15 its peers hold their packets until it is brought up',
  },
  route: {
    title: 'the conns are routed, and the files say so',
    why: 'while the SA is up that costs nothing, and closes the pair: an SA that goes is asked for again, and nothing leaves in clear meanwhile',
    restart:
      'from here on a restarted host comes back closed; until it has, its own packets are readable, and its peers hold theirs',
  },
  drop: {
    title: 'what is left over is deleted',
    why: 'a conn that the mesh no longer has would go on taking packets',
    restart: 'a restarted host loads its new files',
  },
  upgrade: {
    title: 'each host gets its release, one after the other',
    why: 'a restart ends the SAs of the host; with a filter that refuses plaintext nothing of it is readable meanwhile',
    restart: 'that is what the stage does',
  },
  strict: {
    title: 'the packet filter refuses plaintext from and to peers',
    why: 'every pair is encrypted: nothing is refused but what should not be there',
    restart:
      'peers take nothing in clear from a restarted host; a new host loads its own filter at boot only once IPsec starts at boot',
  },
};
