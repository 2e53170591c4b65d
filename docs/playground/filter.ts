/** Whether a packet filter lets IKE and ESP pass, and which rule decides. */
import { placeText } from '../../src/diagnostics/format.ts';
import { judgeRules, readHostRules } from '../../src/entries/firewall.ts';
import { familyOf, readAddress } from '../../src/net/address.ts';
import { element, field, findingList, run, show } from './dom.ts';

function draw(): void {
  const text = field('rules').value;
  const isJson = /^\s*\{/.test(text);
  const [local, peer] = [readAddress(field('local').value), readAddress(field('peer').value)];
  if (local === undefined || peer === undefined || familyOf(local) !== familyOf(peer)) {
    show(element('p', {}, 'Both ends must be addresses of one family.'));
    return;
  }
  const family = familyOf(local);
  const file = { file: 'rules', text };
  const { value, findings } = readHostRules(
    isJson ? { nft: file } : family === 'ipv4' ? { iptablesSave: file } : { ip6tablesSave: file },
  );
  const name = field('interface').value.trim();
  const verdicts = judgeRules(value.rules, {
    family,
    local,
    peers: [peer],
    services: ['esp', 'ike', 'nat-t'],
    ...(name === '' ? {} : { interface: name }),
  });
  const words = {
    yes: ['passes', 'info'],
    no: ['is dropped', 'error'],
    'cannot-tell': ['cannot be told', 'warning'],
  } as const;
  const rows = verdicts.map(({ service, direction, answer, rule, reason }) => {
    const [word, tone] = words[answer];
    const place = rule === undefined ? 'no chain is in the way' : `${placeText(rule.at)} ${rule.text}`;
    return element(
      'tr',
      {},
      element('td', {}, service),
      element('td', {}, direction),
      element('td', {}, element('span', { class: `word ${tone}` }, word)),
      element('td', {}, reason ?? place),
    );
  });
  const head = ['what', 'direction', 'verdict', 'decided by'].map((title) => element('th', { scope: 'col' }, title));
  show(
    element(
      'div',
      { class: 'scroll', 'data-scrolls': '', tabindex: '0', role: 'region', 'aria-label': 'Verdicts' },
      element('table', {}, element('thead', {}, element('tr', {}, ...head)), element('tbody', {}, ...rows)),
    ),
    findingList(findings),
  );
}

run(['local', 'peer', 'interface', 'rules'], draw);
