/** What explainTraffic predicts of hosts in mixed states, from what is gathered of them, against what crosses the wire then. */
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { explainTraffic } from '../../../src/explain/explain-traffic.ts';
import type { Exchange } from '../../../src/explain/explanation.ts';
import { gatheredState } from '../../../src/explain/gathered-state.ts';
import type { HostState } from '../../../src/explain/traffic-state.ts';
import { authorityIn } from '../authority.ts';
import type { PreparedMesh, RealCase, ReleaseSet, Row } from '../case.ts';
import { pkcs12Of, releaseOf, tools } from '../cluster.ts';
import { type Party, spanOf, type Traffic, trafficBetween } from '../measure.ts';
import type { GuestHost, Seen, Step, Way } from '../scenario.ts';
import { mixedFiles, mixedHost, strictRules } from './mixed-files.ts';
import type { End, MixedPair } from './mixed-pair.ts';

/** A run with some pairs at once; they have nothing to do with each other. */
export function mixedCase(name: string, pairs: readonly MixedPair[], more: Partial<RealCase> = {}): RealCase {
  return {
    group: 'explain',
    name,
    nodes: [],
    releases: ['4.10', '5.2'],
    large: true,
    prepare: (set, folder, pki) => prepareMixed(pairs, set, folder, pki),
    story: () => story(pairs),
    judge: (mesh, seen) => pairs.flatMap((pair, number) => judge(pair, number, mesh, seen)),
    ...more,
  };
}

const ends = ['a', 'b'] as const;
const ownFirst = ({ first = 'a' }: MixedPair): readonly End[] => (first === 'a' ? ['a', 'b'] : ['b', 'a']);

function prepareMixed(pairs: readonly MixedPair[], set: ReleaseSet, folder: string, pki: string) {
  const members = pairs.flatMap((pair, number) =>
    ends.map((end, index) => {
      const host = mixedHost(number, end);
      const release = releaseOf(set, index);
      const files = join(folder, host.name);
      const put = (path: string, text: string): void => {
        mkdirSync(dirname(join(files, path)), { recursive: true });
        writeFileSync(join(files, path), text);
      };
      mkdirSync(join(files, 'root'), { recursive: true });
      const has = pair[end];
      put('usr/bin/systemctl', readFileSync(new URL('../../support/host-box/systemctl.sh', import.meta.url), 'utf8'));
      if (has !== undefined) {
        for (const [path, text] of mixedFiles(host, has, release)) put(path, text);
        const whose = has.otherAuthority === true ? 'other' : 'own';
        const authority = authorityIn(
          tools('4.10').openssl,
          join(pki, whose),
          whose === 'own' ? 'cluster-ca' : 'other-ca',
        );
        const issued = authority.issue(host.name, { text: `/O=system:nodes/CN=system:node:${host.name}` });
        copyFileSync(pkcs12Of(issued, authority, host.name), join(files, 'root/host.p12'));
        const pems = [issued.certificate, authority.certificate].map((path) => readFileSync(path, 'utf8'));
        put('facts/certificates.pem', `# nickname: ${host.name}\n${pems[0]}# nickname: ca\n${pems[1]}`);
      }
      return { host, release, files };
    }),
  );
  return {
    mesh: {
      members: members.map(({ host, release, files }) => ({
        name: host.name,
        addresses: [host.address],
        release,
        conns: 0,
        tunnelMtu: 0,
        overlayMtu: 0,
        rendered: files,
      })),
      strangers: [],
    },
    hosts: members.map(
      ({ host, release, files }): GuestHost => ({
        name: host.name,
        root: tools(release).root,
        addresses: [`${host.address}/16`],
        files,
      }),
    ),
  };
}

/** Whether a host has anything of IPsec: pluto runs. */
const hasPluto = (pair: MixedPair, end: End): boolean => {
  const has = pair[end];
  return has !== undefined && (has.strict !== true || has.conn !== undefined);
};

function story(pairs: readonly MixedPair[]): readonly Step[] {
  const shell = (host: string, script: string, name = 'prepare'): Step => ({
    do: 'run',
    host,
    name,
    argv: ['sh', '-c', script],
    timeout: 120,
  });
  const all = pairs.flatMap((pair, number) => ends.map((end) => ({ pair, end, host: mixedHost(number, end) })));
  const ways = (which: (pair: MixedPair) => End): readonly Way[] =>
    pairs.map((pair, number): Way => {
      const { name, peerAddress } = mixedHost(number, which(pair));
      return [name, peerAddress];
    });
  const firsts = ways((pair) => ownFirst(pair)[0] as End);
  const seconds = ways((pair) => ownFirst(pair)[1] as End);
  const look = 'ipsec whack --status 2>/dev/null || echo "pluto is not running"';
  return [
    ...all.map(({ host }) => shell(host.name, 'chmod 755 /usr/bin/systemctl; mkdir -p /run/systemd/system')),
    ...all
      .filter(({ pair, end }) => hasPluto(pair, end))
      .map(({ host }) =>
        shell(
          host.name,
          `set -e; ipsec checknss >/dev/null 2>&1 || ipsec initnss; pk12util -i /root/host.p12 -d sql:/var/lib/ipsec/nss -W ''; systemctl start ipsec`,
        ),
      ),
    ...all.filter(({ pair, end }) => pair[end]?.strict === true).map(({ host }) => shell(host.name, strictRules(host))),
    ...pairs.flatMap((pair, number) =>
      (pair.commands ?? []).map(([end, command]) => {
        const host = mixedHost(number, end);
        return shell(host.name, command.replaceAll('{peer}', host.peer), 'then');
      }),
    ),
    // Gathered as a person would: pluto and the filter, before the packets that are predicted.
    ...all.map(({ host }) => shell(host.name, look, 'status')),
    ...all.map(({ host }) => shell(host.name, 'iptables-save', 'filter')),
    { do: 'ping', name: 'first there', pairs: firsts, count: 1, timeout: 4 },
    { do: 'ping', name: 'first back', pairs: seconds, count: 1, timeout: 4 },
    // Whoever asks has asked, and has been answered or not.
    { do: 'ping', name: 'settling', pairs: [...firsts, ...seconds], count: 10, interval: 1, timeout: 12 },
    { do: 'ping', name: 'later', pairs: firsts, count: 4, interval: 0.3, timeout: 4 },
    { do: 'ping', name: 'later', pairs: seconds, count: 4, interval: 0.3, timeout: 4 },
  ];
}

function judge(pair: MixedPair, number: number, { members }: PreparedMesh, seen: Seen): readonly Row[] {
  const parties = ends.map(
    (end): Party => ({ name: mixedHost(number, end).name, addresses: [mixedHost(number, end).address] }),
  );
  const states = ends.map((end) => stateOf(pair, end, number, members, seen));
  const [from, to] = ownFirst(pair).map((end) => parties[end === 'a' ? 0 : 1]) as [Party, Party];
  const explained = explainTraffic({ hosts: states, now: new Date() }, { from: from.name, to: to.name });
  const span = spanOf(seen, 'later');
  return (
    [
      [from, to, explained.there.later],
      [to, from, explained.back.later],
    ] as const
  ).map(([one, other, exchange]): Row => {
    const predicted = wordOf(exchange);
    const traffic = trafficBetween(seen, one, other, span);
    const measured = seenWord(traffic);
    const { answered, asked, encrypted, plain } = traffic;
    return {
      pair: `${pair.name}: ${one.name} → ${other.name}`,
      predicted,
      measured: `${measured}: ${answered} of ${asked}, ${encrypted.join('+')} ESP, ${plain.join('+')} plain ${traffic.refusals.join()}`,
      holds: measured === predicted,
    };
  });
}

function stateOf(pair: MixedPair, end: End, number: number, members: PreparedMesh['members'], seen: Seen): HostState {
  const host = mixedHost(number, end);
  const member = members.find(({ name }) => name === host.name);
  const said = (name: string): string =>
    seen.steps.find((step) => step.name === name && step.host === host.name)?.output ?? '';
  const has = pair[end];
  const files = new Map<string, string>([
    ['facts/iptables-save.txt', said('filter')],
    ['facts/addresses.json', JSON.stringify([{ ifname: 'eth0', addr_info: [{ local: host.address }] }])],
  ]);
  if (has !== undefined && hasPluto(pair, end) && member !== undefined) {
    for (const [path, text] of mixedFiles(host, has, member.release)) files.set(path, text);
    files.set('facts/certificates.pem', readFileSync(join(member.rendered, 'facts/certificates.pem'), 'utf8'));
    files.set('facts/status.txt', said('status'));
  }
  return gatheredState({ name: host.name, files }, { release: member?.release ?? '4.10' }).value;
}

/** What is seen outside of the hosts, and whether there is an answer. */
function wordOf({ request, answer, answered }: Exchange): string {
  if (request.fate === 'unknown' || answer?.fate === 'unknown') return 'unknown';
  if (request.fate === 'held' || request.fate === 'refused') return 'nothing';
  const word = request.fate === 'clear' ? 'clear' : 'esp';
  if (!answered) return `${word}, no answer`;
  return request.fate === 'encrypted' && answer?.fate === 'clear' ? 'esp, readable answer' : word;
}

function seenWord({ answered, encrypted, plain }: Traffic): string {
  if (encrypted[0] + plain[0] === 0) return 'nothing';
  const word = encrypted[0] > 0 && plain[0] > 0 ? 'both' : plain[0] > 0 ? 'clear' : 'esp';
  if (answered === 0) return `${word}, no answer`;
  return word === 'esp' && plain[1] > 0 ? 'esp, readable answer' : word;
}
