// The pages of the playground: a title, what it says, and its fields. scripts/playground.js builds a page and a script of each.
const select = (id, label, values) =>
  `<label>${label} <select id="${id}">${values.map((value) => `<option>${value}</option>`).join('')}</select></label>`;
const input = (id, label, value) =>
  `<label>${label} <input id="${id}" value="${value}" autocomplete="off" spellcheck="false"></label>`;
const area = (id, label, value) =>
  `<p><label for="${id}">${label}</label></p><p><textarea id="${id}" rows="14" spellcheck="false">${value}</textarea></p>`;

export const pages = [
  {
    name: 'mesh',
    title: 'Mesh',
    says: 'Drop the folder that holds one folder for each host, as the collect script writes them: every pair is judged.',
    fields: `<label>Folder <input type="file" id="files" webkitdirectory multiple></label> ${input('libreswan', 'Release, where no file says it', '')}`,
  },
  {
    name: 'conf',
    title: 'ipsec.conf',
    says: 'Paste a configuration and move the slider: what each release makes of every line.',
    fields: `<p><label for="release">Release</label> <input type="range" id="release" min="0"> <output id="release-name" for="release"></output></p>${area('conf', 'ipsec.conf', 'conn a\n\tleft=10.0.0.1\n\tright=10.0.0.2\n\tkeyexchange=ikev2\n\tesp=aes256-sha2_256\n\tauto=ondemand\n')}`,
  },
  {
    name: 'certificates',
    title: 'Certificates',
    says: 'Drop certificates in PEM or DER: their ID, their nickname, and what keeps them from working. Never drop a private key.',
    fields: '<label>Files <input type="file" id="files" multiple></label>',
  },
  {
    name: 'mtu',
    title: 'MTU',
    says: 'How much of a link IPsec and an overlay leave, every byte named.',
    fields: `${input('linkMtu', 'Link MTU', '1500')} ${select('outer', 'Hosts', ['ipv4', 'ipv6'])} ${select('inner', 'Packets', ['ipv4', 'ipv6'])} ${select('type', 'Mode', ['tunnel', 'transport'])} ${select('encapsulation', 'In UDP', ['no', 'yes'])} ${select('overlay', 'Overlay', ['none', 'vxlan', 'geneve'])} ${input('esp', 'esp=', 'aes256-sha2_256')} ${input('libreswan', 'Release', '4.10')}`,
  },
  {
    name: 'filter',
    title: 'Packet filter',
    says: 'Paste iptables-save, or nft -j list ruleset: whether IKE and ESP pass, and by which rule.',
    fields: `${input('local', 'Host', '10.0.0.1')} ${input('peer', 'Peer', '10.0.0.2')} ${input('interface', 'Interface', 'eth0')}${area('rules', 'Rules', '*filter\n:INPUT DROP [0:0]\n:FORWARD ACCEPT [0:0]\n:OUTPUT ACCEPT [0:0]\n-A INPUT -p esp -j ACCEPT\n-A INPUT -p udp --dport 500 -j ACCEPT\nCOMMIT\n')}`,
  },
];
