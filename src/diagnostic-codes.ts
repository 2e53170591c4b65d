/**
 * The one table of codes. A code is readable and never reused; `docs/diagnostics.md` has a section for each, and a
 * test provokes each. One line a code: its usual severity and, in a few words, what is required.
 */
import type { Severity } from './diagnostic.ts';

const table = {
  'firewall/accept-not-final': ['info', 'in nftables every table must let a packet pass'],
  'firewall/ah-unused': ['info', 'only a protocol that is used should be opened'],
  'firewall/bad-name': ['error', 'a chain or interface has a plain name'],
  'firewall/blocked': ['error', "IKE and ESP pass a host's packet filter both ways"],
  'firewall/cannot-tell': ['info', 'a rule in the way of IKE and ESP must be one that is understood'],
  'firewall/exempt-node': ['error', 'with requireEsp no node is reached in clear'],
  'firewall/inexpressible': ['error', 'a back end must be able to say what is wanted'],
  'firewall/nat-t-closed': ['warning', 'UDP 4500 should pass where a NAT may be found'],
  'firewall/unreadable': ['warning', 'rules that a host has must be readable'],
  'firewall/wrong-interface': ['error', "the rules open the interface that has the host's address"],

  'inventory/address-family': ['error', 'a node has at most one address of each family'],
  'inventory/duplicate-key': ['error', 'a key of a mapping is written once'],
  'inventory/duplicate-link': ['error', 'a link is given once'],
  'inventory/duplicate-node': ['error', 'node names differ in more than case'],
  'inventory/file-unreadable': ['error', 'a file that the inventory names can be read'],
  'inventory/host-bits': ['error', 'the host bits of a prefix are zero'],
  'inventory/missing': ['error', 'a required key is given'],
  'inventory/node-name': ['error', 'a node name is a host name'],
  'inventory/pem-required': ['error', 'the library gets PEM text where the command line takes a path'],
  'inventory/syntax': ['error', 'the inventory is YAML or JSON'],
  'inventory/unknown-key': ['error', 'a key is one of those of the contract'],
  'inventory/unknown-node': ['error', 'a link joins two nodes of the inventory'],
  'inventory/unquoted-release': ['error', 'a release is a text in quotes, not a number'],
  'inventory/value': ['error', 'a value is of the kind that its key takes'],
  'inventory/not-yet': ['error', 'a part of the contract that this version does not do yet'],
  'inventory/weak-master': ['error', 'the master of the pre-shared keys must have at least 32 random bytes'],

  'libreswan/bad-identity': ['error', 'an ID is one that the release can read'],
  'libreswan/bad-nickname': ['error', 'a nickname is 1 to 64 of the characters A-Z a-z 0-9 . _ -'],
  'libreswan/bad-proposal': ['error', 'ike= and esp= must be written as libreswan reads them'],
  'libreswan/bad-value': ['error', 'a value must be one that the release takes'],
  'libreswan/bad-release': ['error', 'a release is written "MAJOR.MINOR", quoted'],
  'libreswan/empty-subject': ['error', 'a subject that serves as an ID has at least one attribute'],
  'libreswan/group-ambiguous': ['error', 'an entry of a policy group must be the same network on every release'],
  'libreswan/group-duplicate': ['warning', 'a network should stand in a policy group once'],
  'libreswan/group-entry': ['error', 'an entry of a policy group must be an address or a prefix'],
  'libreswan/group-host-bits': ['error', 'the host bits of a prefix must be zero'],
  'libreswan/group-truncated': ['error', 'a line of a policy group must not lose the rest of the file'],
  'libreswan/inexpressible-secret': ['error', 'a record of a secrets file must be one that the format can say'],
  'libreswan/conn-name': ['error', 'the name of a conn is read alike by every release and tool'],
  'libreswan/inexpressible-value': ['error', 'a value must be one that ipsec.conf can carry'],
  'libreswan/long-line': ['error', 'a line of a secrets or policy-group file must fit into the line buffer'],
  'libreswan/newer-than-table': ['warning', 'the release should be one that the table knows'],
  'libreswan/no-common-proposal': ['error', 'two linked hosts offer an ESP proposal in common'],
  'libreswan/no-common-spelling': ['error', 'a line must mean the same on every release of a range'],
  'libreswan/option-not-free': ['error', 'a further keyword must be one that swanmesh leaves to its user'],
  'libreswan/secret-conflict': ['warning', 'two records for the same hosts have the same key'],
  'libreswan/secret-crash': ['error', 'a record must not end with its colon'],
  'libreswan/secret-for-anybody': ['warning', 'a pre-shared key names the hosts that use it'],
  'libreswan/secret-selector': ['error', 'a selector of a secrets file must be an ID that the release can read'],
  'libreswan/secret-syntax': ['error', 'a record of a secrets file must be complete and well-formed'],
  'libreswan/secret-type': ['warning', 'a key is of a type that the release knows'],
  'libreswan/secret-unneeded': ['info', 'a record of a secrets file should be needed'],
  'libreswan/unknown-keyword': ['error', 'a keyword must be one that the release knows'],
  'libreswan/unsupported-algorithm': ['error', 'every release must know the algorithms of ike= and esp='],
  'libreswan/subject-too-long': ['error', 'a subject that serves as an ID has at most 800 bytes'],
  'libreswan/unknown-release': ['error', 'the release must be one that exists'],
  'libreswan/unmatchable-subject': ['error', 'pluto can compare every value of a subject'],
  'libreswan/weak-psk': ['warning', 'a pre-shared key should have at least 32 bytes'],
  'libreswan/wildcard-subject': ['error', 'no value of a subject is a lone asterisk'],

  'mesh/address-not-covered': ['warning', 'explicit conns cover the address of the node alone'],
  'mesh/ambiguous-subject': ['error', 'no subject is contained in that of another host'],
  'mesh/conn-name-collision': ['error', 'conn names are unique'],
  'mesh/crossing-initiations': ['warning', 'one end of a pair initiates'],
  'mesh/duplicate-address': ['error', 'an address belongs to one node'],
  'mesh/encapsulation-conflict': ['error', 'linked nodes do not ask for opposite encapsulation'],
  'mesh/no-common-family': ['error', 'linked nodes share an address family'],
  'mesh/plaintext-until-up': ['warning', 'no packet leaves in clear before the SA is up'],

  'mtu/floor-differs': ['warning', 'the ends should accept one transform only, so that one number is true'],
  'mtu/link-mtu': ['error', 'the link MTU must be one that IP works with'],
  'mtu/link-mtu-differs': ['warning', 'linked hosts should have links of the same MTU'],
  'mtu/set-esp': ['warning', 'esp= should be written where crypto-policies would set it'],
  'mtu/too-small': ['error', 'what is left must be enough for the family inside'],
  'mtu/transport-family': ['error', 'transport mode cannot change the family of a packet'],

  'render/ecdsa-needs-3.26': ['error', 'the host knows ECDSA certificates'],
  'render/mixed-keys-need-4.4': ['error', 'a host with an RSA and an ECDSA key in one pair can name both'],

  'x509/bad-friendly-name': ['error', 'a friendly name must be text without controls'],
  'x509/bad-iterations': ['error', 'the number of iterations must be within limits'],
  'x509/bad-signature': ['error', 'a signature must be the one of the issuer'],
  'x509/bad-string': ['warning', 'a string should be valid for its type'],
  'x509/ca-on-host': ['error', 'a host certificate must not be one of an authority'],
  'x509/control-character': ['error', 'a name must not hold control characters'],
  'x509/duplicate-extension': ['error', 'an extension must be there once'],
  'x509/encrypted-key': ['error', 'a private key must not be encrypted'],
  'x509/expired': ['error', 'the certificate must be valid at the time of the check'],
  'x509/inverted-validity': ['error', 'the validity must begin before it ends'],
  'x509/key-mismatch': ['error', 'the private key must belong to the certificate'],
  'x509/key-not-checked': ['warning', 'it should be known that the private key belongs to the certificate'],
  'x509/malformed': ['error', 'DER must hold what a certificate holds'],
  'x509/malformed-key': ['error', 'a private key must be readable'],
  'x509/name-constraints-not-checked': ['warning', 'an authority that restricts names should be looked at'],
  'x509/no-certificate': ['error', 'the input must hold a certificate'],
  'x509/no-private-key': ['error', 'the input must hold a private key'],
  'x509/no-root': ['error', 'a chain must lead to a root'],
  'x509/not-an-authority': ['error', 'an authority must say that it is one'],
  'x509/not-der': ['error', 'a certificate must be strict DER'],
  'x509/not-yet-valid': ['error', 'the certificate must be valid at the time of the check'],
  'x509/odd-alt-name': ['warning', 'a subject alternative name should be of the usual form'],
  'x509/other-block': ['warning', 'a file of certificates should hold nothing else'],
  'x509/path-too-long': ['error', 'no more authorities may stand below one than it allows'],
  'x509/pem-base64': ['error', 'a PEM block must hold exact base64'],
  'x509/pem-malformed': ['error', 'a PEM block must begin and end with the same label'],
  'x509/reused-serial': ['error', 'an authority must give a serial number once'],
  'x509/several-certificates': ['error', 'exactly one certificate must stand there'],
  'x509/several-keys': ['error', 'exactly one private key must stand there'],
  'x509/signature-not-checked': ['warning', 'a signature should be checked'],
  'x509/too-large': ['error', 'an input must not be larger than what is read'],
  'x509/unknown-critical-extension': ['error', 'a critical extension must be one that NSS knows'],
  'x509/unknown-issuer': ['error', 'the issuer must be one of the given authorities'],
  'x509/unparsable-extension': ['error', 'an extension must be readable'],
  'x509/unusable-key': ['error', 'the key must be one that NSS can use'],
  'x509/unusable-key-usage': ['error', 'the key usage must allow what the certificate is for'],
  'x509/unusable-purpose': ['error', 'the extended key usage must allow IKE'],
  'x509/weak-key': ['warning', 'an RSA key should have at least 2048 bits'],
  'x509/weak-signature': ['warning', 'a certificate should be signed with SHA-256 or better'],
} as const;

/** A stable, readable name of a kind of finding. */
export type DiagnosticCode = keyof typeof table;

/** What the table says of a code. */
export interface CodeMeaning {
  readonly severity: Severity;
  /** What is required, in a few words. */
  readonly title: string;
}

/** Every code with its usual severity and what it requires. */
export const diagnosticCodes: Readonly<Record<DiagnosticCode, CodeMeaning>> = Object.fromEntries(
  Object.entries(table).map(([code, [severity, title]]) => [code, { severity, title }]),
) as Record<DiagnosticCode, CodeMeaning>;
