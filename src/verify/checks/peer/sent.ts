import { diagnostic } from '../../../diagnostics/diagnostic.ts';
import { atLeast } from '../../../libreswan/release.ts';
import { otherEnd, type PeerCheck } from '../check.ts';
import { signs } from '../pair/authentication.ts';

/**
 * `verify/nickname`: an end with `leftsendcert=sendifasked` is asked for its certificate. pluto asks where its own conn says
 * from which CA the peer's certificate must come, and 4.3 does not ask at all.
 *
 * @see libreswan `programs/pluto/ikev2_cert.c` (need_v2CERTREQ_in_IKE_SA_INIT_response); run on 4.3, 4.10 and 5.2
 */
export const checkSent: PeerCheck = (expecting, other) => {
  if (!signs(other) || other.writtenFor('local', 'sendcert')?.meaning !== 'sendifasked') return [];
  const authority = expecting.writtenFor('remote', 'ca')?.value;
  if (atLeast(expecting.host.release, '4.10') && authority !== undefined && authority !== '%any') return [];
  const side = expecting.side === 'left' ? 'right' : 'left';
  return [
    diagnostic(
      'verify/nickname',
      other.placeFor('local', 'sendcert'),
      `${other.host.name} sends its certificate only when asked, and ${expecting.host.name} does not ask`,
      {
        hint: `remove the line, or write ${side}ca=%same on ${expecting.host.name} from libreswan 4.10 on`,
        related: [otherEnd(expecting, `${side}ca`)],
      },
    ),
  ];
};
