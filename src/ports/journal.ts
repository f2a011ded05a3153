// What is written down for ever: one line a fact, chained, in the order of the ledger's commits.

export interface JournalEntry {
  readonly type:
    | 'command'
    | 'alert'
    | 'proposal'
    | 'approval'
    | 'order-intent'
    | 'exchange-answer'
    | 'fill'
    | 'mode'
    | 'latch'
    | 'risk-block'
    | 'login-failure'
    | 'settings'
    | 'reconcile'
    | 'desk'
    | 'tear'
    | 'report';
  readonly at: number;
  /** Person or `desk`. */
  readonly by: string;
  /** Plain JSON; no secret ever gets here. */
  readonly data: Readonly<Record<string, unknown>>;
}
