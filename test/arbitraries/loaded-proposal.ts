/** Texts of `ike=`, `esp=` and `ah=`: mostly well-formed, with the names of every release, and with faults of every kind. */
import fc from 'fast-check';

const cipher = [
  ...['aes', 'aes128', 'aes192', 'aes256', 'aes_256', 'aes-256', 'AES256', 'aes_cbc', 'aes_cbc256', 'aes_cbc_128'],
  ...['aes_ctr', 'aesctr192', '3des', 'camellia', 'camellia256', 'camellia_ctr'],
];
const combined = [
  ...['aes_gcm', 'aes_gcm256', 'aes_gcm_16', 'aes_gcm_16_256', 'aes_gcm-128', 'aes_gcm_a', 'aes_gcm_c256'],
  ...['aes_gcm_8', 'aes_gcm_12_192', 'aes_ccm', 'aes_ccm_b256', 'aes_gmac', 'chacha20_poly1305', 'chacha20poly1305'],
  ...['aes_gmac256', 'null_auth_aes_gmac_128', 'aes_gcm_16-256'],
];
const oddCipher = [
  ...['null', '3des-192', 'aes512', 'aes-12x', 'aes0', 'blowfish', 'twofish256', 'cast', 'des', '', 'aes_gcm16'],
  ...['aes__256', 'aes_', '256', 'chacha20_poly1305-256', 'serpent'],
];
const hash = [
  ...['sha1', 'sha', 'sha2', 'sha256', 'sha2_256', 'sha2_384', 'sha384', 'sha512', 'sha2_512', 'SHA2_256', 'md5'],
  ...['hmac_sha1', 'hmac_sha2_256', 'hmac_md5', 'sha1_96', 'sha2_256_128', 'hmac_sha2_512_256', 'hmac_md5_96'],
  ...['aes_xcbc', 'aes128_xcbc', 'aes_xcbc_96', 'aes_cmac', 'aes_cmac_96', 'aes128_xcbc_96'],
];
const oddHash = ['none', 'null', 'sha3_256', 'sha2_224', '', 'hmac_sha2_256_truncbug', 'ripemd'];
const group = [
  ...[
    'dh14',
    'dh15',
    'dh16',
    'dh17',
    'dh18',
    'dh5',
    'dh19',
    'dh20',
    'dh21',
    'dh31',
    'modp1536',
    'modp2048',
    'modp3072',
    'modp4096',
    'modp6144',
    'modp8192',
    'MODP2048',
    'ecp256',
  ],
  ...['ecp_256', 'ecp384', 'ecp_521', 'curve25519'],
];
const oddGroup = [
  ...['none', 'null', 'dh0', 'dh99', 'x25519', '', 'group14', 'dh19+dh20', 'modp1024', 'dh2', 'dh22', 'dh23', 'dh24'],
];
const sequence = ['no', 'yes', '32_bit_sequential', 'partial_64_bit_sequential', '32bit', 'either', ''];
const slots = ['encrypt', 'prf', 'integ', 'ke', 'sn', 'addke1', 'addke2', 'addke7', 'addke8', 'kem', 'KE', 'dh', 'esn'];

const oneOf = (names: readonly string[]): fc.Arbitrary<string> => fc.constantFrom(...names);
const some = (names: readonly string[]): fc.Arbitrary<string> =>
  fc.array(oneOf(names), { minLength: 2, maxLength: 3 }).map((list) => list.join('+'));
const mostly = (names: readonly string[], odd: readonly string[]): fc.Arbitrary<string> =>
  fc.oneof(
    { weight: 20, arbitrary: oneOf(names) },
    { weight: 3, arbitrary: some(names) },
    { weight: 1, arbitrary: oneOf(odd) },
  );
const ciphers = mostly(cipher, oddCipher);
const combinedModes = mostly(combined, oddCipher);
const hashes = mostly(hash, oddHash);
const groups = mostly(group, oddGroup);
const maybe = (text: fc.Arbitrary<string>, freq: number): fc.Arbitrary<string> =>
  fc.oneof({ weight: freq, arbitrary: text }, { weight: 10 - freq, arbitrary: fc.constant('') });
const after = (before: string, text: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  text.map((word) => `${before}${word}`);

const named = fc
  .oneof(
    fc.tuple(fc.constantFrom('ke', 'addke1', 'addke2', 'addke7'), groups),
    fc.tuple(fc.constantFrom('prf', 'integ'), hashes),
    fc.tuple(fc.constant('encrypt'), ciphers),
    fc.tuple(fc.constant('sn'), oneOf(sequence)),
    fc.tuple(oneOf(slots), fc.oneof(groups, hashes, ciphers, oneOf(sequence))),
  )
  .map(([slot, value]) => `${slot}=${value}`);
const lastGroup = fc.oneof(
  { weight: 8, arbitrary: after(';', groups) },
  { weight: 3, arbitrary: after('-', groups) },
  { weight: 1, arbitrary: after('+', groups) },
);
const more = maybe(after(';', named), 2);
const joined = (...parts: readonly fc.Arbitrary<string>[]): fc.Arbitrary<string> =>
  fc.tuple(...parts).map((texts) => texts.join(''));

const classic = joined(ciphers, maybe(after('-', hashes), 8), maybe(after('-', hashes), 1), maybe(lastGroup, 5), more);
const aead = joined(combinedModes, maybe(after('-', hashes), 4), maybe(lastGroup, 5), more);
const hashFirst = joined(hashes, maybe(lastGroup, 5), more);
const free = fc
  .array(fc.tuple(fc.constantFrom('-', ';', '+', ';', '-'), fc.oneof(named, ciphers, combinedModes, hashes, groups)), {
    minLength: 1,
    maxLength: 4,
  })
  .map((parts) => parts.map(([before, text], i) => (i === 0 ? text : `${before}${text}`)).join(''));

const proposal = fc.oneof(
  { weight: 6, arbitrary: classic },
  { weight: 3, arbitrary: aead },
  { weight: 3, arbitrary: hashFirst },
  { weight: 3, arbitrary: free },
);

/** A whole value. */
export const loadedProposal: fc.Arbitrary<string> = fc
  .oneof(
    { weight: 3, arbitrary: proposal.map((one) => [one]) },
    { weight: 1, arbitrary: fc.array(classic, { minLength: 2, maxLength: 3 }) },
    { weight: 1, arbitrary: fc.array(proposal, { minLength: 1, maxLength: 3 }) },
  )
  .map((list) => list.join(','));
