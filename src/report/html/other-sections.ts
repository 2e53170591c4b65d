/** The sections of the page that are short: the sum, pictures, the MTU, and what was not asked. */
import { printSvg } from '../../graph/drawing/print-svg.ts';
import { countsText, type PairTable } from '../../graph/pairs.ts';
import { pictures } from '../../graph/pictures/index.ts';
import type { ValidityBar } from '../../graph/pictures/validity.ts';
import { subjectOf } from '../../verify/asked.ts';
import type { Verification } from '../../verify/verification.ts';
import { type Html, html, join, text, trusted } from './html.ts';
import type { PageSource } from './page-source.ts';

const month = 30 * 86_400_000;

type Shown = PageSource['verification'];

export function summarySection({ verification, findings }: PageSource, table: PairTable): Html {
  const { nodes, expected, found, mirrored, proved, asked, time, releases, consistent, notAsked } = verification;
  const words = {
    yes: notAsked.length === 0 ? html`consistent` : html`consistent as far as gathered`,
    no: html`not consistent`,
    unknown: html`unknown: whether it is consistent cannot be told`,
  };
  const tone = { yes: html`info`, no: html`error`, unknown: html`warning` }[consistent];
  const count = (severity: string): number => findings.filter((finding) => finding.severity === severity).length;
  const rows: readonly (readonly [string, string])[] = [
    ['Hosts', `${nodes}`],
    ['Pairs', countsText(table)],
    ['Conns', `${expected} expected, ${found} found, ${mirrored} mirrored`],
    ['Findings', `${count('error')} errors, ${count('warning')} warnings, ${count('info')} notes`],
    ['Proved', `${proved} of ${expected / 2} pairs, by ${asked.map(subjectOf).join(', ')}`],
    ['Judged', `at ${time}, as libreswan ${releases.join(', ')}`],
  ];
  return html`<section id="summary" aria-labelledby="summary-title">
<h2 id="summary-title">Summary</h2>
<p class="word ${tone}">The mesh is ${words[consistent]}.</p>
<div class="scroll" data-scrolls role="region" aria-labelledby="summary-title" tabindex="0"><table>
${join(rows.map(([name, value]) => html`<tr><th scope="row">${text(name)}</th><td>${text(value)}</td></tr>`))}
</table></div>
</section>`;
}

/** A picture in a box that scrolls where the window is narrower. */
function pictureBox(svg: string, label: string): Html {
  return html`<div class="scroll" data-scrolls role="region" aria-label="${text(label)}" tabindex="0">
${trusted(svg)}</div>`;
}

export function matrixSection({ pairs }: PageSource): Html {
  return html`<section id="matrix" aria-labelledby="matrix-heading">
<h2 id="matrix-heading">Matrix</h2>
${pictureBox(printSvg(pictures.matrix.drawing(pairs), { inline: 'matrix-picture' }), 'Matrix of all pairs')}
</section>`;
}

export function validitySection({ time, validity }: Shown): Html {
  if (validity.length === 0)
    return html`<section id="validity"><h2>Validity</h2><p>No certificates were gathered.</p></section>`;
  const now = new Date(time);
  const bars = validity.map((one) => barOf(one, now));
  const svg = printSvg(pictures.validity.drawing({ title: 'Validity of certificates', now, bars }), {
    inline: 'validity-picture',
  });
  return html`<section id="validity" aria-labelledby="validity-heading">
<h2 id="validity-heading">Validity</h2>
${pictureBox(svg, 'Validity of certificates')}
</section>`;
}

function barOf(
  { role, hosts, subject, notBefore, notAfter }: Verification['validity'][number],
  now: Date,
): ValidityBar {
  const [from, until] = [new Date(notBefore), new Date(notAfter)];
  const left = until.getTime() - now.getTime();
  const state = from > now ? 'not-yet-valid' : left < 0 ? 'expired' : left < month ? 'ends-soon' : 'valid';
  const [owner = subject] = role === 'host' ? hosts : [];
  return { owner, role, notBefore: from, until, state };
}

export function mtuSection({ mtu }: PageSource): Html {
  if (mtu === undefined)
    return html`<section id="mtu"><h2>MTU</h2><p>Without an inventory there is no MTU to tell.</p></section>`;
  const rows = mtu.classes
    .slice(0, 50)
    .map(
      ({ pairs, example, family, linkMtu, tunnelMtu, floorMtu, overlayMtu, transform }) =>
        html`<tr><td class="number">${pairs}</td><td class="number">${linkMtu}</td><td class="number">${tunnelMtu}</td><td class="number">${floorMtu}</td><td class="number">${overlayMtu}</td><td>${text(`${transform}, ${family}`)}</td><td>${text(example.join(', '))}</td></tr>`,
    );
  const head = ['pairs', 'link', 'tunnel', 'at least', 'overlay'].map(
    (name) => html`<th scope="col" class="number">${text(name)}</th>`,
  );
  const picture =
    mtu.packet === undefined
      ? html``
      : pictureBox(printSvg(pictures.packet.drawing(mtu.packet), { inline: 'packet-picture' }), 'The largest packet');
  return html`<section id="mtu" aria-labelledby="mtu-heading">
<h2 id="mtu-heading">MTU</h2>
<div class="scroll" data-scrolls role="region" aria-labelledby="mtu-heading" tabindex="0"><table>
<thead><tr>${join(head)}<th scope="col">transform</th><th scope="col">for example</th></tr></thead>
<tbody>${join(rows)}</tbody></table></div>
${picture}
</section>`;
}

export function notAskedSection({ notAsked }: Shown): Html {
  const facts = new Map<string, string[]>();
  for (const { host, fact } of notAsked) facts.set(subjectOf(fact), [...(facts.get(subjectOf(fact)) ?? []), host]);
  const rows = [...facts].map(([fact, hosts]) => {
    const shown = hosts.slice(0, 10).join(', ');
    return html`<li>${text(fact)}: ${text(hosts.length > 10 ? `${shown} and ${hosts.length - 10} more` : shown)}</li>`;
  });
  return html`<section id="not-asked" aria-labelledby="not-asked-heading">
<h2 id="not-asked-heading">Not asked</h2>
${rows.length === 0 ? html`<p>Everything was asked of every host.</p>` : html`<p>What was not gathered is no part of a verdict:</p><ul>${join(rows)}</ul>`}
</section>`;
}
