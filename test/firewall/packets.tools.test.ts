import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { valueAt } from '../../src/diagnostics/diagnostic.ts';
import type { Door, FilterFile, HostFilter, Service } from '../../src/firewall/host-filter.ts';
import { iptablesFiles } from '../../src/firewall/iptables/files.ts';
import { nftablesFiles } from '../../src/firewall/nftables/files.ts';
import { draftInventory } from '../../src/inventory/read.ts';
import { meshMtu } from '../../src/mesh/mtu.ts';
import { draftMesh } from '../../src/mesh/plan.ts';
import type { Address } from '../../src/net/address.ts';
import { readAddress, readPrefix } from '../../src/net/address.ts';
import { firewallFiles } from '../../src/render/firewall.ts';
import { describeInWorlds, play } from '../support/packet-filter/world.ts';
import { valueIn } from '../support/results.ts';

const at = valueAt('nodes', 'a');
const address = (text: string) => readAddress(text) as Address;
const prefix = (text: string) => readPrefix(text) ?? raise(text);
const peers = ['10.0.0.2', 'fd00::2'].map(address);
const own = ['10.0.0.1', 'fd00::1'].map(address);

function raise(text: string): never {
  throw new Error(text);
}

function doors(services: readonly Service[], onlyPeers: boolean): readonly Door[] {
  return (['ipv4', 'ipv6'] as const).map((family) => ({
    interface: 'eth0',
    family,
    services,
    ...(onlyPeers ? { peers: peers.filter((peer) => peer.includes(':') === (family === 'ipv6')) } : {}),
  }));
}

const opening: HostFilter = { doors: doors(['esp', 'ah', 'ike', 'nat-t'], true) };

const exempt = ['10.0.0.9/32', 'fd00::9/128'].map(prefix);
const closed = (ah: boolean): HostFilter => ({
  doors: doors(ah ? ['esp', 'ah', 'ike', 'nat-t'] : ['esp', 'ike', 'nat-t'], false),
  requireEsp: { peers, own, exempt, ah },
  mssClamps: [
    { family: 'ipv4', bytes: 1398 },
    { family: 'ipv6', bytes: 1378 },
  ],
});

/** A back end: how a foreigner's rules, our rules and the listing of everything are done with it. */
interface BackEnd {
  readonly name: string;
  readonly tools: readonly string[];
  /** Lets in established flows, TCP 22, UDP 7777 and ICMPv6, and drops the rest. */
  readonly foreign: string;
  readonly load: string;
  readonly list: string;
  readonly files: (filter: HostFilter) => readonly FilterFile[];
}

function iptables(variant: 'nft' | 'legacy'): BackEnd {
  const [four, six] = [`iptables-${variant}`, `ip6tables-${variant}`];
  return {
    name: four,
    tools: [four, six],
    foreign: [four, six]
      .flatMap((program) => [
        `${program} -N FOREIGN`,
        `${program} -A INPUT -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT`,
        `${program} -A INPUT -i lo -j ACCEPT`,
        `${program} -A INPUT -p ${program === six ? 'ipv6-icmp' : 'icmp'} -j ACCEPT`,
        `${program} -A INPUT -p tcp --dport 22 -m comment --comment "log in" -j ACCEPT`,
        `${program} -A INPUT -p udp --dport 7777 -j ACCEPT`,
        `${program} -A INPUT -j FOREIGN`,
        `${program} -A FOREIGN -j DROP`,
      ])
      .join('\n'),
    load: `IPTABLES=${four} IP6TABLES=${six} sh "$folder/iptables.sh"`,
    list: `{ ${four}-save; ${six}-save; } | sed '/^#/d; s/ \\[[0-9:]*\\]$//'`,
    files: (filter) => filesOf(iptablesFiles(filter, 'OS_FIREWALL_ALLOW', at)),
  };
}

const nftables: BackEnd = {
  name: 'nft',
  tools: ['nft'],
  foreign: `nft -f - <<'end'
table inet filter {
  chain input {
    type filter hook input priority 0; policy accept;
    ct state established,related accept
    iifname "lo" accept
    icmpv6 type 1-255 accept
    tcp dport 22 accept comment "log in"
    udp dport 7777 accept
    meta l4proto udp udp dport != { 500, 4500 } drop
  }
}
end`,
  load: 'nft -f "$folder/nftables.nft"',
  list: 'nft -s list ruleset',
  files: (filter) => filesOf(nftablesFiles(filter, at)),
};

const backEnds = [iptables('nft'), iptables('legacy'), nftables];

function filesOf(result: ReturnType<typeof nftablesFiles>): readonly FilterFile[] {
  if (result.kind === 'failed') throw new Error(result.findings.map(({ message }) => message).join());
  return result.value;
}

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true });
});

/** A folder with the back end's files. */
function folderOf(backEnd: BackEnd, filter: HostFilter): string {
  const folder = mkdtempSync(join(tmpdir(), 'swanmesh-filter-'));
  folders.push(folder);
  for (const { name, content } of backEnd.files(filter)) writeFileSync(join(folder, name), content);
  return folder;
}

/** Plays a script with the back end's files in `$folder`. */
function playWith(backEnd: BackEnd, filter: HostFilter, script: string): readonly string[] {
  return play(script, { folder: folderOf(backEnd, filter) });
}

const everything = `
for family in 4:10.0.0 6:fd00:; do
  n=\${family%%:*} net=\${family#*:}
  case $n in 4) dot=. ;; 6) dot=: ;; esac
  for who in peer:2 other:7; do
    name=\${who%:*}$n from=$net$dot\${who#*:}
    send $name-esp $from $net\${dot}1 esp
    send $name-ah $from $net\${dot}1 ah
    send $name-ike $from $net\${dot}1 udp/500/500
    send $name-natt $from $net\${dot}1 udp/4500/4500
    send $name-plain $from $net\${dot}1 udp/9998/7777
    send $name-closed $from $net\${dot}1 udp/9998/9999
  done
done
arrived`;

const words = (text: string) =>
  text
    .split(/\s+/)
    .filter((word) => word !== '')
    .sort();
const both = (list: string) =>
  words(list)
    .flatMap((word) => [word.replace('#', '4'), word.replace('#', '6')])
    .sort();

describe('in network namespaces', () => {
  for (const backEnd of backEnds) {
    describeInWorlds(backEnd.tools, backEnd.name, () => {
      test('loading twice makes no difference, and the rules of others stay as they were', () => {
        const lines = playWith(
          backEnd,
          closed(true),
          `${backEnd.foreign}
          ${backEnd.list} >foreign; ${backEnd.load}; ${backEnd.list} >once; ${backEnd.load}; ${backEnd.list} >twice
          cmp once twice && echo same; diff foreign once | grep '^<' || echo kept; cat once`,
        );
        expect(lines.slice(0, 2)).toEqual(['same', 'kept']);
        expect(lines.length).toBeGreaterThan(60);
      });

      test('taking requireEsp away again leaves nothing of it behind', () => {
        const narrow = folderOf(backEnd, opening);
        const lines = playWith(
          backEnd,
          closed(true),
          `${backEnd.load}; folder=${narrow}; ${backEnd.load}; ${backEnd.list} | sort >after
          ${backEnd === nftables ? 'nft flush ruleset' : flushed(backEnd)}
          ${backEnd.load}; ${backEnd.list} | sort >fresh; diff after fresh && echo same`,
        );
        expect(lines).toEqual(['same']);
      });

      test('with requireEsp plaintext from and to peers is dropped, and nobody else notices', () => {
        const script = `${backEnd.foreign}\n${everything}\n${outward}\n${backEnd.load}\n${everything}\n${outward}`;
        const [inBefore, outBefore, inAfter, outAfter] = playWith(backEnd, closed(false), script);
        const open =
          backEnd !== nftables
            ? ''
            : 'peer#-esp peer#-ah peer#-ike peer#-natt other#-esp other#-ah other#-ike other#-natt';
        expect(words(inBefore ?? '')).toEqual(both(`peer#-plain other#-plain ${open}`));
        expect(words(outBefore ?? '')).toEqual(
          both(`to-peer# to-other# to-manage# from-manage# to-self# peer#-pod pod#-peer other#-pod pod#-other
            esp-to-peer# ike-to-peer# natt-to-peer# `)
            .concat('echo', 'solicit')
            .sort(),
        );
        expect(words(inAfter ?? '')).toEqual(
          both(
            `other#-plain peer#-esp peer#-ike peer#-natt other#-esp other#-ike other#-natt ${backEnd === nftables ? 'other#-ah' : ''}`,
          ),
        );
        expect(words(outAfter ?? '')).toEqual(
          both(`to-other# to-manage# from-manage# to-self# other#-pod pod#-other
            esp-to-peer# ike-to-peer# natt-to-peer# `)
            .concat('solicit')
            .sort(),
        );
      });

      test('AH from a peer passes requireEsp only where the mesh uses AH', () => {
        const [used] = playWith(backEnd, closed(true), `${backEnd.load}\n${everything}`);
        const [unused] = playWith(backEnd, closed(false), `${backEnd.load}\n${everything}`);
        expect(words(used ?? '').filter((word) => /^peer.-ah$/.test(word))).toEqual(['peer4-ah', 'peer6-ah']);
        expect(words(unused ?? '').filter((word) => /^peer.-ah$/.test(word))).toEqual([]);
      });

      test('a flow with a peer that was there before is cut, one with the management station is not', () => {
        const lines = playWith(
          backEnd,
          closed(false),
          `${backEnd.foreign}
          for flow in peer4:10.0.0.2:10.0.0.1 peer6:fd00--2:fd00--1 manage4:10.0.0.9:10.0.0.1 manage6:fd00--9:fd00--1; do
            name=\${flow%%:*} ends=$(echo "\${flow#*:}" | tr : ' ' | sed 's/--/::/g')
            mkfifo $name
            # shellcheck disable=SC2086
            at \${ends% *} perl "$probe" flow $ends 22 $name.sent <$name & pids="$pids $!"
          done
          exec 5>peer4 6>peer6 7>manage4 8>manage6
          sent() { until [ "$(cat peer4.sent peer6.sent manage4.sent manage6.sent | wc -l)" -eq "$1" ]; do sleep 0.02; done; }
          for log in peer4 peer6 manage4 manage6; do until [ -e $log.sent ]; do sleep 0.02; done; done
          echo 'p4' >&5; echo p6 >&6; echo m4 >&7; echo m6 >&8; sent 4
          send host-asks 10.0.0.1 10.0.0.2 udp/9999/9999; send peer-answers 10.0.0.2 10.0.0.1 udp/9999/9999
          arrived
          ${backEnd.load}
          echo 'p4-later' >&5; echo p6-later >&6; echo m4-later >&7; echo m6-later >&8; sent 8
          send peer-answers-again 10.0.0.2 10.0.0.1 udp/9999/9999
          arrived`,
        );
        expect(lines.map(words)).toEqual([
          ['host-asks', 'm4', 'm6', 'p4', 'p6', 'peer-answers'],
          ['m4-later', 'm6-later'],
        ]);
      });

      test('a long IKE message over IPv6 comes in with all its fragments, long plaintext does not', () => {
        const [arrived] = playWith(
          backEnd,
          closed(false),
          `${backEnd.load}
          PAD=4000 send ike6 fd00::2 fd00::1 udp/500/500; PAD=4000 send plain6 fd00::2 fd00::1 udp/9998/7777
          PAD=4000 send esp6 fd00::2 fd00::1 esp; PAD=4000 send other6 fd00::7 fd00::1 udp/9998/7777
          PAD=4000 send ike4 10.0.0.2 10.0.0.1 udp/500/500; PAD=4000 send plain4 10.0.0.2 10.0.0.1 udp/9998/7777
          arrived`,
        );
        expect(words(arrived ?? '')).toEqual(['esp6', 'ike4', 'ike6', 'other6']);
      });
    });
  }

  for (const backEnd of [iptables('nft'), iptables('legacy')]) {
    describeInWorlds(backEnd.tools, `${backEnd.name} before a drop`, () => {
      test('ESP, AH, IKE and NAT-T of the peers come in, and nothing else that did not before', () => {
        const script = `${backEnd.foreign}\n${everything}\n${backEnd.load}\n${everything}`;
        const [before, after] = playWith(backEnd, opening, script);
        expect(words(before ?? '')).toEqual(both('peer#-plain other#-plain'));
        expect(words(after ?? '')).toEqual(both('peer#-plain other#-plain peer#-esp peer#-ah peer#-ike peer#-natt'));
      });
    });
  }

  describeInWorlds(['nft'], 'nft with another table that drops by default', () => {
    test('an accept of ours does not overrule it; the rules in the head of the file, put there, do', () => {
      const [alone, pasted] = playWith(
        nftables,
        opening,
        `nft 'table inet filter { chain input { type filter hook input priority 0; policy drop; icmpv6 type 1-255 accept; }; }'
        ${nftables.load}\n${everything}
        sed -n 's/^#   /add rule inet filter input /p' "$folder/nftables.nft" | nft -f -\n${everything}`,
      );
      expect(words(alone ?? '')).toEqual([]);
      const services = 'peer#-esp peer#-ah peer#-ike peer#-natt other#-esp other#-ah other#-ike other#-natt';
      expect(words(pasted ?? '')).toEqual(both(services));
    });
  });

  describeInWorlds(['iptables-nft', 'iptables-legacy', 'nft'], 'the example', () => {
    const written = readFileSync(new URL('../../docs/examples/openshift/cluster.yaml', import.meta.url), 'utf8');
    const firewall = { backends: ['iptables', 'nftables'], requireEsp: true, mssClamp: true, onlyPeers: true };
    const { inventory } = draftInventory({ ...parse(written), firewall });
    const { mesh } = draftMesh(inventory, { authority: [], hosts: new Map() });

    test.each(mesh.nodes.map((node) => ({ node })))(
      'the files of $node.name load twice without difference',
      ({ node }) => {
        const folder = mkdtempSync(join(tmpdir(), 'swanmesh-filter-'));
        folders.push(folder);
        const files = valueIn(firewallFiles(mesh, node, meshMtu(mesh).hosts.get(node.name)));
        for (const { path, content } of files) writeFileSync(join(folder, basename(path)), content);
        const lines = play(
          backEnds
            .map(
              ({ name, foreign, load, list }) => `${foreign}
            ${load}; ${list} >once; ${load}; ${list} >twice; cmp once twice && echo ${name}: $(grep -c 172.16 twice)`,
            )
            .join('\n'),
          { folder },
        );
        // Each of the four peers is let in and compared with, from and to; nft has them in two sets, a line each or more.
        expect(lines.slice(0, 2)).toEqual(['iptables-nft: 12', 'iptables-legacy: 12']);
        expect(lines[2]).toMatch(/^nft: [1-9]/);
      },
    );
  });

  describeInWorlds(['nft'], 'nft with pods that are masqueraded', () => {
    test('what would leave for a peer in clear is dropped under the host’s own address too', () => {
      const [before, after] = playWith(
        nftables,
        closed(false),
        `nft 'table ip nat { chain p { type nat hook postrouting priority srcnat; ip saddr 10.9.0.0/24 masquerade; }; }'
        send to-peer 10.9.0.2 10.0.0.2 udp/9998/7777; send to-other 10.9.0.2 10.0.0.7 udp/9998/7777; arrived
        ${nftables.load}
        send to-peer-later 10.9.0.2 10.0.0.2 udp/9998/7777; send to-other-later 10.9.0.2 10.0.0.7 udp/9998/7777; arrived`,
      );
      expect(words(before ?? '')).toEqual(['to-other', 'to-peer']);
      expect(words(after ?? '')).toEqual(['to-other-later']);
    });
  });

  describeInWorlds(['iptables-nft'], 'iptables.sh', () => {
    const backEnd = iptables('nft');

    test('a rule that was put before our chain since is behind it after the next run', () => {
      const lines = playWith(
        backEnd,
        closed(false),
        `${backEnd.load}
        for chain in INPUT OUTPUT FORWARD; do iptables-nft -I $chain -m conntrack --ctstate ESTABLISHED -j ACCEPT; done
        ${backEnd.load}
        iptables-nft -S | grep -e '^-A [A-Z]* .*SWANMESH' -e ESTABLISHED`,
      );
      expect(lines.filter((line) => /^-A (INPUT|OUTPUT|FORWARD) /.test(line)).sort()).toEqual([
        '-A FORWARD -j SWANMESH-FORWARD',
        '-A FORWARD -m conntrack --ctstate ESTABLISHED -j ACCEPT',
        '-A INPUT -j SWANMESH-IN',
        '-A INPUT -m conntrack --ctstate ESTABLISHED -j ACCEPT',
        '-A OUTPUT -j SWANMESH-OUT',
        '-A OUTPUT -m conntrack --ctstate ESTABLISHED -j ACCEPT',
      ]);
      const order = (chain: string) => lines.filter((line) => line.startsWith(`-A ${chain} `))[0];
      expect(['INPUT', 'OUTPUT', 'FORWARD'].map(order)).toEqual([
        '-A INPUT -j SWANMESH-IN',
        '-A OUTPUT -j SWANMESH-OUT',
        '-A FORWARD -j SWANMESH-FORWARD',
      ]);
    });

    test('a chain of the administrator that is there is not emptied, and not hooked a second time', () => {
      const lines = playWith(
        backEnd,
        opening,
        `iptables-nft -N OS_FIREWALL_ALLOW; iptables-nft -A OS_FIREWALL_ALLOW -p tcp --dport 10250 -j ACCEPT
        ${backEnd.load}; ${backEnd.load}
        iptables-nft -S | grep OS_FIREWALL_ALLOW`,
      );
      expect(lines).toEqual([
        '-N OS_FIREWALL_ALLOW',
        '-A OS_FIREWALL_ALLOW -j SWANMESH-ALLOW',
        '-A OS_FIREWALL_ALLOW -p tcp -m tcp --dport 10250 -j ACCEPT',
      ]);
    });

    test('the chain may be INPUT itself; what requires ESP still stands first', () => {
      const folder = folderOf(
        { ...backEnd, files: (filter) => filesOf(iptablesFiles(filter, 'INPUT', at)) },
        closed(false),
      );
      const lines = play(`${backEnd.load}; ${backEnd.load}; iptables-nft -S INPUT`, { folder });
      expect(lines).toEqual(['-P INPUT ACCEPT', '-A INPUT -j SWANMESH-IN', '-A INPUT -j SWANMESH-ALLOW']);
    });

    test('the guide’s lines load as they stand', () => {
      const lines = playWith(
        backEnd,
        opening,
        `{ echo '*filter'; echo ':OS_FIREWALL_ALLOW - [0:0]'; cat "$folder/guide.rules"; echo COMMIT; } >all
        iptables-nft-restore <all; iptables-nft -S OS_FIREWALL_ALLOW`,
      );
      expect(lines).toEqual([
        '-N OS_FIREWALL_ALLOW',
        '-A OS_FIREWALL_ALLOW -i eth0 -p esp -j ACCEPT',
        '-A OS_FIREWALL_ALLOW -i eth0 -p ah -j ACCEPT',
        '-A OS_FIREWALL_ALLOW -i eth0 -p udp -m udp --dport 500 -j ACCEPT',
        '-A OS_FIREWALL_ALLOW -i eth0 -p udp -m udp --dport 4500 -j ACCEPT',
      ]);
    });
  });
});

function flushed(backEnd: BackEnd): string {
  return backEnd.tools.map((program) => `${program} -F; ${program} -X`).join('; ');
}

const outward = `
for family in 4:10.0.0.:10.9.0.2 6:fd00--:fd09--2; do
  n=\${family%%:*} rest=\${family#*:}; net=$(echo "\${rest%%:*}" | sed s/--/::/) pod=$(echo "\${rest#*:}" | sed s/--/::/)
  send to-peer$n \${net}1 \${net}2 udp/9998/7777
  send to-other$n \${net}1 \${net}7 udp/9998/7777
  send to-manage$n \${net}1 \${net}9 udp/9998/7777
  send from-manage$n \${net}9 \${net}1 udp/9998/7777
  send to-self$n \${net}1 \${net}1 udp/9998/7777
  send esp-to-peer$n \${net}1 \${net}2 esp
  send ike-to-peer$n \${net}1 \${net}2 udp/500/500
  send natt-to-peer$n \${net}1 \${net}2 udp/4500/7777
  send peer$n-pod \${net}2 $pod udp/9998/7777
  send pod$n-peer $pod \${net}2 udp/9998/7777
  send other$n-pod \${net}7 $pod udp/9998/7777
  send pod$n-other $pod \${net}7 udp/9998/7777
done
send solicit fd00::2 fd00::1 135
send echo fd00::2 fd00::1 129
arrived`;
