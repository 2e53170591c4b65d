/** The two ends: addresses, subnets, identities, keys. */
import { shown } from '../../../../bytes/shown.ts';
import { type Diagnostic, diagnostic } from '../../../../diagnostics/diagnostic.ts';
import { type Family, familyOf, maskedPrefix, readAddress, readPrefix } from '../../../../net/address.ts';
import { parseDn } from '../../../identity/parse-dn.ts';
import { parseIdentity } from '../../../identity/parse-identity.ts';
import { atLeast, type Release } from '../../../release.ts';
import { placeOf } from '../load.ts';
import type { ResolvedSetting } from '../resolved.ts';
import { at, between, none, type Rule, sides } from './rule.ts';

/** From 4.10 a conn without both ends is not loaded; a template, which is not to be loaded, needs none. */
const bothEnds: Rule = (conn, release) => {
  const { settings } = conn;
  if (!atLeast(release, '4.10') || (settings.get('auto')?.value ?? 'ignore') === 'ignore') return none;
  const missing = sides.find((side) => !settings.has(side) && !conn.unread.has(side));
  if (missing === undefined) return none;
  const message = `conn ${shown(conn.name)} must have ${missing}=; ${release} does not load it`;
  return [diagnostic('libreswan/conn-lost', placeOf(conn.file, conn.node.at), message)];
};

/** Somebody must know where one end is. */
const oneEndKnown: Rule = ({ settings }, release) => {
  const [left, right] = [settings.get('left'), settings.get('right')];
  if (left?.value !== '%any' || right?.value !== '%any') return none;
  return at(
    right,
    'libreswan/conn-lost',
    `one of left= and right= must not be %any; ${release} does not load the conn`,
  );
};

/** Subnets that can not be read: 4.10 to 4.15 complain and load the conn for the addresses of the hosts alone. */
const subnets: Rule = ({ settings }, release) =>
  sides.flatMap((side) => {
    const keyword = `${side}subnet`;
    const subnet = settings.get(keyword);
    if (subnet?.value === undefined) return none;
    if (/^v(?:host|net):/.test(subnet.value)) return virtualSubnet(subnet, release);
    // From 5.0 it may be several.
    const parts = atLeast(release, '5.0') ? subnet.value.split(/[,\s]+/) : [subnet.value];
    if (parts.every((part) => isSubnet(part, release))) return none;
    const address = subnet.value.includes('/') ? undefined : readAddress(subnet.value);
    const hint = address === undefined ? undefined : `write ${subnet.value}/${familyOf(address) === 'ipv6' ? 128 : 32}`;
    const message = `${keyword}= must be a prefix such as 10.0.0.0/8, not ${shown(subnet.value)}; ${release}`;
    if (!between(release, '4.10', '5.0'))
      return at(subnet, 'libreswan/conn-lost', `${message} does not load the conn`, hint);
    // The conn is loaded, and what the subnet was for goes in clear: no mere warning.
    return at(subnet, 'libreswan/no-effect', `${message} loads the conn without it`, hint, 'error');
  });

function virtualSubnet(subnet: ResolvedSetting, release: Release): readonly Diagnostic[] {
  if (!atLeast(release, '5.0')) return none;
  const message = `${subnet.keyword}= must not be virtual, which IKEv2 does not know; ${release} does not load the conn`;
  return at(subnet, 'libreswan/conn-lost', message);
}

function isSubnet(text: string, release: Release): boolean {
  if (/^%default$|^0\/0$/.test(text)) return true;
  if (!text.includes('/')) return atLeast(release, '5.0') && readAddress(text) !== undefined;
  if ((readPrefix(text) ?? maskedPrefix(text)) !== undefined) return true;
  return /^[0-9.]+\/(?:[0-9]|[12][0-9]|3[0-2]|255\.[0-9.]+)$/.test(text);
}

/** What one end protects is of one family with what the other protects: its subnet, else its address. */
const families: Rule = ({ settings }, release) => {
  // With these an end protects neither its one subnet nor its address.
  if (sides.some((side) => settings.has(`${side}subnets`) || settings.has(`${side}addresspool`))) return none;
  const [left, right] = sides.map((side) => {
    const setting = settings.get(`${side}subnet`) ?? settings.get(side);
    return { setting, family: familyIn(setting?.value) };
  });
  const subnet = settings.get('rightsubnet') ?? settings.get('leftsubnet');
  if (subnet === undefined || left?.family === undefined || right?.family === undefined) return none;
  if (left.family === right.family) return none;
  const other = subnet === right.setting ? left.setting : right.setting;
  return at(
    subnet,
    'libreswan/conn-lost',
    `${subnet.keyword}= must be of the family of ${other?.keyword}=${other?.value}; ${release} does not load the conn`,
  );
};

function familyIn(text: string | undefined): Family | undefined {
  if (text === undefined || text.startsWith('%')) return undefined;
  const value = text.includes('/') ? maskedPrefix(text) : readAddress(text);
  return value === undefined ? undefined : familyOf(value);
}

/** From 5.0 an ID that can not be read; up to 4.15 the address of the host takes its place, without a word. */
const identities: Rule = ({ settings }, release) => {
  if (!atLeast(release, '5.0')) return none;
  return sides.flatMap((side) => {
    const id = settings.get(`${side}id`);
    if (id?.value === undefined) return none;
    return parseIdentity(id.value, release, placeOf(id.file, id.line.valueAt)).findings;
  });
};

/** An authority that can not be read asks for none. */
const authorities: Rule = ({ settings }, release) =>
  sides.flatMap((side) => {
    const ca = settings.get(`${side}ca`);
    if (ca?.value === undefined || ca.value.startsWith('%')) return none;
    const read = parseDn(ca.value, release);
    if (read.kind !== 'bad') return none;
    const message = `${side}ca= must be a subject, not ${shown(ca.value)}: ${read.why}; ${release} loads the conn without it`;
    return at(ca, 'libreswan/no-effect', message);
  });

/** Keys as text begin with what they are written in. */
const rawKeys: Rule = ({ settings }, release) =>
  sides.flatMap((side) =>
    ['rsasigkey', 'ecdsakey', 'pubkey'].flatMap((name) => {
      const key = settings.get(`${side}${name}`);
      if (key?.value === undefined || /^(?:0[stx]|%)/i.test(key.value)) return none;
      const message = `${side}${name}= must begin with 0s or 0x, not ${shown(key.value, 20)}`;
      return at(key, 'libreswan/conn-lost', `${message}; ${release} does not load the conn`);
    }),
  );

/** A key identifier is hexadecimal. */
const keyIdentifiers: Rule = ({ settings }, release) =>
  sides.flatMap((side) => {
    const ckaid = settings.get(`${side}ckaid`);
    if (ckaid?.value === undefined || /^(?:[0-9a-f]{1,2}:?)+$/i.test(ckaid.value)) return none;
    const message = `${side}ckaid= must be hexadecimal, not ${shown(ckaid.value, 40)}`;
    return at(ckaid, 'libreswan/conn-lost', `${message}; ${release} does not load the conn`);
  });

/** A certificate and a key identifier for one end, up to 4.15. */
const certificateOrCkaid: Rule = ({ settings }, release) =>
  sides.flatMap((side) => {
    const ckaid = settings.get(`${side}ckaid`);
    if (ckaid === undefined || !settings.has(`${side}cert`) || atLeast(release, '5.0')) return none;
    return at(
      ckaid,
      'libreswan/conn-lost',
      `${side}cert= and ${side}ckaid= must not stand together; ${release} does not load the conn`,
    );
  });

/** A subnet and an address pool for one end. */
const subnetOrPool: Rule = ({ settings }, release) =>
  sides.flatMap((side) => {
    const pool = settings.get(`${side}addresspool`);
    if (pool === undefined || !settings.has(`${side}subnet`) || atLeast(release, '5.0')) return none;
    return at(
      pool,
      'libreswan/conn-lost',
      `${side}subnet= and ${side}addresspool= must not stand together; ${release} does not load the conn`,
    );
  });

/** What is asked of an end by itself. */
export const endRules: readonly Rule[] = [
  subnets,
  authorities,
  rawKeys,
  keyIdentifiers,
  certificateOrCkaid,
  subnetOrPool,
];

/** What is asked of both ends together, and of what they are called. */
export const bothEndsRules: readonly Rule[] = [bothEnds, oneEndKnown, families, identities];
