/** What makes a conn accept what it should not. */
import { diagnostic } from '../../../../../diagnostics/diagnostic.ts';
import { atLeast } from '../../../../release.ts';
import { placeOf } from '../../load.ts';
import { neverNegotiates, none, type Rule, sides } from '../rule.ts';

/**
 * `leftgroundhog=`: certificates are judged by the dates of an authority that has expired. Up to 5.2 also where it says no.
 *
 * @see libreswan `programs/pluto/nss_cert_verify.c` at v5.4 (`groundhogday`), `connections.c` at v5.2
 */
export const groundhogs: Rule = (conn, release) => {
  if (neverNegotiates(conn) && atLeast(release, '5.3')) return none;
  return sides.flatMap((side) => {
    const setting = conn.settings.get(`${side}groundhog`);
    if (setting?.value === undefined || (setting.value !== 'yes' && atLeast(release, '5.3'))) return none;
    const message = `${setting.line.keyword}= is for tests; with it ${release} accepts certificates of an authority that has expired`;
    return [
      diagnostic('libreswan/expired-accepted', placeOf(setting.file, setting.line.valueAt), message, {
        hint: 'take the line out',
      }),
    ];
  });
};
