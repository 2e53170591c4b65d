/** An explanation for people: the outcome first, then the way of each packet, hop by hop. */
import type { Place } from '../../diagnostics/diagnostic.ts';
import { placeText } from '../../diagnostics/format.ts';
import type {
  Direction,
  Exchange,
  Fate,
  NegotiationTrace,
  Trace,
  TrafficExplanation,
} from '../../explain/explanation.ts';
import { packetText } from '../../explain/trace.ts';
import type { Source } from '../findings.ts';
import { joinSafe, padRight, printable, type SafeText, safe } from '../safe-text.ts';
import type { Paint } from '../terminal.ts';

/** How an explanation is drawn. */
export interface Drawing {
  readonly paint: Paint;
  readonly source: Source | undefined;
}

/** Both directions; the other one in full only where it comes to something else. */
export function drawExplanation({ there, back, assumed }: TrafficExplanation, drawing: Drawing): SafeText {
  const same = outcomeOf(there) === outcomeOf(back);
  return joinSafe([
    drawDirection(there, drawing),
    safe`\nthe other way, ${printable(back.from)} to ${printable(back.to)}: ${outcomeText(back, drawing.paint)}\n`,
    ...(same ? [] : [drawDirection(back, drawing, false)]),
    ...assumed.map((what) => safe`taken for true: ${printable(what)}\n`),
  ]);
}

function outcomeOf({ later }: Direction): string {
  return JSON.stringify([later.request.fate, later.answered]);
}

function drawDirection(direction: Direction, drawing: Drawing, withHead = true): SafeText {
  const { from, to, packet, first, negotiations, later } = direction;
  const { paint } = drawing;
  const changes = sameTraces(first) !== sameTraces(later);
  const head = safe`${paint.strong(safe`${printable(from)} to ${printable(to)}`)}, ${printable(packetText(packet))}: ${outcomeText(direction, paint)}\n`;
  return joinSafe([
    ...(withHead ? [head] : []),
    ...(changes ? [safe`\nthe first packet\n`] : [safe`\n`]),
    drawExchange(first, drawing),
    ...negotiations.map((one) => drawNegotiation(one, drawing)),
    ...(changes ? [safe`\nand then\n`, drawExchange(later, drawing)] : []),
  ]);
}

const words: Readonly<Record<Fate, SafeText>> = {
  encrypted: safe`encrypted`,
  clear: safe`in clear`,
  held: safe`held`,
  dropped: safe`dropped`,
  refused: safe`refused`,
  unknown: safe`unknown`,
};

/** `held, then encrypted`; `in clear, and not answered`. */
function outcomeText({ first, later }: Direction, paint: Paint): SafeText {
  const [before, after] = [exchangeText(first, paint), exchangeText(later, paint)];
  return before === after ? after : safe`${before}, then ${after}`;
}

function exchangeText({ request, answered }: Exchange, paint: Paint): SafeText {
  const { fate, missing } = request;
  const word =
    fate === 'encrypted'
      ? paint.info(words[fate])
      : fate === 'clear'
        ? paint.warning(words[fate])
        : paint.error(words[fate]);
  if (missing !== undefined) return safe`${word} (missing: ${printable(missing)})`;
  return answered || fate === 'held' || fate === 'refused' ? word : safe`${word} and not answered`;
}

function sameTraces(exchange: Exchange): string {
  return JSON.stringify(exchange);
}

function drawExchange({ request, answer }: Exchange, drawing: Drawing): SafeText {
  return joinSafe([
    drawTrace(request, drawing),
    ...(answer === undefined ? [] : [safe`  the answer\n`, drawTrace(answer, drawing)]),
  ]);
}

function drawTrace({ hops, fate }: Trace, drawing: Drawing): SafeText {
  const wire = fate === 'clear' ? safe`      |  readable\n      v\n` : safe`      #  ESP\n      v\n`;
  return joinSafe(
    hops.map(({ host, release, steps }, i) => {
      const rows = steps.map(({ action, text, at, also = [] }) => {
        const places = [at, ...also].flatMap((place) => (place === undefined ? [] : [placeIn(place, drawing)]));
        const where = places.map((place) => drawing.paint.faint(safe`\n                   ${place}`));
        return safe`    ${padRight(printable(action), 12)}  ${printable(text)}${joinSafe(where)}\n`;
      });
      const runs = release === undefined ? safe`` : safe`, libreswan ${printable(release)}`;
      return safe`${i === 0 ? safe`` : wire}  ${drawing.paint.strong(printable(host))}${runs}\n${joinSafe(rows)}`;
    }),
  );
}

function drawNegotiation(
  { initiator, responder, outcome, text, at, also = [] }: NegotiationTrace,
  drawing: Drawing,
): SafeText {
  const places = [at, ...also].flatMap((place) => (place === undefined ? [] : [placeIn(place, drawing)]));
  const where = places.map((place) => drawing.paint.faint(safe`\n                   ${place}`));
  const word = outcome === 'up' ? drawing.paint.info(safe`up`) : drawing.paint.error(printable(outcome));
  return safe`  ${printable(initiator)} asks ${printable(responder)} for an SA: ${word}\n    ${printable(text)}${joinSafe(where)}\n`;
}

function placeIn(at: Place, { source }: Drawing): SafeText {
  return printable(placeText(at.kind === 'value' && source !== undefined ? source.locate(at.path) : at));
}
