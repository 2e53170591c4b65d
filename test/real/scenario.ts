/** What a guest is told to play, and what it saw. Times are seconds since 1970, by the one clock of guest and machine. */

export interface GuestHost {
  readonly name: string;
  /** The tree of one Debian release; without it the host knows no IPsec. */
  readonly root?: string;
  /** With prefix length, such as `172.16.0.11/24`. */
  readonly addresses: readonly string[];
  readonly gateway?: string;
  /** A folder whose files are copied into the host's own root. */
  readonly files?: string;
}

/** From a host to an address. */
export type Way = readonly [host: string, address: string];

export type Step =
  /** A moment with a name. */
  | { readonly do: 'mark'; readonly name: string }
  | { readonly do: 'sleep'; readonly seconds: number }
  /** A program of the host's release, to its end; `chroot: false`: one of this machine, in the host's network. */
  | {
      readonly do: 'run';
      readonly host: string;
      readonly argv: readonly string[];
      readonly name?: string;
      readonly timeout?: number;
      readonly mayFail?: boolean;
      readonly chroot?: boolean;
    }
  /** A program that stays; its output goes to `/run/<process>.log`. */
  | {
      readonly do: 'start';
      readonly host: string;
      readonly process: string;
      readonly argv: readonly string[];
      /** `ipsec _updown` succeeds at once instead of running its script; see host.py. */
      readonly quickUpdown?: boolean;
    }
  | { readonly do: 'kill'; readonly host: string; readonly process: string; readonly signal: 'SIGKILL' | 'SIGTERM' }
  /** Runs a program until its output has the pattern (Python's `re`). */
  | {
      readonly do: 'until';
      readonly host: string;
      readonly argv: readonly string[];
      readonly pattern: string;
      readonly timeout: number;
      readonly name?: string;
      readonly every?: number;
      readonly mayFail?: boolean;
    }
  /** Until the host's pluto has at least so many conns, and whatever it routes or starts at once is routed or started. */
  | { readonly do: 'loaded'; readonly host: string; readonly conns: number; readonly timeout: number }
  /** Echo requests: `count` for every pair, or (0) until every pair has an answer. `size`: bytes of the IP packet. */
  | {
      readonly do: 'ping';
      readonly pairs: readonly Way[];
      readonly name?: string;
      readonly count?: number;
      readonly interval?: number;
      readonly size?: number;
      readonly df?: boolean;
      readonly timeout?: number;
    }
  | { readonly do: 'begin-traffic'; readonly pairs: readonly Way[]; readonly interval?: number }
  | { readonly do: 'end-traffic' };

export interface Scenario {
  readonly name: string;
  readonly mtu?: number;
  readonly hosts: readonly GuestHost[];
  readonly steps: readonly Step[];
}

export type FrameKind = 'esp' | 'esp-in-udp' | 'ike' | 'icmp' | 'nd' | 'udp' | 'tcp' | 'fragment' | 'arp' | 'other';

/** A frame that `host` sent: when, by whom, what, from and to which address, bytes of its IP packet, detail. */
export type Frame = readonly [
  at: number,
  host: string,
  kind: FrameKind,
  source: string,
  target: string,
  bytes: number,
  detail: string,
];

/** An echo request: who, to where, when, bytes, seconds to the answer, what the kernel said instead of sending it. */
export type Echo = readonly [
  host: string,
  address: string,
  at: number,
  bytes: number,
  answeredAfter: number | null,
  error: string | null,
];

export interface StepSeen {
  readonly name: string;
  readonly host: string | null;
  readonly began: number;
  readonly ended: number;
  readonly status?: number;
  readonly output?: string;
  readonly answered?: boolean;
  readonly reached?: boolean;
}

export interface Seen {
  /** Why the scenario ended early; nothing may be concluded then. */
  readonly problem: string | null;
  /** Frames that the capture lost; nothing may be concluded from what is absent then. */
  readonly lost: number;
  readonly steps: readonly StepSeen[];
  readonly echoes: readonly Echo[];
  readonly frames: readonly Frame[];
  /** The end of each pluto's log. */
  readonly logs: Readonly<Record<string, string>>;
}
