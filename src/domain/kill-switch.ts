// The latch: the kill switch's state, which outlives the process. Plain data, in the ledger and in KILLED.json.

export type KillScope =
  | { readonly kind: 'all' }
  | { readonly kind: 'account'; readonly account: string }
  | { readonly kind: 'symbol'; readonly symbol: string };

/** What is left to do on one account; a failing account never delays another. */
export interface KillAccount {
  readonly account: string;
  readonly step:
    | 'cancel'
    | 'wait-unknown'
    | 'cancel-reduce-only'
    | 'flatten'
    | 'verify'
    | 'remove-stops'
    | 'done';
  readonly ordersCancelled: number;
  readonly ordersSeen: number;
  readonly positionsClosed: number;
  /** Decimal text in quote currency: fees and slippage of the closing orders. */
  readonly cost: string;
  /** The part of `cost` that is fees, once they were read. */
  readonly fees?: string;
  readonly remaining: readonly {
    readonly symbol: string;
    readonly side: 'long' | 'short';
    readonly quantity: string;
    readonly why: string;
    readonly nextTryAt?: number;
  }[];
  readonly dust: readonly {
    readonly symbol: string;
    readonly side: 'long' | 'short';
    readonly quantity: string;
  }[];
  readonly fault?: string;
}

export interface Latch {
  /** Rises with every pull; part of every client order id of the kill switch. */
  readonly epoch: number;
  readonly state: 'clear' | 'latched';
  readonly drill: boolean;
  readonly scope: KillScope;
  /** Where orders are cancelled besides `scope`: left by a pull that only halted, beside one that flattens elsewhere. */
  readonly alsoHalt?: KillScope;
  /** `halt`: orders cancelled, positions kept until someone presses Flatten; `flatten`: everything closed. */
  readonly goal: 'halt' | 'flatten';
  readonly by: string;
  readonly platform: string;
  readonly reason: string;
  readonly at: number;
  readonly accounts: readonly KillAccount[];
  readonly finishedAt?: number;
  /** Somebody looked at the remaining positions and chose to keep them. */
  readonly keptBy?: string;
  readonly version: number;
}

export const CLEAR_LATCH: Latch = {
  epoch: 0,
  state: 'clear',
  drill: false,
  scope: { kind: 'all' },
  goal: 'halt',
  by: '',
  platform: '',
  reason: '',
  at: 0,
  accounts: [],
  version: 0,
};
