// Exit codes of the command line; docs/operations.md lists the same.
export const EXIT = {
  fine: 0,
  /** A fault of ours or of the machine; the log has the stack. */
  failed: 1,
  /** Bad arguments or bad input. */
  usage: 2,
  /** The configuration has problems; each was printed. */
  config: 3,
  /** Another cutman works on the same data folder. */
  alreadyRunning: 4,
  /** A check found something wrong (journal, doctor). */
  found: 5,
} as const;
