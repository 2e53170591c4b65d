/** The numbers that others subtract, and the one case each of which is exact. */
import { type MtuQuestion, mtuAnswer } from './answer.ts';
import { geneve } from './overlay.ts';
import { type EspTransform, espTransform } from './transform.ts';

/** A number that is written into other programs. */
export interface KnownOverhead {
  readonly bytes: number;
  /** Who subtracts it. */
  readonly user: string;
  /** The case in which it is exact, for people. */
  readonly exactly: string;
  /** The same as a question: its link MTU less what is left in the overlay is `bytes`. */
  readonly question: MtuQuestion;
  /** What is wrong with it elsewhere. */
  readonly elsewhere: string;
}

function asked(transform: EspTransform, change: Partial<MtuQuestion> = {}): MtuQuestion {
  return {
    linkMtu: 1500,
    mode: 'tunnel',
    outer: 'ipv4',
    inner: 'ipv4',
    udpEncapsulation: false,
    selected: [transform],
    accepted: [transform],
    overlays: [],
    ...change,
  };
}

/**
 * The common constants 46, 62, 77 and 120.
 *
 * @see openshift/cluster-network-operator#928 (46), submariner `ExpectedIPSECOverhead` (62), flannel `ipsecOverhead` and
 * Cilium `EncryptionIPsecOverhead` (77)
 */
export function knownOverheads(): readonly KnownOverhead[] {
  const gcm8 = espTransform('AES_GCM_8');
  const cbc = espTransform('AES_CBC', 'HMAC_SHA2_256_128');
  if (gcm8 === undefined || cbc === undefined) return [];
  return [
    {
      bytes: 46,
      user: 'OpenShift with OVN-Kubernetes',
      exactly: 'AES-GCM with an ICV of 8 bytes, tunnel mode over IPv4',
      question: asked(gcm8),
      elsewhere:
        'OpenShift means transport mode with AES-GCM-16 and counts a salt, a long sequence number and 4 bytes of padding that no packet has: 34 to 37 are taken, in UDP 42 to 45',
    },
    {
      bytes: 62,
      user: 'the OpenShift 3 guide, Submariner',
      exactly: 'AES-CBC with SHA2-256-128 (or SHA1-96, of which 4 stay unused), tunnel mode over IPv4, link MTU 1500',
      question: asked(cbc),
      elsewhere: 'AES-GCM-16 takes 54; in UDP it is 78; over another link MTU up to 15 more',
    },
    {
      bytes: 77,
      user: 'flannel, Cilium',
      exactly: 'the same over the worst link MTU, one byte short of a block, such as 1499',
      question: asked(cbc, { linkMtu: 1499 }),
      elsewhere: 'over 1500 it gives 15 bytes away; over IPv6 or in UDP it is too small',
    },
    {
      bytes: 120,
      user: "IPsec under OVN's Geneve, put into one number",
      exactly: '62 for AES-CBC with SHA2-256-128 in tunnel mode over IPv4, and 58 for Geneve with 8 bytes of options',
      question: asked(cbc, { overlays: [[geneve(8)]] }),
      elsewhere: 'with VXLAN it is 112; with hosts on IPv6 172',
    },
  ];
}

/** What is missing of the link's MTU where the question's packet is, overlay included. */
export function overheadOf(question: MtuQuestion): number {
  return question.linkMtu - mtuAnswer(question).overlayMtu;
}
