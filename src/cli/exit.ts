/** Exit statuses of docs/reference/contract.md §3. */
export const exitStatus = { done: 0, findings: 1, usage: 2, differences: 3 } as const;

/** Ends the command with a message and status 2: the call is wrong, or something cannot be read or written at all. */
export class UsageError extends Error {}
