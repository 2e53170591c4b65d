/** Where an address is wanted and a name is written: pluto asks DNS when it loads the conn. */
import { shown } from '../../../../../bytes/shown.ts';
import { diagnostic } from '../../../../../diagnostics/diagnostic.ts';
import { readPlutoAddress } from '../../../../address/pluto-address.ts';
import { atLeast, type Release } from '../../../../release.ts';
import { placeOf } from '../../load.ts';
import type { ResolvedConn } from '../../resolved.ts';
import { hostFamilyOf, readHost } from '../addresses.ts';
import { between, neverNegotiates, none, type Rule, sides } from '../rule.ts';

/** What no host is called: digits and dots, brackets, a prefix, a colon. */
const noName = /^[0-9.]+$|[/:[\]\s]/;

/** Whether an address of the other family is looked up: from 5.0 to 5.2, and up to 4.9 where `hostaddrfamily=` says the family. */
function isAskedForFamily({ settings }: ResolvedConn, release: Release): boolean {
  if (between(release, '5.0', '5.3')) return true;
  return !atLeast(release, '4.10') && settings.get('hostaddrfamily')?.value !== undefined;
}

/** `left=` and `right=`: an address with a slip, or of the other family. */
const addresses: Rule = (conn, release) =>
  sides.flatMap((side) => {
    const setting = conn.settings.get(side);
    const text = setting?.value;
    if (setting === undefined || text === undefined || text === '') return none;
    const { kind, family } = readHost(text, release);
    const wanted = hostFamilyOf(conn, release);
    const isOther = kind === 'address' && family !== wanted && isAskedForFamily(conn, release);
    if (!isOther && (kind !== 'name' || !noName.test(text))) return none;
    const what = isOther ? `${shown(text)} is of the other family` : `${shown(text)} is none`;
    const message = `${side}= must be an address, and ${what}; ${release} asks DNS for a host of that name, and the conn has no address`;
    const bare = /^(.+)\/[0-9]+$/.exec(text)?.[1] ?? /^\[(.+)\]$/.exec(text)?.[1];
    const hint = bare !== undefined && readPlutoAddress(bare) !== undefined ? { hint: `write ${side}=${bare}` } : {};
    return [diagnostic('libreswan/address-is-a-name', placeOf(setting.file, setting.line.valueAt), message, hint)];
  });

/** An ID that is neither address nor marked as a name. */
const identities: Rule = (conn, release) => {
  if (neverNegotiates(conn) && atLeast(release, '5.3')) return none;
  return sides.flatMap((side) => {
    const setting = conn.settings.get(`${side}id`);
    const text = setting?.value;
    if (setting === undefined || text === undefined || text === '' || /[@=%]/.test(text)) return none;
    const wanted = text.includes(':') ? ('ipv6' as const) : ('ipv4' as const);
    if (readPlutoAddress(text, wanted) !== undefined) return none;
    const outcome = atLeast(release, '5.0')
      ? 'refuses the conn where DNS does not answer'
      : "takes the host's address for it where DNS does not answer";
    const message = `${side}id=${text} is looked up in DNS, and the ID is the address that comes back; ${release} ${outcome}`;
    return [
      diagnostic('libreswan/address-is-a-name', placeOf(setting.file, setting.line.valueAt), message, {
        ...(/^[A-Za-z0-9._-]+$/.test(text) ? { hint: `write @${text}` } : {}),
      }),
    ];
  });
};

/** Names in the place of addresses. */
export const namesForAddresses: readonly Rule[] = [addresses, identities];
