/** The table of hosts, and the numbers from which a host's own page is made. */
import { faultStates, type PairsValue, type PairTable } from '../../graph/pairs.ts';
import { subjectOf } from '../../verify/asked.ts';
import { type Html, html, join, text } from './html.ts';
import type { PageSource } from './page-source.ts';

/** Characters of pairs that a page holds; where more are faulty, verify --json has them. */
const mostOfPairs = 1_200_000;

export function hostsSection({ hosts }: PairsValue, table: PairTable, findings: PageSource['findings']): Html {
  const counts = new Map<string, number>();
  for (const { host } of findings) if (host !== undefined) counts.set(host, (counts.get(host) ?? 0) + 1);
  const rows = hosts.map(({ name }, i) => {
    const numbers = faultStates.map((state) => table.countOf(i, state));
    const found = counts.get(name) ?? 0;
    const isFaulty = found > 0 || numbers.some((number) => number > 0);
    const cells = [...numbers, found].map((number) => html`<td class="number">${number}</td>`);
    return html`<tr data-faulty="${isFaulty ? html`yes` : html`no`}"><th scope="row"><a href="#host/${text(encodeURIComponent(wellFormed(name)))}">${text(name)}</a></th>${join(cells)}</tr>`;
  });
  const head = [...faultStates, 'findings'].map((name) => html`<th scope="col" class="number">${text(name)}</th>`);
  return html`<section id="hosts" aria-labelledby="hosts-title">
<h2 id="hosts-title">Hosts</h2>
<div class="filters" hidden><label>Find a host <input type="search" id="find-host"></label>
<label><input type="checkbox" id="only-faulty"> only those with something to look at</label>
<span id="hosts-shown" role="status">${hosts.length} hosts</span></div>
<div class="scroll" data-scrolls role="region" aria-labelledby="hosts-title" tabindex="0"><table>
<thead><tr><th scope="col">host</th>${join(head)}</tr></thead>
<tbody>
${join(rows)}
</tbody></table></div>
</section>`;
}

/** Halves of surrogate pairs cannot be encoded in a link. */
function wellFormed(name: string): string {
  return name.replace(/\p{Cs}/gu, '\ufffd');
}

/** What the script makes the pages of hosts from. */
export function hostData({ verification, pairs }: PageSource, table: PairTable): unknown {
  const groups = new Map<string, number>();
  const peers = new Map<string, number[]>();
  for (const { a, b, state, reason } of table.faults()) {
    const key = JSON.stringify([state, reason]);
    const group = groups.get(key) ?? groups.size;
    groups.set(key, group);
    const row = `${group} ${a}`;
    const known = peers.get(row);
    if (known === undefined) peers.set(row, [b]);
    else known.push(b);
  }
  let left = mostOfPairs;
  const rows = [...peers].flatMap(([row, others]): readonly (readonly [number, number, string])[] => {
    const [group = 0, first = 0] = row.split(' ').map(Number);
    const ranges = rangesOf(others);
    left -= ranges.length + 12;
    return left < 0 ? [] : [[group, first, ranges]];
  });
  const numbers = new Map(pairs.hosts.map(({ name }, i) => [name, i]));
  const notAsked = new Map<string, number[]>();
  for (const { host, fact } of verification.notAsked) {
    const number = numbers.get(host);
    if (number !== undefined) notAsked.set(subjectOf(fact), [...(notAsked.get(subjectOf(fact)) ?? []), number]);
  }
  return {
    hosts: pairs.hosts.map(({ name }) => wellFormed(name)),
    groups: [...groups.keys()].map((key): unknown => JSON.parse(key)),
    rows,
    isCut: left < 0,
    certificates: verification.validity
      .filter(({ role }) => role === 'host')
      .map(({ hosts, subject, notAfter }) => ({
        hosts: hosts.flatMap((name) => numbers.get(name) ?? []),
        text: `${subject}, valid until ${notAfter}`,
      })),
    notAsked: Object.fromEntries([...notAsked].map(([fact, hosts]) => [fact, rangesOf(hosts)])),
  };
}

/** Numbers as `3,5-9`. */
export function rangesOf(numbers: readonly number[]): string {
  const ranges: [number, number][] = [];
  for (const number of [...numbers].sort((a, b) => a - b)) {
    const last = ranges.at(-1);
    if (last !== undefined && last[1] === number - 1) last[1] = number;
    else ranges.push([number, number]);
  }
  return ranges.map(([from, to]) => (from === to ? `${from}` : `${from}-${to}`)).join(',');
}
