/** The back ends that an inventory may name, in the order in which documentation lists them. */
export const backendNames = ['iptables', 'nftables', 'firewalld'] as const;

/** The name of a back end; `backends.ts` has the back end. */
export type BackendName = (typeof backendNames)[number];
