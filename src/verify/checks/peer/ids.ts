import { shown } from '../../../bytes/shown.ts';
import { type Diagnostic, diagnostic } from '../../../diagnostics/diagnostic.ts';
import type { DnAttribute } from '../../../libreswan/identity/dn-der.ts';
import { matchDn } from '../../../libreswan/identity/match-dn.ts';
import { matchesIdentity } from '../../../libreswan/identity/match-identity.ts';
import { type Identity, parseIdentity } from '../../../libreswan/identity/parse-identity.ts';
import { isUnsetId } from '../../../libreswan/identity/unset-id.ts';
import { atLeast } from '../../../libreswan/release.ts';
import type { Conn } from '../../conn.ts';
import type { PeerCheck, Surroundings } from '../check.ts';
import { proofOf, signs } from '../pair/authentication.ts';

/**
 * What a conn expects of the other end's identity:
 * `verify/unreadable-id`: the release can read the ID. `verify/unmatched-id`: the certificate that the other end shows
 * satisfies it, and up to 3.32 the ID that it sends. `verify/wide-id`: it fits that host alone. `verify/unknown-id`: it can be
 * told whether it does.
 */
export const checkIds: PeerCheck = (expecting, other, surroundings) => {
  const written = expecting.writtenFor('remote', 'id');
  const text = written?.value;
  const at = expecting.placeFor('remote', written === undefined ? '' : 'id');
  const { release } = expecting.host;
  if (text !== undefined) {
    const parsed = parseIdentity(text, release, at);
    if (parsed.kind === 'failed') {
      const costs = atLeast(release, '5.0') ? 'does not load the conn' : "takes the host's address instead";
      return [
        diagnostic(
          'verify/unreadable-id',
          at,
          `the ID of ${other.host.name} must be one that ${release} reads, not ${shown(text)}; it ${costs}`,
          {
            hint: parsed.findings[0]?.message ?? 'write the subject of the certificate',
          },
        ),
      ];
    }
  }
  if (!signs(other)) return compareTexts(expecting, other);
  const certificate = surroundings.certificateOf(other);
  if (certificate === undefined) return compareTexts(expecting, other);
  // Where nothing is written the ID is the address, which parseIdentity reads as such.
  const asked = text === undefined || isUnsetId(text) ? expecting.remoteAddress : text;
  const { verdict, reason, tooWide } = matchesIdentity(asked, certificate, release);
  const related = [{ at: other.placeFor('local', 'cert'), message: `the certificate of ${other.host.name}` }];
  if (verdict === 'no') {
    const message =
      text === undefined
        ? `the ID of ${other.host.name} must be written, since its certificate does not hold its address: ${reason}`
        : `the ID must be that of the certificate of ${other.host.name}, not ${shown(text)}: ${reason}`;
    const hint = `write ${expecting.side === 'left' ? 'right' : 'left'}id= with the full subject of the certificate`;
    return [diagnostic('verify/unmatched-id', at, message, { hint, related })];
  }
  if (verdict === 'unknown')
    return [
      diagnostic(
        'verify/unknown-id',
        at,
        `cannot tell whether the ID matches the certificate of ${other.host.name}: ${reason}`,
        {
          hint: 'write the full subject of the certificate, in its order',
          related,
        },
      ),
    ];
  if (/(^|[=,/\s])\*\s*($|[,/])/.test(asked) && !atLeast(release, '4.10'))
    return [
      diagnostic(
        atLeast(release, '4.4') ? 'verify/unknown-id' : 'verify/unmatched-id',
        at,
        `an ID with an asterisk makes the conn a pattern, which ${release} does not route, and answers nobody with`,
        { hint: 'write the full subject of the certificate', related },
      ),
    ];
  return [
    ...(tooWide ? wideFindings(asked, expecting, other, surroundings) : []),
    ...(atLeast(release, '4.0') ? [] : sentFindings(asked, expecting, other)),
  ];
};

/**
 * Up to 3.32 an initiator also asks that the ID that is sent is the one that it has: without `leftid=` that is the address.
 * Up to 3.20 one that is not the subject of the own certificate is replaced by the subject.
 */
function sentFindings(asked: string, expecting: Conn, other: Conn): readonly Diagnostic[] {
  const sent = other.writtenFor('local', 'id')?.value;
  const isReplaced = sent !== undefined && !atLeast(other.host.release, '3.21');
  if (asked === '%fromcert' || sent === '%fromcert' || isReplaced) return [];
  const text = sent === undefined || isUnsetId(sent) ? other.localAddress : sent;
  if (same(asked, expecting, text, other)) return [];
  return [
    diagnostic(
      'verify/unmatched-id',
      other.placeFor('local', 'id'),
      `the ID that ${other.host.name} sends must be the one that ${expecting.host.name} has for it, ${shown(asked)}, not ${shown(text)}: ${expecting.host.release} asks for both when it initiates`,
      {
        hint: `write ${other.side}id= with the full subject of the certificate`,
        related: [{ at: expecting.placeFor('remote', 'id'), message: `the ID that ${expecting.host.name} expects` }],
      },
    ),
  ];
}

/** Whose certificates an ID fits beside the one that is meant. */
function wideFindings(
  text: string,
  expecting: Conn,
  other: Conn,
  { certificates }: Surroundings,
): readonly Diagnostic[] {
  const at = expecting.placeFor('remote', 'id');
  const hint = 'write the full subject of the certificate';
  if (text === '%fromcert')
    return [
      diagnostic(
        'verify/wide-id',
        at,
        `an ID should fit ${other.host.name} alone, and %fromcert admits every certificate of the CA`,
        {
          severity: 'info',
          hint,
        },
      ),
    ];
  const others = certificates.filter(
    ({ host, certificate }) =>
      host !== other.host && matchesIdentity(text, certificate, expecting.host.release).verdict === 'yes',
  );
  const also = others.find(({ host }) => host !== expecting.host) ?? others[0];
  const wildcard = /(^|[=,/\s])\*\s*($|[,/])|\\2a/i.test(text);
  if (also === undefined && !wildcard) return [];
  const whom = also === undefined ? 'any value' : `the certificate of ${also.host.name}`;
  // The host itself, or nobody that is known, does not stand in for the peer.
  const isHarmless = also === undefined || also.host === expecting.host;
  return [
    diagnostic(
      'verify/wide-id',
      at,
      `an ID must fit ${other.host.name} alone, and ${shown(text)} also admits ${whom}`,
      { hint, ...(isHarmless ? { severity: 'warning' as const } : {}) },
    ),
  ];
}

/** Without a certificate only what the two files say of one ID can be compared, which proves nothing where it agrees. */
function compareTexts(expecting: Conn, other: Conn): readonly Diagnostic[] {
  const secret = proofOf(other) === 'secret';
  const asked = expecting.writtenFor('remote', 'id');
  const sent = other.writtenFor('local', 'id');
  const [askedText, shownText] = [asked?.value ?? expecting.remoteAddress, sent?.value ?? other.localAddress];
  if (askedText === '%fromcert' || shownText === '%fromcert' || isUnsetId(askedText)) return [];
  if (!secret && (asked === undefined || sent === undefined)) return [];
  if (same(askedText, expecting, shownText, other)) return [];
  return [
    diagnostic(
      'verify/unmatched-id',
      expecting.placeFor('remote', asked === undefined ? '' : 'id'),
      `the ID must be the one that ${other.host.name} has, ${shown(shownText)}, not ${shown(askedText)}`,
      {
        // With certificates the ID that is sent does not decide.
        ...(secret ? {} : { severity: 'warning' as const }),
        hint: 'write the same ID on both ends',
        related: [
          {
            at: other.placeFor('local', sent === undefined ? '' : 'id'),
            message: `the other end, on ${other.host.name}`,
          },
        ],
      },
    ),
  ];
}

/** Whether two texts, each on its own host, stand for one ID. The string types of a name do not matter. */
function same(a: string, from: Conn, b: string, to: Conn): boolean {
  if (a === b) return true;
  const [x, y] = [parseIdentity(a, from.host.release, from.at), parseIdentity(b, to.host.release, to.at)];
  if (x.kind === 'failed' || y.kind === 'failed') return false;
  const [asked, sent] = [attributesOf(x.value), attributesOf(y.value)];
  if (asked === undefined || sent === undefined) return comparable(x.value) === comparable(y.value);
  const { verdict, how, wildcard } = matchDn(asked, sent, from.host.release);
  return verdict === 'yes' && how === 'ordered' && !wildcard;
}

/** A text that two IDs that are not names have in common only if they are one; names of hosts and users have no case. */
function comparable(identity: Identity): string {
  const hasCase = identity.kind !== 'fqdn' && identity.kind !== 'user-fqdn';
  const text = JSON.stringify(identity);
  return hasCase ? text : text.toLowerCase();
}

function attributesOf(identity: Identity): readonly DnAttribute[] | undefined {
  return identity.kind === 'dn' ? identity.attributes : undefined;
}
