/** Colours, or none. */
import { type SafeText, safe } from './safe-text.ts';

type PaintText = (text: SafeText | number) => SafeText;

export interface Paint {
  readonly error: PaintText;
  readonly warning: PaintText;
  readonly info: PaintText;
  readonly strong: PaintText;
  readonly faint: PaintText;
}

const inColor =
  (code: number): PaintText =>
  (text) =>
    safe`\u001b[${code}m${text}\u001b[0m`;
const plain: PaintText = (text) => safe`${text}`;

/** By `--color`, then `NO_COLOR` and `FORCE_COLOR` (not empty; `FORCE_COLOR=0` is no), then whether the stream is a terminal that can. */
export function paintFor(stream: NodeJS.WriteStream, color: 'auto' | 'always' | 'never'): Paint {
  const { NO_COLOR, FORCE_COLOR, TERM } = process.env;
  const isTerminal = stream.isTTY === true && TERM !== 'dumb';
  const wanted = !NO_COLOR && (FORCE_COLOR ? FORCE_COLOR !== '0' && FORCE_COLOR !== 'false' : isTerminal);
  const on = color === 'always' || (color === 'auto' && wanted);
  return on
    ? { error: inColor(31), warning: inColor(33), info: inColor(36), strong: inColor(1), faint: inColor(2) }
    : { error: plain, warning: plain, info: plain, strong: plain, faint: plain };
}
