/** Virtual interfaces: their addresses and names. */
import { shown } from '../../../../bytes/shown.ts';
import { readPlutoCidr } from '../../../address/pluto-range.ts';
import { atLeast } from '../../../release.ts';
import { at, lost, neverNegotiates, none, type Rule, sides } from './rule.ts';

/** `leftinterface-ip=` and `leftvti=`: an address with a prefix length, not 0.0.0.0. */
export const interfaceAddresses: Rule = (conn, release) =>
  sides.flatMap((side) =>
    ['interface-ip', 'vti'].flatMap((name) => {
      const setting = conn.settings.get(`${side}${name}`);
      if (setting?.value === undefined) return none;
      const address = readPlutoCidr(setting.value);
      const isBare = !setting.value.includes('/') && !atLeast(release, '5.0');
      if (address !== undefined && address.bits !== 0n && !isBare) return none;
      const because = `${setting.line.keyword}= must be an address with a prefix length, not ${shown(setting.value)}`;
      // The address of the VTI is read by addconn up to 5.2, which complains and goes on without it.
      const isRead = atLeast(release, '5.3') || (name === 'interface-ip' && atLeast(release, '5.0'));
      if (!isRead) return at(setting, 'libreswan/no-effect', `${because}; ${release} goes on without it`);
      return neverNegotiates(conn) ? none : lost(setting, release, because);
    }),
  );

/** The name of a device, or its number. */
export const ipsecInterface: Rule = (conn, release) => {
  const setting = conn.settings.get('ipsec-interface');
  if (setting?.value === undefined || !atLeast(release, '5.0') || neverNegotiates(conn)) return none;
  if (/^(?:yes|no|y|n|true|false|on|off)$/i.test(setting.value)) return none;
  return /^[0-9]+$/.test(setting.value) && Number(setting.value) < 2 ** 32 - 1
    ? none
    : lost(setting, release, `ipsec-interface= must be yes, no or a number, not ${shown(setting.value)}`);
};
