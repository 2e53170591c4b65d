/** The plan of a renewal for people. */
import type { Renewal, RenewedKeyword, ShownCertificate } from '../renew/renewal.ts';
import { joinSafe, printable, type SafeText, safe } from './safe-text.ts';

const kinds: Readonly<Record<Renewal['kind'], SafeText>> = {
  'same-key': safe`the same subject and key`,
  'new-key': safe`the same subject, a new key`,
  'new-subject': safe`a new subject`,
  'new-authority': safe`another authority`,
};

/** What changes, and the steps. */
export function renewalText(renewal: Renewal): SafeText {
  const { host, kind, from, to, own, peers, linked, steps, cutPairs } = renewal;
  const changed = new Set(peers.map((peer) => peer.host)).size;
  const lines = peers.flatMap((peer) => [
    safe`  ${printable(peer.host)}, conn ${printable(peer.conn)}:\n`,
    ...peer.keywords.map(keywordText),
  ]);
  return joinSafe([
    safe`${printable(host)}: ${kinds[kind]}; ${cutPairs} pairs cut\n`,
    safe`  now   ${shownText(from)}\n`,
    safe`  then  ${shownText(to)}\n`,
    own.length === 0 ? safe`its own conns: nothing changes\n` : safe`its own conns:\n`,
    ...own.map(keywordText),
    changed === 0
      ? safe`its ${linked} peers: nothing changes on any\n`
      : safe`${changed} of its ${linked} peers change:\n`,
    ...lines,
    ...steps.flatMap(({ on, what, commands, see }, i) => [
      safe`\n${i + 1}. on ${on === 'all' ? safe`every host` : joinSafe(on.map(printable), ', ')}: ${printable(what)}\n`,
      ...commands.map((command) => safe`     ${printable(command)}\n`),
      safe`   go on when ${printable(see)}\n`,
    ]),
  ]);
}

function keywordText({ keyword, from, to }: RenewedKeyword): SafeText {
  return safe`    ${printable(keyword)}: ${printable(from ?? '(none)')} → ${printable(to ?? '(none)')}\n`;
}

function shownText({ subject, serialHex, notBefore, notAfter }: ShownCertificate): SafeText {
  return safe`${printable(subject)}, serial ${printable(serialHex)}, ${printable(notBefore)} to ${printable(notAfter)}`;
}
