// Filters, and the page of a host. Text goes in as text nodes alone; without this script everything but the pages of hosts is there.
(() => {
  const data = JSON.parse(document.getElementById('data').textContent);
  const byId = (id) => document.getElementById(id);
  const numbers = new Map(data.hosts.map((name, i) => [name, i]));
  const findings = [...document.querySelectorAll('.findings > li')];
  const groups = [...document.querySelectorAll('details.code')];
  const rows = [...document.querySelectorAll('#hosts tbody tr')];

  const element = (name, text, attributes = {}) => {
    const made = document.createElement(name);
    if (text !== undefined) made.textContent = text;
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    return made;
  };
  const linkOf = (host) => element('a', data.hosts[host], { href: `#host/${encodeURIComponent(data.hosts[host])}` });

  /** `3,5-9` as numbers. */
  const inRanges = (ranges) =>
    ranges.split(',').flatMap((range) => {
      const [from, to = from] = range.split('-').map(Number);
      return Array.from({ length: to - from + 1 }, (_, i) => from + i);
    });

  const filterFindings = () => {
    const severities = new Set([...document.querySelectorAll('[name=severity]:checked')].map(({ value }) => value));
    const words = byId('find').value.toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const finding of findings) {
      const text = finding.textContent.toLowerCase();
      const code = finding.closest('details').dataset.code;
      finding.hidden =
        !severities.has(finding.dataset.severity) || !words.every((word) => text.includes(word) || code.includes(word));
      if (!finding.hidden) shown += 1;
    }
    for (const group of groups) {
      const some = group.querySelector('.findings > li:not([hidden])') !== null;
      group.hidden = !some;
      if (words.length > 0 && some) group.open = true;
    }
    byId('shown').textContent = `${shown} of ${findings.length} findings`;
  };

  const filterHosts = () => {
    const words = byId('find-host').value.toLowerCase().split(/\s+/).filter(Boolean);
    const onlyFaulty = byId('only-faulty').checked;
    let shown = 0;
    for (const row of rows) {
      const text = row.cells[0].textContent.toLowerCase();
      row.hidden = !words.every((word) => text.includes(word)) || (onlyFaulty && row.dataset.faulty !== 'yes');
      if (!row.hidden) shown += 1;
    }
    byId('hosts-shown').textContent = `${shown} of ${rows.length} hosts`;
  };

  /** The hosts that a host has pairs with in each group. */
  const pairsOf = (host) => {
    const peers = data.groups.map(() => []);
    for (const [group, first, ranges] of data.rows) {
      const others = inRanges(ranges);
      if (first === host) peers[group].push(...others);
      else if (others.includes(host)) peers[group].push(first);
    }
    return peers;
  };

  const decoded = (encoded) => {
    try {
      return decodeURIComponent(encoded);
    } catch {
      return undefined;
    }
  };

  const showHost = () => {
    const [, encoded] = /^#host\/(.*)$/.exec(location.hash) ?? [];
    const page = byId('host');
    const name = encoded === undefined ? undefined : decoded(encoded);
    const host = numbers.get(name);
    page.hidden = host === undefined;
    byId('all').hidden = host !== undefined;
    if (host === undefined) return;
    const parts = [element('h2', name, { tabindex: '-1' })];
    const list = (title, items) => {
      if (items.length === 0) return;
      const made = element('ul');
      made.append(...items);
      parts.push(element('h3', title), made);
    };
    const item = (...content) => {
      const made = element('li');
      made.append(...content);
      return made;
    };
    pairsOf(host).forEach((peers, group) => {
      const [state, reason] = data.groups[group];
      const some = peers
        .sort((a, b) => a - b)
        .slice(0, 200)
        .map((peer) => item(linkOf(peer)));
      if (peers.length > 200) some.push(item(`and ${peers.length - 200} more`));
      list(`${state} (${reason}): ${peers.length} ${peers.length === 1 ? 'pair' : 'pairs'}`, some);
    });
    if (data.isCut)
      parts.push(element('p', 'There are more faulty pairs than this page holds; swanmesh verify --json has all.'));
    const own = findings.filter((finding) => finding.dataset.host === name);
    const copies = own.map((finding) => {
      const copy = finding.cloneNode(true);
      copy.hidden = false;
      copy.prepend(element('div', finding.closest('details').dataset.code, { class: 'word' }));
      return copy;
    });
    if (copies.length > 0) {
      const made = element('ul', undefined, { class: 'findings' });
      made.append(...copies);
      parts.push(element('h3', 'Findings in its files'), made);
    }
    list(
      'Certificates',
      data.certificates.filter(({ hosts }) => hosts.includes(host)).map(({ text }) => item(text)),
    );
    list(
      'Not asked',
      Object.entries(data.notAsked)
        .filter(([, hosts]) => inRanges(hosts).includes(host))
        .map(([fact]) => item(fact)),
    );
    if (parts.length === 1) parts.push(element('p', 'Nothing was found.'));
    page.replaceChildren(element('p'), ...parts);
    page.firstChild.append(element('a', 'Back to all hosts', { href: '#hosts' }));
    page.querySelector('h2').focus();
    scrollTo(0, 0);
  };

  for (const input of document.querySelectorAll('#findings input')) input.addEventListener('input', filterFindings);
  for (const input of document.querySelectorAll('#hosts input')) input.addEventListener('input', filterHosts);
  addEventListener('hashchange', showHost);
  for (const filters of document.querySelectorAll('.filters')) filters.hidden = false;
  filterFindings();
  filterHosts();
  showHost();
})();
