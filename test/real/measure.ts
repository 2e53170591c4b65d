/** From what a guest saw to what it means: which way which packets went between two hosts. */
import type { Frame, Seen } from './scenario.ts';

/** A host and its addresses without prefix length. */
export interface Party {
  readonly name: string;
  readonly addresses: readonly string[];
}

/** Seconds since 1970. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** What went from one host to another. */
export interface Traffic {
  /** Echo requests sent, those answered, and what the sending kernel said instead of sending. */
  readonly asked: number;
  readonly answered: number;
  readonly refusals: readonly string[];
  /** Frames from the first to the second, and from the second to the first. */
  readonly encrypted: readonly [there: number, back: number];
  readonly plain: readonly [there: number, back: number];
}

/** Whether nobody on the wire can read the frame: ESP, ESP in UDP, and the later fragments of either. */
export function isEncrypted([, , kind, , , , detail]: Frame): boolean {
  const what = kind === 'fragment' ? detail : kind;
  return what === 'esp' || what === 'esp-in-udp';
}

/** Whether the frame carries something that was to be protected: neither IKE nor what finds the neighbours. */
export function isPlain(frame: Frame): boolean {
  return !isEncrypted(frame) && !['ike', 'arp', 'nd'].includes(frame[2]);
}

/** What went between two hosts in a span of time. */
export function trafficBetween(seen: Seen, from: Party, to: Party, span: Span): Traffic {
  const inSpan = (at: number): boolean => at >= span.from && at <= span.to;
  const echoes = seen.echoes.filter(
    ([host, address, at]) => host === from.name && to.addresses.includes(address) && inSpan(at),
  );
  const frames = (source: Party, target: Party, which: (frame: Frame) => boolean): number =>
    seen.frames.filter(
      (frame) =>
        inSpan(frame[0]) && source.addresses.includes(frame[3]) && target.addresses.includes(frame[4]) && which(frame),
    ).length;
  return {
    asked: echoes.length,
    answered: echoes.filter(([, , , , answeredAfter]) => answeredAfter !== null).length,
    refusals: [...new Set(echoes.flatMap(([, , , , , error]) => (error === null ? [] : [error])))],
    encrypted: [frames(from, to, isEncrypted), frames(to, from, isEncrypted)],
    plain: [frames(from, to, isPlain), frames(to, from, isPlain)],
  };
}

/** One word for the traffic. `esp`: answered, and nothing readable; `clear`: answered, nothing encrypted; `closed`: neither answered nor readable. */
export type Verdict = 'esp' | 'clear' | 'closed' | 'plaintext';

/** What the traffic is; `plaintext` is everything that should never be: readable and unanswered, or readable beside encrypted. */
export function verdictOf({ answered, encrypted, plain }: Traffic): Verdict {
  const readable = plain[0] + plain[1] > 0;
  if (answered > 0) {
    if (!readable) return encrypted[0] > 0 && encrypted[1] > 0 ? 'esp' : 'plaintext';
    return encrypted[0] + encrypted[1] > 0 ? 'plaintext' : 'clear';
  }
  return readable ? 'plaintext' : 'closed';
}

/** The moment that a story marked with this name. */
export function markOf(seen: Seen, name: string): number {
  const step = seen.steps.find((candidate) => candidate.name === name);
  if (step === undefined) throw new Error(`no mark ${name}`);
  return step.ended;
}

/** The span of a step, with a little time after it for answers that were under way, up to the next request of any host. */
export function spanOf(seen: Seen, name: string): Span {
  const steps = seen.steps.filter((candidate) => candidate.name === name);
  const [first] = steps;
  const last = steps.at(-1);
  if (first === undefined || last === undefined) throw new Error(`no step ${name}`);
  const next = seen.echoes.map(([, , at]) => at).filter((at) => at > last.ended);
  return { from: first.began - 0.005, to: Math.min(last.ended + 0.2, ...next.map((at) => at - 0.001)) };
}
