// How the connection to a venue has fared lately, told by whoever makes its requests and listens to its streams. Asking costs nothing.

/** Of the newest requests (at most 500), from the bytes leaving to the last byte of the answer; waiting in our own queue is not in it. */
export interface RequestFigures {
  readonly count: number;
  /** Got no answer at all, or one that begins with 5. */
  readonly failed: number;
  /** Milliseconds, nearest rank. */
  readonly p50Ms: number;
  readonly p99Ms: number;
}

export interface StreamFigures {
  readonly name: 'prices' | 'account';
  readonly state: 'new' | 'live' | 'lost' | 'polling';
  /** Desk time of the last message; absent while nothing was heard. */
  readonly heardAt?: number;
  /** Messages since the start. */
  readonly messages: number;
}

export interface VenueTelemetry {
  readonly requests?: RequestFigures;
  /** Request weight of the last minute and the venue's limit of it. */
  readonly weight?: { readonly used: number; readonly limit: number };
  readonly streams: readonly StreamFigures[];
}

/** What came over a stream, as it came, but for keys in it and for what is too long to be read. */
export interface StreamMessage {
  readonly at: number;
  readonly stream: StreamFigures['name'];
  readonly text: string;
  /** Characters of the whole message, where `text` is only its beginning. */
  readonly length: number;
}
