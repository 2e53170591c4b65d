/** What the help, the manual page and the tests know of a command beside its options: examples and exit statuses. */

/** One call, and what it does. */
export interface Example {
  readonly call: string;
  readonly does: string;
}

const examplesOf: Readonly<Record<string, readonly Example[]>> = {
  init: [
    { call: 'swanmesh init', does: 'write cluster.yaml with three example hosts and comments' },
    {
      call: 'swanmesh init nodes.json --certificates pki --libreswan 4.10',
      does: 'the same for the nodes of kubectl get nodes -o json',
    },
  ],
  import: [
    { call: 'ansible-inventory --list | swanmesh import ansible', does: "print an inventory of Ansible's hosts" },
    {
      call: 'swanmesh import kubernetes nodes.json --merge cluster.yaml --check',
      does: 'say which nodes cluster.yaml lacks',
    },
  ],
  render: [
    { call: 'swanmesh render cluster.yaml -o tree', does: 'write one folder a host below tree' },
    { call: 'swanmesh render cluster.yaml --host node-1.example.com', does: 'print the files of one host as JSON' },
    { call: 'swanmesh render cluster.yaml --shard 2/4 -o tree', does: 'write the second quarter of the hosts' },
    { call: 'swanmesh render cluster.yaml --format kubernetes -o mesh.yaml', does: 'write objects for kubectl apply' },
  ],
  check: [
    { call: 'swanmesh check cluster.yaml', does: 'show everything that is wrong' },
    { call: 'swanmesh check cluster.yaml --strict --format github', does: 'fail on warnings too, with annotations' },
  ],
  verify: [
    { call: 'swanmesh verify cluster.yaml hosts', does: 'compare what hosts have with the inventory' },
    { call: 'swanmesh verify hosts', does: 'compare the hosts with one another' },
    { call: 'swanmesh verify cluster.yaml hosts --report report.html', does: 'also write a page for people' },
  ],
  diff: [
    { call: 'swanmesh diff cluster.yaml hosts', does: 'say what render would change' },
    { call: 'swanmesh diff cluster.yaml hosts --exit-code', does: 'end with status 3 where anything differs' },
  ],
  explain: [
    { call: 'swanmesh explain cluster.yaml node-1 node-2 --proto tcp --port 443', does: 'follow a packet of the plan' },
    {
      call: 'swanmesh explain hosts node-1 node-2 --stopped node-2',
      does: 'the same for what hosts have, while node-2 is down',
    },
  ],
  rollout: [
    {
      call: 'swanmesh rollout cluster.yaml -o rollout --out plan.json',
      does: 'plan a first roll-out, with the files of each stage',
    },
    { call: 'swanmesh rollout cluster.yaml hosts --max-parallel 5', does: 'plan from what hosts have, five at once' },
  ],
  status: [
    { call: 'swanmesh status plan.json hosts', does: 'say which stages are done and what is next' },
    { call: 'swanmesh status plan.json hosts --json', does: 'the same for programs' },
  ],
  renew: [
    {
      call: 'swanmesh renew cluster.yaml --host node-1 --certificate new.crt',
      does: 'say what a renewed certificate changes, and where',
    },
    { call: 'swanmesh renew cluster.yaml --host node-1 --certificate new.crt --json', does: 'the same for programs' },
  ],
  graph: [
    { call: 'swanmesh graph matrix cluster.yaml hosts -o matrix.svg', does: 'draw the verdict on every pair' },
    { call: 'swanmesh graph mesh cluster.yaml --format dot', does: 'print the planned links for Graphviz' },
    { call: 'swanmesh graph packet --esp aes256-sha2_256 > packet.svg', does: 'draw the largest packet, every header' },
  ],
  'collect-script': [
    { call: 'swanmesh collect-script > collect.sh', does: 'write the script that gathers a host for verify' },
    { call: "swanmesh collect-script | ssh host 'sh -s'", does: 'run it on a host' },
  ],
  mtu: [
    { call: 'swanmesh mtu cluster.yaml', does: 'the MTU of every pair, host and the cluster' },
    {
      call: 'swanmesh mtu --link-mtu 1500 --outer ipv4 --esp aes256-sha2_256',
      does: 'the arithmetic for one path, byte by byte',
    },
  ],
  advise: [
    { call: 'swanmesh advise cluster.yaml', does: 'what the mesh costs, each number with its formula and source' },
    { call: 'swanmesh advise cluster.yaml --link-speed 25G', does: 'and what a link of that speed asks for' },
  ],
  authority: [
    { call: 'swanmesh authority init cluster.yaml', does: 'make the authority that the inventory names, and its key' },
    { call: 'swanmesh authority issue cluster.yaml', does: 'make key and certificate of every host that has none' },
  ],
  cert: [
    { call: 'swanmesh cert pki/node-1.crt', does: 'show the ID and nickname of a certificate' },
    { call: 'swanmesh cert pki/*.crt --issuer pki/ca.crt', does: 'check signatures too' },
  ],
  expiry: [
    { call: 'swanmesh expiry cluster.yaml', does: 'show which certificate ends next' },
    { call: 'swanmesh expiry hosts --within 30d', does: 'end with status 1 where anything ends within thirty days' },
  ],
  conf: [
    { call: 'swanmesh conf ipsec.conf --libreswan 4.10', does: 'say what that release makes of every line' },
    { call: 'swanmesh conf etc/ipsec.conf --libreswan 5.2 --root .', does: 'follow includes below a folder' },
  ],
  p12: [
    { call: 'swanmesh p12 --cert n.crt --key n.key --ca ca.crt -o n.p12', does: 'make the file for pk12util -W ""' },
    {
      call: 'swanmesh p12 cluster.yaml --host node-1.example.com -o node-1.p12',
      does: 'the same with the files and the nickname of the inventory',
    },
  ],
  'psk-master': [
    { call: 'swanmesh psk-master -o psk.key', does: 'write a new master key' },
    { call: 'swanmesh psk-master > psk.key', does: 'print one' },
  ],
  filter: [
    {
      call: 'swanmesh filter cluster.yaml < requests > answers',
      does: 'answer every line, such as {"id": 1, "request": "render", "host": "node-1"}',
    },
    {
      call: 'swanmesh filter',
      does: 'the same for requests that bring their inventories; schema --of filter says more',
    },
  ],
  schema: [
    { call: 'swanmesh schema > swanmesh.schema.json', does: 'write the schema of the inventory for an editor' },
    {
      call: 'swanmesh schema | check-jsonschema --schemafile /dev/stdin cluster.yaml',
      does: 'validate with another tool',
    },
  ],
  'explain-code': [
    { call: 'swanmesh explain-code mesh/ambiguous-subject', does: 'what a finding means, and what to do' },
    { call: 'swanmesh explain-code', does: 'list every code' },
  ],
  'explain-log': [
    {
      call: 'journalctl -u ipsec --since -1h | swanmesh explain-log',
      does: 'say what failed in the last hour, and why',
    },
    {
      call: 'swanmesh explain-log pluto.log --conf /etc/ipsec.conf --root /',
      does: 'the same with the line of the configuration to look at',
    },
  ],
  lsp: [
    { call: 'swanmesh lsp --stdio', does: 'serve the editor that calls it' },
    { call: 'swanmesh lsp --stdio --libreswan 4.10', does: 'read ipsec.conf as 4.10 does' },
  ],
  completion: [
    { call: 'source <(swanmesh completion bash)', does: 'completion in this shell' },
    { call: 'swanmesh completion fish > ~/.config/fish/completions/swanmesh.fish', does: 'completion in every fish' },
  ],
  man: [
    { call: 'swanmesh man | man -l -', does: 'read the manual page' },
    { call: 'swanmesh man > /usr/local/share/man/man1/swanmesh.1', does: 'install it' },
  ],
};

/** Two examples or more of a command, by its name. */
export function examplesFor(command: string): readonly Example[] {
  return examplesOf[command] ?? [];
}

const statuses: Readonly<Record<string, string>> = {
  0: 'done, no finding of severity error',
  1: 'findings of severity error (warnings too with --strict)',
  2: 'wrong usage, or a file that cannot be read or written',
};

const differences: Readonly<Record<string, string>> = {
  diff: 'a difference and no error, with --exit-code',
  import: 'something to change and no error, with --merge --exit-code',
};

/** The exit statuses of a command with what each means. */
export function exitStatusesOf(command: string): readonly (readonly [string, string])[] {
  const own = differences[command];
  return [...Object.entries(statuses), ...(own === undefined ? [] : [['3', own] as const])];
}
