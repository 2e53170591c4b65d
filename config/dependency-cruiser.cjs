// The arrows of docs/overview.md. Each rule names a room and what it may import besides itself, `diagnostics` and `bytes`.
const base = '^src/(diagnostics|bytes)/';
const room = (name, ...allowed) => ({
  name: `${name}-imports-only-its-own`,
  severity: 'error',
  comment: `src/${name} may import ${['itself', 'diagnostics', 'bytes', ...allowed].join(', ')}`,
  from: { path: `^src/${name}/` },
  to: { path: '^src/', pathNot: [base, `^src/${name}/`, ...allowed.map((other) => `^src/${other}/`)] },
});
const typesOnly = (from, to) => ({
  name: `${from}-takes-only-types-of-${to}`,
  severity: 'error',
  comment: `src/${from} may use the types of src/${to}, not its code`,
  from: { path: `^src/${from}/` },
  to: { path: `^src/${to}/`, dependencyTypesNot: ['type-only'] },
});
const onlyIn = (dependency, ...paths) => ({
  name: `${dependency.replace(/\W+/g, '-')}-stays-in-its-room`,
  severity: 'error',
  comment: `${dependency} may be imported by ${paths.join(', ')} alone`,
  from: { path: '^src/', pathNot: paths },
  to: { path: `^node_modules/${dependency}` },
});

module.exports = {
  forbidden: [
    {
      name: 'no-cycle',
      severity: 'error',
      comment: 'a circle has no first file to read',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-orphan',
      severity: 'error',
      comment: 'a file that nobody imports is dead',
      from: {
        orphan: true,
        path: '^src/',
        pathNot: ['\\.d\\.ts$', '^src/index\\.ts$', '^src/cli/main\\.ts$', '^src/x509/index\\.ts$', '^src/bytes/'],
      },
      to: {},
    },
    {
      name: 'unresolvable',
      severity: 'error',
      comment: 'an import must be found',
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: 'core-has-no-node',
      severity: 'error',
      comment: 'only the CLI may touch files, clock, randomness and terminal',
      from: { path: '^src/', pathNot: '^src/cli/' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'core-knows-no-cli',
      severity: 'error',
      comment: 'the CLI is the outermost room',
      from: { path: '^src/', pathNot: '^src/cli/' },
      to: { path: '^src/cli/' },
    },
    {
      name: 'diagnostics-imports-nothing',
      severity: 'error',
      comment: 'diagnostics is the ground floor',
      from: { path: '^src/diagnostics/' },
      to: { pathNot: '^src/diagnostics/' },
    },
    {
      name: 'x509-is-its-own-entry',
      severity: 'error',
      comment: 'the main entry must not pull in the ASN.1 libraries',
      from: { path: '^src/index\\.ts$' },
      to: { path: '^src/x509/(index|keys|chain|pkcs12|verifier)', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'unit-tests-start-no-program',
      severity: 'error',
      comment: 'a test that starts a program is called *.tools.test.ts, so that `npm run test:unit` needs none',
      from: {
        path: '^test/.*\\.test\\.ts$',
        pathNot: ['\\.(tools|long)\\.test\\.ts$', '^test/(cli|package|real|daemons)/'],
      },
      to: { path: '^(node:)?child_process$', reachable: true },
    },
    room('bytes'),
    room('net'),
    room('esp', 'net'),
    room('x509', 'net'),
    room('inventory', 'net', 'libreswan', 'x509'),
    typesOnly('inventory', 'x509'),
    room('libreswan', 'net', 'esp', 'x509'),
    typesOnly('libreswan', 'x509'),
    room('firewall', 'net'),
    room('mesh', 'inventory', 'x509', 'libreswan', 'firewall', 'esp', 'net'),
    typesOnly('mesh', 'inventory'),
    typesOnly('mesh', 'x509'),
    room('render', 'mesh', 'libreswan', 'firewall', 'esp', 'x509', 'net'),
    typesOnly('render', 'x509'),
    // What a host has; what becomes of it is for others to say.
    room('hosts', 'libreswan', 'firewall', 'x509', 'net'),
    room('verify', 'hosts', 'render', 'mesh', 'libreswan', 'firewall', 'esp', 'x509', 'net'),
    typesOnly('verify', 'x509'),
    room('diff', 'hosts', 'verify', 'render', 'mesh', 'libreswan', 'net'),
    {
      name: 'printing-is-the-last-step',
      severity: 'error',
      comment: 'documents are values: only render/ and the entries of the package take a printer',
      from: { path: '^src/', pathNot: '^src/(render|libreswan|firewall|cli)/|^src/index\\.ts$' },
      to: { path: '^src/(libreswan/.*/print|firewall/.*/(print|files|script))\\.ts$' },
    },
    {
      name: 'nothing-reads-what-was-printed',
      severity: 'error',
      comment: 'who compares takes the values of a rendering, never its text',
      from: { path: '^src/(hosts|verify|diff|explain|rollout)/' },
      to: { path: '^src/render/', pathNot: '^src/render/(prepare|conn-sections|rendered-file)\\.ts$' },
    },
    onlyIn('node-forge', '^src/x509/'),
    onlyIn('zod', '^src/inventory/'),
    onlyIn('ipaddr\\.js', '^src/net/'),
    onlyIn('(commander|yaml)', '^src/cli/'),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'types', 'default'] },
  },
};
