/** A roll-out as data: stages, what each does to whom, what must be seen before the next one, and what it rests on. */
import type { Counterexample } from './explore.ts';

/** What is done in a stage. */
export type StageKind =
  | 'trust'
  | 'certificate'
  | 'secrets'
  | 'mtu'
  | 'doors'
  | 'load'
  | 'load-as-written'
  | 'soften'
  | 'harden'
  | 'up'
  | 'route'
  | 'write'
  | 'drop'
  | 'strict'
  | 'enable'
  | 'upgrade'
  | 'leave'
  | 'distrust';

/** Something done on one host, or from one host to another. */
export interface PlanStep {
  readonly host: string;
  /** The host that an SA is brought up with. */
  readonly peer?: string;
  /** What to paste there. */
  readonly commands: readonly string[];
}

/** Something that can be seen in the facts of the collect script. The echo is for people: no script of ours sends packets. */
export type Observation =
  | { readonly kind: 'running'; readonly host: string }
  | { readonly kind: 'loaded' | 'routed' | 'gone'; readonly host: string; readonly conns: readonly string[] }
  | { readonly kind: 'sa'; readonly host: string; readonly peer: string; readonly address: string }
  | { readonly kind: 'certificate'; readonly host: string; readonly sha256: string }
  | { readonly kind: 'authority'; readonly host: string; readonly sha256: readonly string[] }
  | { readonly kind: 'release'; readonly host: string; readonly release: string }
  | { readonly kind: 'file'; readonly host: string; readonly digest: string }
  | { readonly kind: 'closed'; readonly host: string; readonly peers: readonly string[] }
  | { readonly kind: 'open'; readonly host: string; readonly peers: readonly string[] };

/** What a stage does to pairs. */
export interface StageHarm {
  readonly harm: 'hand-over' | 'negotiation' | 'cut' | 'clear-again' | 'unknown';
  /** How many pairs, and some of them. */
  readonly pairs: number;
  readonly examples: readonly (readonly [string, string])[];
  /** Seconds that a pair does without; upper bounds of what was measured. */
  readonly seconds: number;
  readonly why: string;
}

/** One stage: everything in it is done before the next begins. */
export interface Stage {
  readonly number: number;
  readonly kind: StageKind;
  /** One sentence: what is done. */
  readonly title: string;
  /** Why here and not elsewhere. */
  readonly why: string;
  /** The batches one after the other; what is in one may be done at once. */
  readonly batches: readonly (readonly PlanStep[])[];
  readonly harm: readonly StageHarm[];
  /** Pairs that talk in clear when the stage is over. */
  readonly inClear: number;
  /** What must be seen before the next stage. */
  readonly gate: readonly Observation[];
  /** How to undo it. */
  readonly back: readonly PlanStep[];
  /** What a restart of a host in this stage does. */
  readonly restart: string;
}

/** How sure it is. */
export interface Proof {
  /** Orders of phases that were tried. */
  readonly orders: number;
  /** States that were looked at. */
  readonly states: number;
  /** `all`: every state of every host. `symmetry`: every state of every kind of pair. `random` in addition: walks. */
  readonly how: 'all' | 'symmetry' | 'symmetry and random walks';
  readonly properties: readonly string[];
  /** Where a property fails beyond what the stages say. */
  readonly violations: readonly Violation[];
}

/** The shortest way to a state in which a property fails, as steps that a person can read. */
export type Violation = Pick<Counterexample<unknown, string>, 'property' | 'fault' | 'path'>;

/** The worst that can happen. */
export interface Worst {
  readonly cut: number;
  readonly clearAgain: number;
  readonly negotiations: number;
  readonly handOvers: number;
  /** Seconds of the pair that does without the longest. */
  readonly seconds: number;
  /** The stage with the worst of it; 0 where there is none. */
  readonly stage: number;
  readonly why: string;
}

/** A plan. */
export interface RolloutPlan {
  readonly version: 1;
  readonly cluster: string;
  /** What changes, in words. */
  readonly changes: readonly string[];
  readonly worst: Worst;
  readonly stages: readonly Stage[];
  readonly proof: Proof;
  /** What would be needed for less harm; empty where there is none. */
  readonly advice: readonly string[];
  readonly pairs: number;
  /** Of each host the digest of its files before, in between and after. */
  readonly digests: Readonly<Record<string, HostDigests>>;
}

/** Digests of a host's configuration files; absent where it has none. */
export interface HostDigests {
  readonly before?: string;
  readonly between?: string;
  readonly after?: string;
}
