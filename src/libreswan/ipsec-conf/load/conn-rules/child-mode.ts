/** Settings of a Child SA that exclude each other: mode, protocol, padding, offload. */
import { atLeast, type Release } from '../../../release.ts';
import type { ResolvedConn, ResolvedSetting } from '../resolved.ts';
import { between, ikeVersionOf, isOn, lost, neverNegotiates, none, type Rule } from './rule.ts';

function modeOf(conn: ResolvedConn): 'tunnel' | 'transport' | 'none' {
  if (neverNegotiates(conn)) return 'none';
  return conn.settings.get('type')?.value === 'transport' ? 'transport' : 'tunnel';
}

/** Whether packets are only authenticated: by `phase2=`, from 5.3 also by `ah=` alone. */
export function isAh(conn: ResolvedConn, release: Release): boolean {
  const phase2 = conn.settings.get('phase2')?.value;
  if (phase2 !== undefined) return phase2 === 'ah';
  if (!atLeast(release, '5.3') || transformOf(conn, 'ah') === undefined) return false;
  // 5.3 looks at ah= first, 5.4 at esp=.
  return !atLeast(release, '5.4') || transformOf(conn, 'esp') === undefined;
}

/** What `esp=`, `ah=` or `phase2alg=` says of a conn, each for itself. */
export function transformOf(conn: ResolvedConn, keyword: 'esp' | 'ah' | 'phase2alg'): ResolvedSetting | undefined {
  if (conn.transforms !== undefined && conn.transforms.size > 0) return conn.transforms.get(keyword);
  const setting = conn.settings.get('esp');
  return setting?.line.keyword.toLowerCase() === keyword ? setting : undefined;
}

/** Up to 4.15 `phase2=` with an empty value is neither ESP nor AH. */
const neitherProtocol: Rule = (conn, release) => {
  const phase2 = conn.settings.get('phase2');
  if (phase2 === undefined || phase2.value !== undefined) return none;
  if (phase2.line.value !== '' && atLeast(release, '4.10')) return none;
  if (neverNegotiates(conn)) return none;
  return between(release, '3.28', '5.0') ? lost(phase2, release, 'phase2= must be esp or ah') : none;
};

/** `vti-interface=` needs tunnel mode. */
const vtiNeedsTunnel: Rule = (conn, release) => {
  const vti = conn.settings.get('vti-interface');
  if (vti === undefined || !atLeast(release, '4.3')) return none;
  const mode = modeOf(conn);
  const isBad = mode === 'transport' || (mode === 'none' && !atLeast(release, '5.0'));
  return isBad ? lost(vti, release, 'vti-interface= needs type=tunnel') : none;
};

/** Padding against traffic analysis needs tunnel mode and ESP. */
const paddingNeedsTunnel: Rule = (conn, release) => {
  const tfc = conn.settings.get('tfc');
  if (tfc?.value === undefined || tfc.value === '0' || !atLeast(release, '4.3')) return none;
  const mode = modeOf(conn);
  if (mode === 'none' && atLeast(release, '5.0')) return none;
  if (mode !== 'tunnel') return lost(tfc, release, 'tfc= needs type=tunnel');
  return isAh(conn, release) ? lost(tfc, release, 'tfc= needs ESP, and the conn says AH') : none;
};

/** MOBIKE is of IKEv2 and tunnels. */
const mobikeNeedsTunnel: Rule = (conn, release) => {
  const mobike = conn.settings.get('mobike');
  if (mobike === undefined || !isOn(conn, 'mobike') || !atLeast(release, '4.3')) return none;
  if (ikeVersionOf(conn, release) === 1) return lost(mobike, release, 'mobike=yes needs IKEv2');
  return modeOf(conn) === 'transport' && atLeast(release, '5.0')
    ? lost(mobike, release, 'mobike=yes needs type=tunnel')
    : none;
};

/** Aggregation and fragmentation (RFC 9347). */
const iptfsAlone: Rule = (conn, release) => {
  const iptfs = conn.settings.get('iptfs');
  if (iptfs === undefined || !isOn(conn, 'iptfs') || neverNegotiates(conn)) return none;
  if (ikeVersionOf(conn, release) === 1) return lost(iptfs, release, 'iptfs=yes needs IKEv2');
  if (modeOf(conn) === 'transport') return lost(iptfs, release, 'iptfs=yes needs type=tunnel', 'write type=tunnel');
  const padding = conn.settings.get('tfc')?.value ?? '0';
  if (padding !== '0') return lost(iptfs, release, 'iptfs=yes excludes tfc=');
  if (isOn(conn, 'compress')) return lost(iptfs, release, 'iptfs=yes excludes compress=yes');
  return isAh(conn, release) ? lost(iptfs, release, 'iptfs=yes needs ESP, and the conn says AH') : none;
};

/** Packets in the card. */
const packetOffload: Rule = (conn, release) => {
  const offload = conn.settings.get('nic-offload');
  if (offload?.value !== 'packet' || neverNegotiates(conn)) return none;
  if (modeOf(conn) !== 'transport') return lost(offload, release, 'nic-offload=packet needs type=transport');
  if (isAh(conn, release)) return lost(offload, release, 'nic-offload=packet needs ESP');
  if (isOn(conn, 'compress')) return lost(offload, release, 'nic-offload=packet excludes compress=yes');
  if (isOn(conn, 'encapsulation')) return lost(offload, release, 'nic-offload=packet excludes encapsulation=yes');
  const window = conn.settings.get('replay-window')?.value ?? '128';
  return ['32', '64', '128', '256'].includes(window)
    ? none
    : lost(offload, release, 'nic-offload=packet needs replay-window= 32, 64, 128 or 256');
};

/** What needs IKEv2, or a setting beside it. */
const versionTwo: Rule = (conn, release) => {
  if (neverNegotiates(conn) && atLeast(release, '5.0')) return none;
  const version = ikeVersionOf(conn, release);
  const from: readonly (readonly [string, Release])[] = [
    ['session-resumption', '5.2'],
    ['intermediate', '5.0'],
    ['send-supported-auth-methods', '5.4'],
  ];
  return from.flatMap(([keyword, since]) => {
    const setting = conn.settings.get(keyword);
    if (setting === undefined || version === 2 || !isOn(conn, keyword) || !atLeast(release, since)) return none;
    return lost(setting, release, `${keyword}=yes needs IKEv2`);
  });
};

/** `narrowing=`, which from 5.0 to 5.3 is refused with IKEv1 where it says no. */
const narrowing: Rule = (conn, release) => {
  const setting = conn.settings.get('narrowing');
  if (setting?.value === undefined || !atLeast(release, '4.3')) return none;
  const isV1 = ikeVersionOf(conn, release) === 1;
  const asks = between(release, '5.0', '5.4') ? setting.value === 'no' : setting.value === 'yes';
  if (isV1 && asks) return lost(setting, release, 'narrowing= needs IKEv2');
  if (setting.value === 'yes' || !atLeast(release, '5.0') || neverNegotiates(conn)) return none;
  const pool = conn.settings.get('leftaddresspool') ?? conn.settings.get('rightaddresspool');
  return pool === undefined ? none : lost(setting, release, `narrowing=no conflicts with ${pool.keyword}=`);
};

/** Aggressive mode is of IKEv1, and needs `ike=`. */
const aggressive: Rule = (conn, release) => {
  const setting = conn.settings.get('aggressive');
  if (setting === undefined || !isOn(conn, 'aggressive') || !atLeast(release, '5.0')) return none;
  if (neverNegotiates(conn) && atLeast(release, '5.4')) return none;
  if (ikeVersionOf(conn, release) === 2)
    return lost(setting, release, 'aggressive=yes needs IKEv1', 'leave aggressive= away');
  return conn.settings.has('ike') ? none : lost(setting, release, 'aggressive=yes needs ike=');
};

/** Two ways round one fault of a peer. */
const workarounds: Rule = (conn, release) => {
  const setting = conn.settings.get('pfs-rekey-workaround');
  if (setting === undefined || !atLeast(release, '5.0') || neverNegotiates(conn)) return none;
  const both = isOn(conn, 'pfs-rekey-workaround') && isOn(conn, 'ms-dh-downgrade');
  return both ? lost(setting, release, 'pfs-rekey-workaround=yes excludes ms-dh-downgrade=yes') : none;
};

/** In the order in which they are asked. */
export const childModeRules: readonly Rule[] = [
  neitherProtocol,
  vtiNeedsTunnel,
  paddingNeedsTunnel,
  mobikeNeedsTunnel,
  iptfsAlone,
  packetOffload,
  versionTwo,
  narrowing,
  aggressive,
  workarounds,
];
