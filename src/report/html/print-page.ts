/** A verification as one page of HTML that needs nothing else: no network, no other file, no text that is taken for markup. */
import { sha256 } from '@noble/hashes/sha2.js';
import { toBase64 } from '../../bytes/base64.ts';
import { pictureStyle } from '../../graph/drawing/style.ts';
import { pairTable } from '../../graph/pairs.ts';
import { findingsSection } from './findings-section.ts';
import { hostData, hostsSection } from './hosts-section.ts';
import { html, join, jsonBlock, text, trusted } from './html.ts';
import { matrixSection, mtuSection, notAskedSection, summarySection, validitySection } from './other-sections.ts';
import { pageCss } from './page.css.ts';
import { pageJs } from './page.js.ts';
import type { PageSource } from './page-source.ts';

const sections: readonly (readonly [string, string])[] = [
  ['summary', 'Summary'],
  ['matrix', 'Matrix'],
  ['findings', 'Findings'],
  ['hosts', 'Hosts'],
  ['validity', 'Validity'],
  ['mtu', 'MTU'],
  ['not-asked', 'Not asked'],
];

/**
 * The page. Its policy (CSP) names its own style and script by their digests and allows nothing else.
 *
 * @example printPage({ swanmesh: '0.2.0', verification, pairs, findings: [] }).startsWith('<!doctype html>') // true
 * @see https://www.w3.org/TR/CSP3/ §2.3.1 (hash sources)
 */
export function printPage(source: PageSource): string {
  const { pairs, verification, findings, swanmesh } = source;
  const table = pairTable(pairs);
  const style = `${pageCss}${pictureStyle}`;
  const policy = [
    "default-src 'none'",
    `style-src '${digest(style)}'`,
    `script-src '${digest(pageJs)}'`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  const links = sections.map(([id, name]) => html`<li><a href="#${text(id)}">${text(name)}</a></li>`);
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${trusted(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${text(pairs.title)}</title>
<style>${trusted(style)}</style>
</head>
<body>
<header>
<a class="skip" href="#main">Skip to the report</a>
<h1>${text(pairs.title)}</h1>
<nav aria-label="Sections"><ul>${join(links)}</ul></nav>
</header>
<main id="main" tabindex="-1">
<section id="host" aria-label="One host" hidden></section>
<div id="all">
${join([
  summarySection(source, table),
  matrixSection(source),
  findingsSection(findings),
  hostsSection(pairs, table, findings),
  validitySection(verification),
  mtuSection(source),
  notAskedSection(verification),
])}
</div>
</main>
<footer><p class="faint">swanmesh ${text(swanmesh)}, ${text(verification.time)}</p></footer>
<script type="application/json" id="data">${jsonBlock(hostData(source, table))}</script>
<script>${trusted(pageJs)}</script>
</body>
</html>
`;
}

/** The digest of an element's text, as a source of a policy. */
function digest(content: string): string {
  return `sha256-${toBase64(sha256(Uint8Array.from(content, (character) => character.charCodeAt(0))))}`;
}
