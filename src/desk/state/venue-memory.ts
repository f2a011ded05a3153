// What the desk remembers of an account's exchange between two looks at it: open or closed, how far its clock is off, which symbols stand still.

export interface HaltMemory {
  readonly since: number;
  readonly why: string;
  /** The price before it stood still. */
  readonly price?: number;
  lookedAt: number;
}

export interface VenueMemory {
  checking: boolean;
  checkedAt?: number;
  /** The exchange says that it is being worked on. */
  maintenance?: { readonly since: number; readonly detail: string };
  /** The account was last asked while its exchange was closed. */
  triedAt?: number;
  /** What is being done about an outage. */
  outage?: {
    readonly since: number;
    cards: number;
    cancelled?: boolean;
    running?: boolean;
    triedAt?: number;
  };
  /** The status request itself failed, since then. */
  silent?: { readonly since: number; readonly why: string };
  clock?: { readonly offMs: number; readonly at: number };
  /** What two comparisons in a row could not agree on. */
  clockError?: { readonly offMs: number; readonly limitMs: number };
  /** People know that the clock is off. */
  clockTold?: boolean;
  /** Beginning of the announced closing that people were told of. */
  closingTold?: number;
  readonly halts: Map<string, HaltMemory>;
  haltsLookedAt?: number;
  lookingAtHalts?: boolean;
  /** When each symbol was looked at last. */
  readonly haltsSeen: Map<string, number>;
  /** Symbols with a countdown at the exchange, and when it was last asked for. */
  readonly countdowns: Map<string, number>;
  countingDown?: boolean;
  countdownTold?: boolean;
}

export const freshVenueMemory = (): VenueMemory => ({
  checking: false,
  halts: new Map(),
  haltsSeen: new Map(),
  countdowns: new Map(),
});
