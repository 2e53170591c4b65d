/** Keys, certificates, authorities and identities of the ends. */
import { shown } from '../../../../bytes/shown.ts';
import type { Diagnostic } from '../../../../diagnostics/diagnostic.ts';
import { parseDn } from '../../../identity/parse-dn.ts';
import { parseIdentity } from '../../../identity/parse-identity.ts';
import { readRawKey } from '../../../identity/raw-key.ts';
import { atLeast, type Release } from '../../../release.ts';
import { placeOf } from '../load.ts';
import { at, idle, lost, neverNegotiates, none, type Rule, sides } from './rule.ts';

/** From 5.0 an ID that cannot be read; up to 4.15 the address of the host takes its place, without a word. */
const identities: Rule = (conn, release) => {
  if (!atLeast(release, '5.0') || (neverNegotiates(conn) && atLeast(release, '5.3'))) return none;
  return sides.flatMap((side): readonly Diagnostic[] => {
    const id = conn.settings.get(`${side}id`);
    if (id?.value === undefined) return none;
    return parseIdentity(id.value, release, placeOf(id.file, id.line.valueAt)).findings;
  });
};

/** An authority that cannot be read asks for none. */
const authorities: Rule = ({ settings }, release) =>
  sides.flatMap((side) => {
    const ca = settings.get(`${side}ca`);
    if (ca?.value === undefined || ca.value.startsWith('%')) return none;
    const read = parseDn(ca.value, release);
    if (read.kind !== 'bad') return none;
    return idle(
      ca,
      `${side}ca= must be a subject, not ${shown(ca.value)}: ${read.why}; ${release} loads the conn without it`,
    );
  });

/** The keywords of keys, without their side. */
export const keyNames = ['rsasigkey', 'ecdsakey', 'eddsakey', 'pubkey'] as const;

/** Words that stand for a key; `%dnsondemand` needs a build with DNSSEC, `%none` is none from 4.0. */
export function isKeyWord(value: string, release: Release): boolean {
  return /^%(?:cert|dnsondemand|dns)$/i.test(value) || (value.startsWith('%') && !atLeast(release, '4.0'));
}

/** Keys as text: hexadecimal, base 64, and what they must contain. */
const rawKeys: Rule = ({ settings }, release) =>
  sides.flatMap((side) => {
    const keys = keyNames.flatMap((name) => {
      const setting = settings.get(`${side}${name}`);
      return setting?.value === undefined ? [] : [{ name, setting, value: setting.value }];
    });
    const [first, second] = keys;
    if (first === undefined) return none;
    if (second !== undefined && atLeast(release, '5.4'))
      return lost(second.setting, release, `${side}${first.name}= and ${side}${second.name}= exclude each other`);
    if (isKeyWord(first.value, release)) return none;
    const fault = readRawKey(first.name, first.value, release);
    if (fault === undefined) return none;
    // Beside a certificate nobody reads it.
    if (settings.has(`${side}cert`)) return none;
    return lost(first.setting, release, `${side}${first.name}= ${fault}`);
  });

/** A key identifier is hexadecimal. */
const keyIdentifiers: Rule = ({ settings }, release) =>
  sides.flatMap((side) => {
    const ckaid = settings.get(`${side}ckaid`);
    if (ckaid?.value === undefined) return none;
    const beside = ['cert', ...keyNames].find((name) => settings.has(`${side}${name}`));
    if (beside === 'cert' && !atLeast(release, '5.0')) {
      const message = `${side}cert= and ${side}ckaid= exclude each other; ${release} complains, and takes the certificate`;
      return at(ckaid, 'libreswan/no-effect', message);
    }
    // A word such as %cert is no key: then the identifier is read.
    const isRead = beside === undefined || /^%/.test(settings.get(`${side}${beside}`)?.value ?? '');
    if (/^(?:[0-9a-f]{2})+$/i.test(ckaid.value) || !isRead) return none;
    if (ckaid.value === '' && !atLeast(release, '5.0')) return none;
    return lost(ckaid, release, `${side}ckaid= must be hexadecimal, not ${shown(ckaid.value, 40)}`);
  });

/** What is asked of each end by itself. */
export const keyRules: readonly Rule[] = [authorities, rawKeys, keyIdentifiers];

/** What the ends are called. */
export const identityRules: readonly Rule[] = [identities];
