/** Findings, grouped by their codes; of many of one kind the first. */
import type { DiagnosticCode, Severity } from '../../diagnostics/codes.ts';
import { placeText } from '../../diagnostics/format.ts';
import { titles } from '../../diagnostics/titles.ts';
import { type Html, html, join, text } from './html.ts';
import type { ShownFinding } from './page-source.ts';

const mostOfACode = 100;
const mostOfAll = 2000;
const severities: readonly Severity[] = ['error', 'warning', 'info'];
const severityNames: Readonly<Record<Severity, Html>> = {
  error: html`error`,
  warning: html`warning`,
  info: html`note`,
};

export function findingsSection(findings: readonly ShownFinding[]): Html {
  const codes = new Map<DiagnosticCode, ShownFinding[]>();
  for (const finding of findings) {
    const known = codes.get(finding.code);
    if (known === undefined) codes.set(finding.code, [finding]);
    else known.push(finding);
  }
  const sorted = [...codes].sort(([, a], [, b]) => rankOf(a) - rankOf(b) || b.length - a.length);
  let left = mostOfAll;
  const groups = sorted.map(([code, all]) => {
    const shown = all.slice(0, Math.min(left, mostOfACode));
    left -= shown.length;
    return codeGroup(code, all, shown);
  });
  const boxes = severities.map(
    (severity) =>
      html`<label><input type="checkbox" name="severity" value="${text(severity)}" checked> ${severityNames[severity]}s</label>`,
  );
  return html`<section id="findings" aria-labelledby="findings-title">
<h2 id="findings-title">Findings</h2>
<div class="filters" hidden><label>Find <input type="search" id="find"></label>
${join(boxes)}
<span id="shown" role="status">${findings.length} findings</span></div>
${groups.length === 0 ? html`<p>Nothing was found.</p>` : join(groups)}
</section>`;
}

function rankOf(findings: readonly ShownFinding[]): number {
  return findings.reduce((least, { severity }) => Math.min(least, severities.indexOf(severity)), severities.length);
}

function codeGroup(code: DiagnosticCode, all: readonly ShownFinding[], shown: readonly ShownFinding[]): Html {
  const worst = severities[rankOf(all)] ?? 'info';
  const more = all.length - shown.length;
  return html`<details class="code" data-code="${text(code)}"${worst === 'info' ? html`` : html` open`}>
<summary><span class="word ${text(worst)}">${severityNames[worst]}</span> <code>${text(code)}</code> ${text(titles[code])} <span class="faint">(${all.length})</span></summary>
<ul class="findings">
${join(shown.map(findingItem))}
</ul>
${more > 0 ? html`<p class="faint">and ${more} more; <code>swanmesh verify --json</code> has all</p>` : html``}
</details>`;
}

function findingItem({ severity, message, at, hint, related = [], host, excerpt }: ShownFinding): Html {
  const own = host === undefined ? html`` : html` data-host="${text(host)}"`;
  const rows = [
    html`<div class="place">${text(placeText(at))}</div>`,
    html`<div><span class="word ${text(severity)}">${severityNames[severity]}</span> ${text(message)}</div>`,
  ];
  if (excerpt !== undefined) {
    const [word = ''] = /^\S+/.exec(excerpt.after) ?? [];
    const rest = excerpt.after.slice(word.length);
    rows.push(html`<pre>${text(excerpt.before)}<mark>${text(word)}</mark>${text(rest)}</pre>`);
  }
  if (hint !== undefined) rows.push(html`<div>hint: ${text(hint)}</div>`);
  for (const other of related.slice(0, 5))
    rows.push(html`<div><span class="place">${text(placeText(other.at))}</span> ${text(other.message)}</div>`);
  return html`<li data-severity="${text(severity)}"${own}>${join(rows)}</li>`;
}
