/** An ipsec.conf, and what becomes of each line from release to release. */
import { parseConf, releases } from '../../src/entries/ipsec-conf.ts';
import { explainParsed } from '../../src/libreswan/ipsec-conf/load/explain-conf.ts';
import { element, field, findingList, place, run, show } from './dom.ts';

const fates: Readonly<Record<string, string>> = {
  taken: 'info',
  changed: 'warning',
  ignored: 'warning',
  obsolete: 'warning',
};

function draw(): void {
  const release = releases[Number(field('release').value)] ?? releases[releases.length - 1];
  if (release === undefined) return;
  place('release-name').textContent = `libreswan ${release}`;
  field('release').setAttribute('aria-valuetext', `libreswan ${release}`);
  const { sections, loaded, findings } = explainParsed(parseConf(field('conf').value, release, 'ipsec.conf'), release);
  const rows = sections.flatMap(({ node, settings }) => [
    element(
      'tr',
      {},
      element('th', { scope: 'row', colspan: '3' }, node.kind === 'conn' ? `conn ${node.name}` : 'config setup'),
    ),
    ...settings.map(({ line, fate }) =>
      element(
        'tr',
        {},
        element('td', { class: 'number' }, `${line.at.line}`),
        element('td', {}, element('code', {}, `${line.keyword}=${line.value}`)),
        element('td', {}, element('span', { class: `word ${fates[fate.kind] ?? 'error'}` }, fate.kind)),
      ),
    ),
  ]);
  const head = ['line', 'setting', 'what becomes of it'].map((name) => element('th', { scope: 'col' }, name));
  show(
    element('p', { class: 'word' }, loaded ? `${release} loads the file` : `${release} rejects the whole file`),
    element(
      'div',
      { class: 'scroll', 'data-scrolls': '', tabindex: '0', role: 'region', 'aria-label': 'Settings' },
      element('table', {}, element('thead', {}, element('tr', {}, ...head)), element('tbody', {}, ...rows)),
    ),
    findingList(findings),
  );
}

field('release').setAttribute('max', `${releases.length - 1}`);
field('release').value = `${releases.indexOf('4.10')}`;
run(['release', 'conf'], draw);
