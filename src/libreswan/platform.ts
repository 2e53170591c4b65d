/** The distribution that a host runs; it decides where NSS keeps its database and whether crypto-policies set the proposals. */
export type Platform = 'rhel7' | 'rhel8' | 'rhel9' | 'rhel10' | 'fedora' | 'debian' | 'upstream';

/** All of them, in the order of messages. */
export const platforms: readonly Platform[] = ['rhel7', 'rhel8', 'rhel9', 'rhel10', 'fedora', 'debian', 'upstream'];
