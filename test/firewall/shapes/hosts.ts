/**
 * Rule sets in the shapes that hosts of clusters have: what kube-proxy, network plugins, container engines and distributions load,
 * written anew from their public documentation, with the mesh let in, shut out, or forgotten.
 */
import type { FilterProgram } from '../../arbitraries/filter-program.ts';

/** A rule set of the arena, and why it is here. */
export interface Shape extends FilterProgram {
  readonly why: string;
  /** Questions that cannot be told, and why not. */
  readonly untold?: Readonly<Record<string, number>>;
}

const none = { nft: '', tables: {}, legacy: {} } as const;
const ipv4 = (why: string, text: string): Shape => ({ ...none, why, tables: { ipv4: text } });
const nft = (why: string, text: string): Shape => ({ ...none, why, nft: text });

/** https://kubernetes.io/docs/reference/networking/virtual-ips/, mode iptables. */
const kubeProxyFilter = `*filter
:INPUT ACCEPT [0:0]
:FORWARD ACCEPT [0:0]
:OUTPUT ACCEPT [0:0]
:KUBE-EXTERNAL-SERVICES - [0:0]
:KUBE-FIREWALL - [0:0]
:KUBE-FORWARD - [0:0]
:KUBE-NODEPORTS - [0:0]
:KUBE-PROXY-FIREWALL - [0:0]
:KUBE-SERVICES - [0:0]
-A INPUT -m conntrack --ctstate NEW -m comment --comment "kubernetes load balancer firewall" -j KUBE-PROXY-FIREWALL
-A INPUT -m comment --comment "kubernetes health check service ports" -j KUBE-NODEPORTS
-A INPUT -m conntrack --ctstate NEW -m comment --comment "kubernetes externally-visible service portals" -j KUBE-EXTERNAL-SERVICES
-A INPUT -j KUBE-FIREWALL
-A FORWARD -m conntrack --ctstate NEW -j KUBE-PROXY-FIREWALL
-A FORWARD -m comment --comment "kubernetes forwarding rules" -j KUBE-FORWARD
-A OUTPUT -m conntrack --ctstate NEW -j KUBE-PROXY-FIREWALL
-A OUTPUT -m conntrack --ctstate NEW -m comment --comment "kubernetes service portals" -j KUBE-SERVICES
-A OUTPUT -j KUBE-FIREWALL
-A KUBE-FIREWALL ! -s 127.0.0.0/8 -d 127.0.0.0/8 -m comment --comment "block incoming localnet connections" -m conntrack ! --ctstate RELATED,ESTABLISHED,DNAT -j DROP
-A KUBE-FORWARD -m conntrack --ctstate INVALID -j DROP
-A KUBE-FORWARD -m mark --mark 0x4000/0x4000 -j ACCEPT
-A KUBE-SERVICES -d 10.96.0.77/32 -p tcp -m comment --comment "default/web has no endpoints" -m tcp --dport 80 -j REJECT --reject-with icmp-port-unreachable
END
COMMIT
`;
const kubeProxyNat = `*nat
:PREROUTING ACCEPT [0:0]
:OUTPUT ACCEPT [0:0]
:POSTROUTING ACCEPT [0:0]
:KUBE-MARK-MASQ - [0:0]
:KUBE-NODEPORTS - [0:0]
:KUBE-POSTROUTING - [0:0]
:KUBE-SEP-A - [0:0]
:KUBE-SEP-B - [0:0]
:KUBE-SERVICES - [0:0]
:KUBE-SVC-DNS - [0:0]
-A PREROUTING -m comment --comment "kubernetes service portals" -j KUBE-SERVICES
-A OUTPUT -m comment --comment "kubernetes service portals" -j KUBE-SERVICES
-A POSTROUTING -m comment --comment "kubernetes postrouting rules" -j KUBE-POSTROUTING
-A KUBE-MARK-MASQ -j MARK --set-xmark 0x4000/0x4000
-A KUBE-NODEPORTS -p tcp -m comment --comment "default/web" -m tcp --dport 30080 -j KUBE-SVC-DNS
-A KUBE-POSTROUTING -m mark ! --mark 0x4000/0x4000 -j RETURN
-A KUBE-POSTROUTING -j MARK --set-xmark 0x4000/0x0
-A KUBE-POSTROUTING -m comment --comment "kubernetes service traffic requiring SNAT" -j MASQUERADE --random-fully
-A KUBE-SEP-A -s 10.244.1.7/32 -j KUBE-MARK-MASQ
-A KUBE-SEP-A -p udp -m udp -j DNAT --to-destination 10.244.1.7:53
-A KUBE-SEP-B -s 10.244.2.9/32 -j KUBE-MARK-MASQ
-A KUBE-SEP-B -p udp -m udp -j DNAT --to-destination 10.244.2.9:53
-A KUBE-SERVICES -d 10.96.0.10/32 -p udp -m comment --comment "kube-system/kube-dns:dns cluster IP" -m udp --dport 53 -j KUBE-SVC-DNS
-A KUBE-SERVICES -m comment --comment "kubernetes service nodeports; NOTE: this must be the last rule in this chain" -m addrtype --dst-type LOCAL -j KUBE-NODEPORTS
-A KUBE-SVC-DNS ! -s 10.244.0.0/16 -d 10.96.0.10/32 -p udp -m udp --dport 53 -j KUBE-MARK-MASQ
-A KUBE-SVC-DNS -m statistic --mode random --probability 0.50000000000 -j KUBE-SEP-A
-A KUBE-SVC-DNS -j KUBE-SEP-B
COMMIT
`;

/** https://kubernetes.io/docs/reference/networking/virtual-ips/, mode nftables; KEP-3866. */
const kubeProxyNft = `table ip kube-proxy {
  set cluster-ips { type ipv4_addr; comment "Active ClusterIPs"; elements = { 10.96.0.1, 10.96.0.10 }; }
  set nodeport-ips { type ipv4_addr; comment "IPs that accept NodePort traffic"; elements = { 10.0.0.1 }; }
  map no-endpoint-services { type ipv4_addr . inet_proto . inet_service : verdict; elements = { 10.96.0.77 . tcp . 80 : goto reject-chain }; }
  map no-endpoint-nodeports { type inet_proto . inet_service : verdict; }
  map firewall-ips { type ipv4_addr . inet_proto . inet_service : verdict; }
  map service-ips { type ipv4_addr . inet_proto . inet_service : verdict; elements = { 10.96.0.10 . udp . 53 : goto service-dns, 10.96.0.1 . tcp . 443 : goto service-dns }; }
  map service-nodeports { type inet_proto . inet_service : verdict; elements = { tcp . 30080 : goto service-dns }; }
  chain filter-prerouting { type filter hook prerouting priority dstnat - 10; policy accept; ct state new jump firewall-check; }
  chain filter-input { type filter hook input priority filter; policy accept; ct state new jump nodeport-endpoints-check; ct state new jump service-endpoints-check; }
  chain filter-output { type filter hook output priority dstnat - 10; policy accept; ct state new jump service-endpoints-check; ct state new jump firewall-check; }
  chain filter-output-post-dnat { type filter hook output priority dstnat + 10; policy accept; ct state new jump cluster-ips-check; }
  chain nat-prerouting { type nat hook prerouting priority dstnat; policy accept; jump services; }
  chain nat-output { type nat hook output priority dstnat; policy accept; jump services; }
  chain nat-postrouting { type nat hook postrouting priority srcnat; policy accept; jump masquerading; }
  chain firewall-check { ip daddr . meta l4proto . th dport vmap @firewall-ips; }
  chain nodeport-endpoints-check { ip daddr @nodeport-ips meta l4proto . th dport vmap @no-endpoint-nodeports; }
  chain service-endpoints-check { ip daddr . meta l4proto . th dport vmap @no-endpoint-services; }
  chain cluster-ips-check { ip daddr @cluster-ips reject comment "Reject traffic to invalid ports of ClusterIPs"; }
  chain services { ip daddr . meta l4proto . th dport vmap @service-ips; ip daddr @nodeport-ips meta l4proto . th dport vmap @service-nodeports; }
  chain service-dns { ip daddr 10.96.0.10 udp dport 53 ip saddr != 10.244.0.0/16 jump mark-for-masquerade; numgen random mod 2 vmap { 0 : goto endpoint-a, 1 : goto endpoint-b }; }
  chain endpoint-a { ip saddr 10.244.1.7 jump mark-for-masquerade; meta l4proto udp dnat to 10.244.1.7:53; }
  chain endpoint-b { ip saddr 10.244.2.9 jump mark-for-masquerade; meta l4proto udp dnat to 10.244.2.9:53; }
  chain mark-for-masquerade { meta mark set meta mark or 0x4000; }
  chain masquerading { meta mark & 0x4000 == 0 return; meta mark set meta mark xor 0x4000; masquerade fully-random; }
  chain reject-chain { reject; }
}`;

/** https://docs.tigera.io/calico/latest/network-policy/hosts/: a host endpoint whose profile lets in what is listed. */
const calico = (allowed: string) => `*raw
:PREROUTING ACCEPT [0:0]
:OUTPUT ACCEPT [0:0]
:cali-PREROUTING - [0:0]
:cali-OUTPUT - [0:0]
:cali-rpf-skip - [0:0]
-A PREROUTING -m comment --comment "cali:6gwbT8clXdHdC1b1" -j cali-PREROUTING
-A OUTPUT -m comment --comment "cali:tVnHkvAo15HuiPy0" -j cali-OUTPUT
-A cali-PREROUTING -j MARK --set-xmark 0x0/0xf0000
-A cali-PREROUTING -i cali+ -j MARK --set-xmark 0x40000/0x40000
-A cali-PREROUTING -m mark --mark 0x40000/0x40000 -j cali-rpf-skip
-A cali-PREROUTING -m mark --mark 0x40000/0x40000 -m rpfilter --validmark --invert -j DROP
-A cali-PREROUTING -m mark --mark 0x0/0x40000 -m comment --comment "host endpoints" -j RETURN
-A cali-PREROUTING -m mark --mark 0x10000/0x10000 -j ACCEPT
-A cali-OUTPUT -j MARK --set-xmark 0x0/0xf0000
-A cali-OUTPUT -m mark --mark 0x10000/0x10000 -j ACCEPT
COMMIT
*filter
:INPUT ACCEPT [0:0]
:FORWARD ACCEPT [0:0]
:OUTPUT ACCEPT [0:0]
:cali-INPUT - [0:0]
:cali-OUTPUT - [0:0]
:cali-fh-eth0 - [0:0]
:cali-fhfw-eth0 - [0:0]
:cali-failsafe-in - [0:0]
:cali-failsafe-out - [0:0]
:cali-from-host-endpoint - [0:0]
:cali-to-host-endpoint - [0:0]
:cali-pi-mesh - [0:0]
:cali-th-eth0 - [0:0]
:cali-wl-to-host - [0:0]
-A INPUT -m comment --comment "cali:Cz_u1IQiXIMmKD4c" -j cali-INPUT
-A OUTPUT -m comment --comment "cali:tVnHkvAo15HuiPy1" -j cali-OUTPUT
-A cali-INPUT -i cali+ -g cali-wl-to-host
-A cali-INPUT -m mark --mark 0x10000/0x10000 -j ACCEPT
-A cali-INPUT -j MARK --set-xmark 0x0/0xf0000
-A cali-INPUT -j cali-from-host-endpoint
-A cali-INPUT -m comment --comment "Host endpoint policy accepted packet." -m mark --mark 0x10000/0x10000 -j ACCEPT
-A cali-OUTPUT -m mark --mark 0x10000/0x10000 -j ACCEPT
-A cali-OUTPUT -o cali+ -j RETURN
-A cali-OUTPUT -j MARK --set-xmark 0x0/0xf0000
-A cali-OUTPUT -m conntrack ! --ctstate DNAT -j cali-to-host-endpoint
-A cali-OUTPUT -m comment --comment "Host endpoint policy accepted packet." -m mark --mark 0x10000/0x10000 -j ACCEPT
-A cali-failsafe-in -p tcp -m multiport --dports 22 -j ACCEPT
-A cali-failsafe-in -p udp -m multiport --dports 68 -j ACCEPT
-A cali-failsafe-out -p udp -m multiport --dports 53 -j ACCEPT
-A cali-fh-eth0 -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
-A cali-fh-eth0 -m conntrack --ctstate INVALID -j DROP
-A cali-fh-eth0 -j cali-failsafe-in
-A cali-fh-eth0 -j MARK --set-xmark 0x0/0x10000
-A cali-fh-eth0 -m comment --comment "Start of policies" -j MARK --set-xmark 0x0/0x20000
-A cali-fh-eth0 -m mark --mark 0x0/0x20000 -j cali-pi-mesh
-A cali-fh-eth0 -m comment --comment "Return if policy accepted" -m mark --mark 0x10000/0x10000 -j RETURN
-A cali-fh-eth0 -m comment --comment "Drop if no policies passed packet" -m mark --mark 0x0/0x20000 -j DROP
-A cali-from-host-endpoint -i eth0 -g cali-fh-eth0
${allowed
  .split('\n')
  .map((line) => `-A cali-pi-mesh ${line} -j MARK --set-xmark 0x10000/0x10000`)
  .join('\n')}
-A cali-pi-mesh -m mark --mark 0x10000/0x10000 -j RETURN
-A cali-th-eth0 -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
-A cali-th-eth0 -j cali-failsafe-out
-A cali-th-eth0 -j MARK --set-xmark 0x10000/0x10000
-A cali-to-host-endpoint -o eth0 -g cali-th-eth0
-A cali-wl-to-host -j RETURN
COMMIT
`;

/** https://docs.docker.com/engine/network/packet-filtering-firewalls/ */
const docker = `*filter
:INPUT ACCEPT [0:0]
:FORWARD DROP [0:0]
:OUTPUT ACCEPT [0:0]
:DOCKER - [0:0]
:DOCKER-ISOLATION-STAGE-1 - [0:0]
:DOCKER-ISOLATION-STAGE-2 - [0:0]
:DOCKER-USER - [0:0]
-A FORWARD -j DOCKER-USER
-A FORWARD -j DOCKER-ISOLATION-STAGE-1
-A FORWARD -o docker0 -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
-A DOCKER -d 172.17.0.2/32 ! -i docker0 -o docker0 -p tcp -m tcp --dport 80 -j ACCEPT
-A DOCKER-ISOLATION-STAGE-1 -i docker0 ! -o docker0 -j DOCKER-ISOLATION-STAGE-2
-A DOCKER-ISOLATION-STAGE-1 -j RETURN
-A DOCKER-ISOLATION-STAGE-2 -o docker0 -j DROP
-A DOCKER-USER -j RETURN
COMMIT
*nat
:PREROUTING ACCEPT [0:0]
:INPUT ACCEPT [0:0]
:OUTPUT ACCEPT [0:0]
:POSTROUTING ACCEPT [0:0]
:DOCKER - [0:0]
-A PREROUTING -m addrtype --dst-type LOCAL -j DOCKER
-A OUTPUT ! -d 127.0.0.0/8 -m addrtype --dst-type LOCAL -j DOCKER
-A POSTROUTING -s 172.17.0.0/16 ! -o docker0 -j MASQUERADE
-A DOCKER -i docker0 -j RETURN
-A DOCKER ! -i docker0 -p PUBLISHED -j DNAT --to-destination 172.17.0.2:80
COMMIT
`;

/** ufw(8): the chains before, user and after, with what is allowed in `ufw-user-input`. */
const ufw = (allowed: string) => `*filter
:INPUT DROP [0:0]
:FORWARD DROP [0:0]
:OUTPUT ACCEPT [0:0]
:ufw-before-input - [0:0]
:ufw-after-input - [0:0]
:ufw-reject-input - [0:0]
:ufw-track-input - [0:0]
:ufw-not-local - [0:0]
:ufw-logging-deny - [0:0]
:ufw-skip-to-policy-input - [0:0]
:ufw-user-input - [0:0]
:ufw-user-limit - [0:0]
:ufw-user-limit-accept - [0:0]
-A INPUT -j ufw-before-input
-A INPUT -j ufw-after-input
-A INPUT -j ufw-reject-input
-A INPUT -j ufw-track-input
-A ufw-after-input -p udp -m udp --dport 137 -j ufw-skip-to-policy-input
-A ufw-after-input -m addrtype --dst-type BROADCAST -j ufw-skip-to-policy-input
-A ufw-before-input -i lo -j ACCEPT
-A ufw-before-input -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
-A ufw-before-input -m conntrack --ctstate INVALID -j ufw-logging-deny
-A ufw-before-input -m conntrack --ctstate INVALID -j DROP
-A ufw-before-input -p icmp -m icmp --icmp-type 8 -j ACCEPT
-A ufw-before-input -j ufw-not-local
-A ufw-before-input -d 224.0.0.251/32 -p udp -m udp --dport 5353 -j ACCEPT
-A ufw-before-input -j ufw-user-input
-A ufw-logging-deny -m conntrack --ctstate INVALID -m limit --limit 3/min --limit-burst 10 -j RETURN
-A ufw-logging-deny -m limit --limit 3/min --limit-burst 10 -j LOG --log-prefix "[UFW BLOCK] "
-A ufw-not-local -m addrtype --dst-type LOCAL -j RETURN
-A ufw-not-local -m addrtype --dst-type MULTICAST -j RETURN
-A ufw-not-local -m addrtype --dst-type BROADCAST -j RETURN
-A ufw-not-local -m limit --limit 3/min --limit-burst 10 -j ufw-logging-deny
-A ufw-not-local -j DROP
-A ufw-skip-to-policy-input -j DROP
${allowed}
-A ufw-user-input -p tcp -m tcp --dport 22 -m conntrack --ctstate NEW -m recent --set --name DEFAULT --mask 255.255.255.255 --rsource
-A ufw-user-input -p tcp -m tcp --dport 22 -m conntrack --ctstate NEW -m recent --update --seconds 30 --hitcount 6 --name DEFAULT --mask 255.255.255.255 --rsource -j ufw-user-limit
-A ufw-user-input -p tcp -m tcp --dport 22 -j ufw-user-limit-accept
-A ufw-user-limit -j REJECT --reject-with icmp-port-unreachable
-A ufw-user-limit-accept -j ACCEPT
COMMIT
`;

/** flannel's documentation, `--ip-masq`; pods are 10.244.0.0/16. */
const flannel = `*nat
:POSTROUTING ACCEPT [0:0]
:FLANNEL-POSTRTG - [0:0]
-A POSTROUTING -m comment --comment "flanneld masq" -j FLANNEL-POSTRTG
-A FLANNEL-POSTRTG -m mark --mark 0x4000/0x4000 -j RETURN
-A FLANNEL-POSTRTG -s 10.244.1.0/24 -d 10.244.0.0/16 -j RETURN
-A FLANNEL-POSTRTG -s 10.244.0.0/16 -d 10.244.1.0/24 -j RETURN
-A FLANNEL-POSTRTG ! -s 10.244.0.0/16 -d 10.244.1.0/24 -j RETURN
-A FLANNEL-POSTRTG -s 10.244.0.0/16 ! -d 224.0.0.0/4 -j MASQUERADE --random-fully
-A FLANNEL-POSTRTG ! -s 10.244.0.0/16 -d 10.244.0.0/16 -j MASQUERADE --random-fully
COMMIT
`;

/** The rules of iptables-services on RHEL, with the chain of OpenShift 3.11 in front of the last line. */
const openshift = (chain: string) => `*filter
:INPUT ACCEPT [0:0]
:FORWARD ACCEPT [0:0]
:OUTPUT ACCEPT [0:0]
:OS_FIREWALL_ALLOW - [0:0]
-A INPUT -m state --state RELATED,ESTABLISHED -j ACCEPT
-A INPUT -p icmp -j ACCEPT
-A INPUT -i lo -j ACCEPT
-A INPUT -p tcp -m state --state NEW -m tcp --dport 22 -j ACCEPT
-A INPUT -j OS_FIREWALL_ALLOW
-A INPUT -j REJECT --reject-with icmp-host-prohibited
-A FORWARD -j REJECT --reject-with icmp-host-prohibited
-A OS_FIREWALL_ALLOW -p tcp -m state --state NEW -m tcp --dport 10250 -j ACCEPT
-A OS_FIREWALL_ALLOW -p udp -m state --state NEW -m udp --dport 4789 -j ACCEPT
${chain}COMMIT
`;
const guide = `-A OS_FIREWALL_ALLOW -i eth0 -p esp -j ACCEPT
-A OS_FIREWALL_ALLOW -i eth0 -p ah -j ACCEPT
-A OS_FIREWALL_ALLOW -i eth0 -p udp -m udp --dport 500 -j ACCEPT
-A OS_FIREWALL_ALLOW -i eth0 -p udp -m udp --dport 4500 -j ACCEPT
`;

/** The workstation of nftables' own wiki and of distributions' /etc/nftables.conf, as strict as those are. */
const workstation = (more: string) => `table inet filter {
  set LANv4 { type ipv4_addr; flags interval; elements = { 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16, 169.254.0.0/16 }; }
  set LANv6 { type ipv6_addr; flags interval; elements = { fd00::/8, fe80::/10 }; }
  set TCP_accepted { type inet_service; flags interval; elements = { 22, 80, 443 }; }
  chain my_input_lan { udp sport 1900 udp dport >= 1024 meta pkttype host limit rate 4/second burst 20 packets accept; udp sport 5353 accept; ${more} }
  chain my_input {
    type filter hook input priority filter; policy drop;
    iif lo accept
    ct state invalid drop
    ct state established,related accept
    meta l4proto ipv6-icmp accept
    meta l4proto icmp accept
    ip protocol igmp accept
    ip6 saddr @LANv6 jump my_input_lan
    ip saddr @LANv4 jump my_input_lan
    tcp dport @TCP_accepted accept
    reject with icmpx port-unreachable
  }
  chain my_output { type filter hook output priority filter; policy accept; }
}`;

/** fail2ban's action nftables, its chains before those of the host: sets with timeouts, that rules outside the packet's way fill. */
const fail2ban = `table inet f2b-table {
  set addr-set-sshd { type ipv4_addr; flags timeout; elements = { 10.0.0.7 timeout 10m, 203.0.113.9 timeout 10m }; }
  set addr6-set-recidive { type ipv6_addr; flags timeout; elements = { fd00::7 timeout 1w }; }
  chain f2b-chain {
    type filter hook input priority filter - 1; policy accept;
    tcp dport 22 ip saddr @addr-set-sshd reject with icmp port-unreachable
    meta l4proto { tcp, udp, esp } ip6 saddr @addr6-set-recidive reject
  }
}`;

export const hosts: readonly Shape[] = [
  ipv4('kube-proxy, mode iptables', kubeProxyFilter.replace('END\n', '') + kubeProxyNat),
  ipv4(
    'kube-proxy behind a policy that drops, the mesh let in after it',
    (kubeProxyFilter + kubeProxyNat)
      .replace(':INPUT ACCEPT', ':INPUT DROP')
      .replace('END\n', '-A INPUT -p esp -j ACCEPT\n-A INPUT -p udp -m multiport --dports 500,4500 -j ACCEPT\n'),
  ),
  nft('kube-proxy, mode nftables', kubeProxyNft),
  {
    ...none,
    why: 'kube-proxy in nftables beside flannel in iptables and a host that lets in only the mesh',
    nft: `${kubeProxyNft}\n${workstation('meta l4proto esp accept; udp dport { 500, 4500 } accept;')}`,
    tables: { ipv4: flannel },
  },
  ipv4('Calico, a host endpoint that lets in the mesh', calico('-p esp\n-p udp -m multiport --dports 500,4500')),
  ipv4('Calico, a host endpoint that lets in a peer', calico('-p udp -s 10.0.0.2 -m multiport --dports 500')),
  ipv4('Docker that publishes TCP 80', docker.replace('-p PUBLISHED', '-p tcp -m tcp --dport 80')),
  ipv4('Docker that publishes UDP 500', docker.replace('-p PUBLISHED', '-p udp -m udp --dport 500')),
  ipv4('ufw without the mesh', ufw('')),
  ipv4(
    'ufw with the mesh',
    ufw('-A ufw-user-input -p esp -j ACCEPT\n-A ufw-user-input -p udp -m multiport --dports 500,4500 -j ACCEPT'),
  ),
  ipv4('flannel', flannel),
  ipv4('OpenShift 3.11 before the guide', openshift('')),
  ipv4('OpenShift 3.11 with the guide', openshift(guide)),
  { ...none, why: 'the same on iptables-legacy, which no nft shows', legacy: { ipv4: openshift('') } },
  {
    ...none,
    why: 'iptables-nft lets in what iptables-legacy drops',
    tables: { ipv4: openshift(guide) },
    legacy: { ipv4: openshift('') },
  },
  nft('a workstation', workstation('')),
  nft(
    'a workstation that lets in the mesh',
    workstation('meta l4proto { esp, ah } accept; udp dport { 500, 4500 } accept;'),
  ),
  nft(
    'fail2ban',
    `${fail2ban}\n${workstation('meta l4proto . th dport { udp . 500, udp . 4500 } accept; meta l4proto esp accept;')}`,
  ),
];
