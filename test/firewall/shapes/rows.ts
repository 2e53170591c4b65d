/** The least rule set for each thing about which our verdict and the kernel once disagreed, or easily might. */
import type { Shape } from './hosts.ts';

const none = { nft: '', tables: {}, legacy: {} } as const;
const inet = (why: string, ...rules: readonly string[]): Shape => ({
  ...none,
  why,
  nft: `table inet t {\n${rules.join('\n')}\n}`,
});
const input = (rules: string, head = 'type filter hook input priority 0; policy accept;') =>
  `chain i { ${head} ${rules} }`;
const output = (rules: string, head = 'type filter hook output priority 0; policy accept;') =>
  `chain o { ${head} ${rules} }`;

export const rows: readonly Shape[] = [
  // Reading nft's own tables.
  {
    ...none,
    why: 'a set of nft in the table of iptables-nft: iptables-save shows its rule without it, as a drop of everything',
    tables: { ipv4: '*filter\n:INPUT ACCEPT [0:0]\n-A INPUT -p udp -m multiport --dports 4500 -j DROP\nCOMMIT\n' },
    nft: 'table ip filter { set p { type ipv4_addr; elements = { 10.0.0.7 }; }; chain INPUT { ip saddr @p drop; ip saddr 10.0.0.2-10.0.0.6 meta l4proto esp drop; }; }',
  },
  {
    ...none,
    why: 'a base chain of nft in the table of iptables-nft: iptables-save leaves it out',
    tables: { ipv4: '*filter\n:INPUT ACCEPT [0:0]\n-A INPUT -p esp -m addrtype --dst-type LOCAL -j ACCEPT\nCOMMIT\n' },
    nft: 'table ip filter { chain late { type filter hook input priority 10; policy drop; udp dport 500 accept; }; }',
  },
  {
    ...none,
    why: 'arguments of matches that nft only names are those of iptables-save at the same place',
    tables: {
      ipv4: '*filter\n:INPUT DROP [0:0]\n:U - [0:0]\n-A INPUT -m policy --dir in --pol none -m iprange --src-range 10.0.0.2-10.0.0.6 -j U\n-A U -p udp -m multiport --dports 400:600 -j ACCEPT\n-A U -m addrtype ! --src-type LOCAL -p esp -j ACCEPT\nCOMMIT\n',
    },
  },
  {
    ...none,
    why: 'a table that is called filter and is not of iptables',
    nft: 'table ip filter { chain INPUT { type filter hook input priority 0; policy accept; ip saddr { 10.0.0.2, 10.0.0.7 } drop; }; }',
  },
  // Conntrack.
  inet(
    'before conntrack every packet is INVALID',
    input(
      'ct state invalid udp dport 500 drop; ct state new meta l4proto esp drop',
      'type filter hook prerouting priority raw; policy accept;',
    ),
  ),
  inet(
    'at its own priority conntrack comes after',
    input('ct state invalid udp dport 500 drop', 'type filter hook prerouting priority -200; policy accept;'),
  ),
  inet(
    'what is not tracked is neither new nor established',
    'chain r { type filter hook prerouting priority raw; udp dport 500 notrack; }',
    input('ct state new,established accept; ct state untracked drop'),
  ),
  inet(
    'notrack behind conntrack does nothing',
    'chain r { type filter hook prerouting priority mangle; udp dport 500 notrack; }',
    input('ct state untracked drop'),
  ),
  inet(
    'nothing is translated, so `ct status dnat` lets nobody in',
    input('ct status dnat accept; ct state invalid drop; meta l4proto esp reject'),
  ),
  inet(
    'without a connection nothing about it holds, not even that it differs',
    'chain r { type filter hook prerouting priority raw; notrack; }',
    input('ct mark != 1 drop; ct status ! dnat drop'),
  ),
  inet(
    'only answers may leave, and answers are what is sent after something came',
    output('ct direction original meta l4proto esp drop'),
  ),
  inet(
    'a connection is established only when conntrack saw an answer',
    'chain r { type filter hook output priority -290; policy drop; }',
    input('ct state established drop'),
  ),
  inet(
    'chains for translation get nothing where no rule asks for connections',
    'chain n { type nat hook prerouting priority dstnat; udp dport 500 drop; }',
  ),
  inet(
    'and the first packet of each connection where one does',
    'chain n { type nat hook prerouting priority dstnat; udp dport 500 drop; }',
    input('ct mark 5 drop'),
  ),
  // Addresses and ports that change.
  inet(
    'IKE is sent to another port',
    'chain n { type nat hook prerouting priority dstnat; udp dport 500 redirect to :501; }',
  ),
  {
    ...inet(
      'a translation of IPv4 leaves IPv6 alone',
      'chain n { type nat hook prerouting priority dstnat; dnat ip to 10.0.0.9; }',
    ),
    // ESP and AH on their way out may meet the connection that was translated.
    untold: { 'address translation': 6 },
  },
  inet(
    'a translation to where it goes anyway changes nothing',
    'chain n { type nat hook prerouting priority dstnat; dnat ip to 10.0.0.1; }',
    input('ct status dnat drop'),
  ),
  inet(
    'a masquerade leaves the own address',
    'chain n { type nat hook postrouting priority srcnat; oifname "eth0" masquerade; }',
    output('ct status snat drop'),
  ),
  inet(
    'a map that has no entry for the packet ends the rule',
    'chain n { type nat hook prerouting priority dstnat; dnat ip to ip daddr map { 10.96.0.1 : 10.0.0.9 }; }',
  ),
  // Marks.
  inet(
    'a mark set before is seen after',
    'chain r { type filter hook prerouting priority raw; udp dport 500 meta mark set meta mark or 0x4000; }',
    input('meta mark & 0x4000 == 0x4000 drop'),
  ),
  inet(
    'a rule that marks and then asks for the mark it had',
    input('meta mark & 1 == 0 meta mark set meta mark or 1 drop'),
  ),
  inet(
    'the mark of a connection is that of its first packet, also for the answers',
    'chain r { type filter hook input priority -150; ct state new udp dport 500 ct mark set 7; }',
    output('ct mark 7 drop'),
  ),
  inet(
    'a mark of a connection that is carried over',
    'chain r { type filter hook prerouting priority -150; meta mark set ct mark; meta mark 0 ip saddr 10.0.0.2 ct mark set 9; }',
    input('meta mark 9 drop'),
  ),
  inet(
    'before conntrack there is no mark of a connection to copy',
    'chain r { type filter hook prerouting priority raw; policy drop; udp dport 500 meta mark set ct mark accept; accept; }',
  ),
  {
    ...none,
    why: 'and iptables copies none',
    tables: {
      ipv4: '*raw\n:PREROUTING ACCEPT [0:0]\n-A PREROUTING -j MARK --set-xmark 0x1/0xffffffff\n-A PREROUTING -p esp -j CT --notrack\nCOMMIT\n*mangle\n:PREROUTING ACCEPT [0:0]\n-A PREROUTING -j CONNMARK --restore-mark\n-A PREROUTING -m mark --mark 0x1 -j DROP\nCOMMIT\n',
    },
  },
  // Keys, sets and maps.
  inet(
    'a concatenation',
    input('meta l4proto . th dport { udp . 500, tcp . 22 } drop; iifname . ip saddr { "eth0" . 10.0.0.7 } drop'),
  ),
  inet(
    'the bytes of ESP where ports would be are half of its SPI',
    input('th dport 500 drop; th dport != 500 meta l4proto esp drop'),
  ),
  inet('the address form of firewalld', input('ip6 saddr { ::/96, ::ffff:0.0.0.0/96, 2002::/24 } drop')),
  inet(
    'elements with a timeout',
    'set s { type ipv4_addr; flags timeout; elements = { 10.0.0.7 timeout 1h }; }',
    input('ip saddr @s drop'),
  ),
  inet(
    'a verdict map with a last resort',
    'map m { type inet_service : verdict; flags interval; elements = { 400-499 : drop, 500 : accept, * : drop }; }',
    input('udp dport vmap @m'),
  ),
  inet(
    'what a verdict map does not have goes on',
    input('ip saddr vmap { 10.0.0.2 : accept, 10.0.0.7 : drop }; meta l4proto esp drop'),
  ),
  inet(
    'every part of a random choice drops',
    input('meta l4proto esp numgen random mod 2 vmap { 0 : drop, 1 : drop }'),
  ),
  inet(
    'a field that is put into a set must be there',
    'set s { type ipv4_addr; size 9; flags dynamic,timeout; timeout 1m; }',
    input('meta l4proto esp add @s { ip saddr } drop'),
  ),
  inet(
    'the way back',
    input(
      'fib saddr . mark . iif oif missing drop; fib saddr . iif oif exists udp dport 500 drop',
      'type filter hook prerouting priority -290; policy accept;',
    ),
  ),
  inet('AH over IPv6 is AH to nft', input('meta l4proto ah drop')),
  {
    ...none,
    why: 'and what stands behind it to iptables-legacy',
    legacy: { ipv6: '*filter\n:INPUT ACCEPT [0:0]\n-A INPUT -p 51 -j DROP\n-A INPUT -p esp -j DROP\nCOMMIT\n' },
  },
  {
    ...none,
    why: 'to addrtype a local address of IPv6 is unicast too, one of IPv4 is not',
    tables: {
      ipv4: '*filter\n:OUTPUT ACCEPT [0:0]\n-A OUTPUT -p esp -m addrtype --src-type UNICAST -j DROP\nCOMMIT\n',
      ipv6: '*filter\n:INPUT ACCEPT [0:0]\n:OUTPUT ACCEPT [0:0]\n-A OUTPUT -p esp -m addrtype --src-type UNICAST -j DROP\n-A INPUT -p udp -m addrtype --dst-type UNICAST,LOCAL -m udp --dport 500 -j DROP\n-A INPUT -p udp -m addrtype --src-type UNICAST,LOCAL -j DROP\nCOMMIT\n',
    },
  },
  // The order of chains.
  inet(
    'of two chains with one priority both are passed',
    'chain a { type filter hook input priority 0; accept; }',
    'chain b { type filter hook input priority 0; udp dport 500 drop; }',
  ),
  {
    ...none,
    why: 'iptables-legacy and nft are both asked',
    legacy: { ipv4: '*filter\n:INPUT DROP [0:0]\n-A INPUT -p udp -j ACCEPT\nCOMMIT\n' },
    nft: 'table inet t { chain i { type filter hook input priority 5; udp dport 500 drop; }; }',
  },
  {
    ...none,
    why: 'what iptables-nft-save cannot show is not what iptables-legacy has at its place',
    nft: 'table ip filter { chain own { ct mark set 0x1; }; }',
    tables: {
      ipv4: '*filter\n:INPUT ACCEPT [0:0]\n-A INPUT -m conntrack --ctstate NEW,ESTABLISHED -j ACCEPT\n-A INPUT -j DROP\nCOMMIT\n',
    },
    legacy: {
      ipv4: '*filter\n:INPUT ACCEPT [0:0]\n-A INPUT -m conntrack --ctstate RELATED -j ACCEPT\nCOMMIT\n',
    },
    untold: { 'xt conntrack': 12 },
  },
  {
    ...inet(
      'whether conntrack comes before a chain of its priority depends on which was there first',
      'chain o { type filter hook output priority -200; ct state new drop; }',
    ),
    untold: { 'the priority of conntrack': 21 },
  },
];
