// The world failed us: the exchange, the disk, the network. A value, never an exception; `outcome` decides what may be tried again.

export interface Fault {
  readonly code:
    | 'TIMEOUT'
    | 'UNREACHABLE'
    | 'BAD_ANSWER'
    | 'RATE_LIMITED'
    | 'BANNED'
    | 'AUTH_LOST'
    | 'CLOCK_SKEW'
    | 'MAINTENANCE'
    | 'UNSUPPORTED'
    | 'NOT_FOUND'
    | 'STORE_FULL'
    | 'STORE_FAILED'
    | 'CONFLICT'
    | 'CORRUPT';
  readonly message: string;
  readonly retryable: boolean;
  /** `unknown`: it may have taken effect; look it up before anything else. `none`: it certainly did not. */
  readonly outcome: 'none' | 'unknown';
  readonly retryAfterMs?: number;
}

/** The venue understood the order and said no; trying the same again changes nothing. */
export interface Rejection {
  readonly venueCode: string;
  readonly reason: string;
}
