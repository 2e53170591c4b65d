/**
 * Pairs of which somebody was once wrong about what becomes of them, each with what the daemons do: `yes` where all three of
 * 4.3, 4.10 and 5.2 bring it up from both ends and renew it, `no` where none does, or one answer a release.
 */
import type { Base } from './draft.ts';

/** What the daemons do, on 4.3, 4.10 and 5.2. */
export type Truth = 'yes' | 'no' | readonly [v43: boolean, v410: boolean, v52: boolean];

export interface Row {
  readonly why: string;
  readonly base: Base;
  /** Edits, of end a where nothing is said, with `@b` or `@both`. */
  readonly edits: readonly string[];
  readonly truth: Truth;
}

const row = (base: Base, why: string, truth: Truth, ...edits: readonly string[]): Row => ({ base, why, edits, truth });

export const rows: readonly Row[] = [
  // Keys and hashes
  row('rsa', 'RSA 1024 cannot sign over the hash that both prefer', 'no', 'key rsa1024'),
  row('rsa', 'RSA 1024 signs over SHA2-256 where both ask for it', 'yes', 'key rsa1024', 'authby=rsa-sha2_256@both'),
  row('rsa', 'SHA-1 against SHA-2', 'no', 'authby=rsa-sha1', 'authby=rsa-sha2@b'),
  row('rsa', 'SHA-1 against what allows both', 'yes', 'authby=rsa-sha1'),
  row('rsa', 'two hashes without overlap', 'no', 'authby=rsa-sha2_256', 'authby=rsa-sha2_512@b'),
  row('rsa', 'two lists of hashes that overlap', 'yes', 'authby=rsa-sha2_256,rsa-sha2_512', 'authby=rsa-sha2_512@b'),
  row('ecdsa', 'an ECDSA key and the default authby', 'no', 'authby=@both'),
  row('ecdsa', 'an ECDSA key and a list that begins with RSA', 'no', 'authby=rsasig,ecdsa@both'),
  row('ecdsa', 'an ECDSA key, and the secret beside it', 'yes', 'authby=secret,ecdsa'),
  row('rsa', 'an RSA key where the peer takes ECDSA', 'no', 'authby=ecdsa'),
  row('psk', 'a secret, and RSA before it', 'no', 'authby=rsasig,secret'),
  row('psk', 'a secret for both ends by leftauth and rightauth', [false, true, true], 'leftauth and rightauth'),
  row('rsa', 'leftauth against the peer’s authby', 'no', 'leftauth=secret'),
  row('rsa', 'rightauth against the peer’s authby', 'no', 'rightauth=secret'),
  row('rsa', 'a certificate that is sent if asked for', 'no', 'leftsendcert=sendifasked'),
  // Authorities
  row('rsa', 'a part of the CA’s name', 'no', 'rightca="O=Example {N}"'),
  row('rsa', 'the CA’s name in another order', 'no', 'rightca="CN=CA {N}, O=Example {N}"'),
  row('rsa', 'the CA is not in the database', 'no', 'no CA'),
  row('rsa', 'the CA is there, and not trusted', 'yes', 'CA untrusted'),
  row('rsa', 'no revocation list where one host insists on one', 'no', 'crl-strict=yes'),
  row('rsa', 'only the peer has the intermediate', 'yes', 'by intermediate, peer has it'),
  row('rsa', 'only the host itself has its intermediate', 'no', 'by intermediate, own has it'),
  row('rsa', 'the private key is elsewhere', 'no', 'no private key'),
  // IDs
  row('rsa', 'an ID that the own certificate has too', [false, true, true], 'rightid subset'),
  row('rsa', 'an ID with an asterisk', [false, true, true], 'rightid wildcard'),
  row('rsa', 'an ID of the CN alone, which is exact', [false, true, true], 'rightid CN alone'),
  row('rsa', 'the own end on the right', 'yes', 'mirrored'),
  // Terms
  row('psk', 'esn=yes on one end', [false, true, true], 'esn=yes'),
  row('psk', 'esn=no on one end', 'yes', 'esn=no'),
  row('psk', 'esn=yes against esn=no', 'no', 'esn=yes', 'esn=no@b'),
  row('psk', 'pfs=no on one end', 'no', 'pfs=no'),
  row('psk', 'a group in esp= on one end', [true, true, false], 'esp=aes256-sha2_256;modp2048'),
  row(
    'psk',
    'a group in esp= on one end, not the one of the IKE SA',
    [false, true, false],
    'esp=aes256-sha2_256;modp3072',
  ),
  row('psk', 'a group in esp= on both ends, not the one of the IKE SA', 'yes', 'esp=aes256-sha2_256;modp3072@both'),
  row('psk', 'ike= on one end, of what the release offers', 'yes', 'ike=aes256-sha2_256;dh19'),
  row('psk', 'ike= on one end, of what the release does not offer', 'no', 'ike=aes128-sha1;modp2048'),
  row('psk', 'narrowing with ondemand is not routed', 'no', 'narrowing=yes'),
  row('psk', 'narrowing, added', 'yes', 'narrowing, added'),
  // Several conns, and what takes packets from them
  row('psk', 'TCP passes to one port', 'no', 'passthrough tcp/22'),
  row('psk', 'TCP passes', 'no', 'passthrough tcp'),
  row('psk', 'TCP would pass, and is weaker', 'yes', 'passthrough tcp/22 weak'),
  row('psk', 'everything would pass, and the conn is first', 'yes', 'passthrough whole'),
  row('psk', 'everything would pass, and the other conn is first', [false, false, true], 'passthrough whole, first'),
  row('rsa', 'TCP passes to the peer by a subnet, on the host that is asked', 'no', 'passthrough peer by subnet@b'),
  row('psk', 'the net passes, by priority', 'no', 'passthrough net strong'),
  row('psk', 'the net would pass, and is weaker', 'yes', 'passthrough net'),
  row('psk', 'everything passes, by priority', 'no', 'passthrough any, strong'),
  row('psk', 'another host passes', 'yes', 'passthrough elsewhere'),
  row('psk', 'one port is rejected', 'no', 'reject udp/53'),
  row('psk', 'one port is dropped', 'no', 'drop tcp/23'),
  row('psk', 'a conn that passes and is only added', 'yes', 'passthrough added'),
  row('rsa', 'a second conn that says the same', [false, false, true], 'second the same'),
  row('rsa', 'a second conn that says the same, before it', [false, false, true], 'second the same, first@b'),
  row('rsa', 'a second conn for another ID', 'yes', 'second other id'),
  row('rsa-fromcert', 'a second conn for an ID, beside one for whoever the CA has certified', 'yes', 'second other id'),
  row('rsa', 'a second conn with another proposal', 'no', 'second other esp'),
  row('psk', 'a second conn that only one end has', 'no', 'second tcp'),
  row('psk', 'a second conn that both have', 'yes', 'second tcp, told'),
  row('psk', 'two conns, one for each direction', 'yes', 'two directions, told'),
  row(
    'rsa-fromcert',
    'two conns, one for each direction, for whoever the CA has certified',
    'no',
    'two directions, told',
  ),
  row('rsa', 'the same on one end alone', 'no', 'rightid=%fromcert', 'two directions, told'),
  row('rsa-fromcert', 'a list of two subnets, for whoever the CA has certified', [false, true, true], 'subnets of two'),
  row('psk', 'a subnet in a list and beside it', [false, false, true], 'subnets of two@both'),
  row('psk', 'a second conn with a group in esp=', [false, false, true], 'second tcp with group in esp, told'),
  row('psk', 'a second conn without new keys', [false, false, true], 'second tcp with no pfs, told'),
  row('rsa-names', 'a second conn by which the peer has another ID', 'no', 'second tcp, told', 'rightid=subject'),
  row('rsa', 'a second conn with other IDs', 'yes', 'second tcp with other IDs, told'),
  row('psk', 'a second conn for a subnet that both have', 'yes', 'second, subnet told'),
  row('psk', 'a second conn for a subnet that the peer does not know', 'no', 'second for subnet'),
  row('psk', 'a list of one subnet against the subnet', 'yes', 'subnets of one'),
  row('psk', 'a conn for anybody beside it', 'yes', 'template any'),
  row('rsa', 'a conn for anybody before it, for whoever the CA has certified', 'yes', 'template any, fromcert, first'),
  row('psk', 'only a conn for anybody', 'no', 'right=%any'),
  // Secrets
  ...(
    [
      ['secret of peer address', 'no'],
      ['secret own %any', 'yes'],
      ['secret %any peer', 'yes'],
      ['secret %any %any', 'yes'],
      ['secret %any6', 'yes'],
      ['secret with %any too', 'no'],
      ['secret twice', 'yes'],
      ['secret any any against none', 'no'],
    ] as const
  ).map(([edit, truth]) => row('psk', `secrets: ${edit}`, truth, edit)),
  row('psk', 'secrets: by address, and an ID that leaves it open', 'yes', 'rightid=%any'),
  row('psk-names', 'secrets: by name, and an ID that leaves it open', 'no', 'rightid=%any'),
  row('psk-names', 'secrets: names in other case', 'yes', 'secret by NAMES'),
];
