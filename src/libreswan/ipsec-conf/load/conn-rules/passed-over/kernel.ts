/** What the kernel or the card must have, and pluto does not ask for before it loads the conn. */
import { diagnostic } from '../../../../../diagnostics/diagnostic.ts';
import { placeOf } from '../../load.ts';
import { isOn, neverNegotiates, none, type Rule } from '../rule.ts';

/**
 * `iptfs=yes` and `nic-offload=`: worth a word, since the gate is "loaded and oriented". `clones=`: 5.4 reads the number, and nothing
 * but its status looks at it (`programs/pluto/extract.c`, `whack_connectionstatus.c`: read).
 */
export const kernelFeatures: Rule = (conn) => {
  if (neverNegotiates(conn)) return none;
  const remarks: readonly (readonly [keyword: string, isAsked: boolean, message: string])[] = [
    ['iptfs', isOn(conn, 'iptfs'), 'iptfs=yes needs Linux 6.14; on an older kernel the conn is not loaded'],
    [
      'nic-offload',
      ['crypto', 'packet', 'yes'].includes(conn.settings.get('nic-offload')?.value ?? ''),
      'nic-offload= needs an interface that can do it; without one the conn is loaded, and no address of this host is found for it',
    ],
    [
      'clones',
      !/^(?:no|)$/.test(conn.settings.get('clones')?.line.value ?? ''),
      'clones= is shown by ipsec status, and does nothing: there is one SA',
    ],
  ];
  return remarks.flatMap(([keyword, isAsked, message]) => {
    const setting = conn.settings.get(keyword);
    if (setting === undefined || !isAsked) return none;
    return [
      diagnostic('libreswan/no-effect', placeOf(setting.file, setting.line.valueAt), message, { severity: 'info' }),
    ];
  });
};
