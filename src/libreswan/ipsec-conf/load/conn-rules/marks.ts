/** Packet marks: `VALUE`, or `VALUE/MASK`. */
import { shown } from '../../../../bytes/shown.ts';
import { readUnsigned } from '../../../address/pluto-address.ts';
import { atLeast } from '../../../release.ts';
import { at, lost, neverNegotiates, none, type Rule } from './rule.ts';

const word = 2n ** 32n - 1n;

/** What is wrong with a mark, or `undefined`. */
function faultOf(mark: string): string | undefined {
  const cut = mark.indexOf('/');
  const [valueText, maskText] = cut < 0 ? [mark, undefined] : [mark.slice(0, cut), mark.slice(cut + 1)];
  const value = valueText === '-1' ? word : readUnsigned(valueText);
  if (value === undefined || value > word) return 'its value is no number of 32 bits';
  const mask = maskText === undefined ? word : readUnsigned(maskText);
  if (mask === undefined || mask > word) return 'its mask is no number of 32 bits';
  return (value & ~mask & word) === 0n ? undefined : 'its value has bits outside its mask';
}

/** Up to 5.2 a bad mark is only complained of, and packets are marked with something else. */
export const marks: Rule = (conn, release) => {
  if (!atLeast(release, '4.3') || neverNegotiates(conn)) return none;
  return ['mark', 'mark-in', 'mark-out'].flatMap((keyword) => {
    const setting = conn.settings.get(keyword);
    const fault = setting?.value === undefined ? undefined : faultOf(setting.value);
    if (setting === undefined || fault === undefined) return none;
    // Up to 5.2 nothing is no mark.
    if (setting.value === '' && !atLeast(release, '5.3')) return none;
    const message = `${keyword}= must be a number, or a number and a mask, not ${shown(setting.value ?? '')}: ${fault}`;
    if (atLeast(release, '5.3')) return lost(setting, release, message);
    return at(setting, 'libreswan/no-effect', `${message}; ${release} complains, and takes what it could read`);
  });
};
