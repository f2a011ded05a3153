// The least that closing a book can cost at Binance USDⓈ-M: the requests that the kill switch's order of work cannot do
// without, each sent the moment that the venue's own limits and the answers before it allow.
import { USUAL_LIMITS } from './binance-server/rate-limits.ts';

export interface FloorBook {
  readonly positions: number;
  /** Symbols with plain orders, each cancelled in one request. */
  readonly plainBooks: number;
  /** Symbols with stops that go last. */
  readonly stopBooks: number;
}

export interface FloorVenue {
  readonly startAt: number;
  readonly roundTripMs: number;
  /** Weight of the running minute that was used before. */
  readonly usedWeight?: number;
}

interface Request {
  readonly weight: number;
  readonly orders: number;
}

interface Step {
  readonly requests: readonly Request[];
  /** Must not begin sooner than this after the step before was answered. */
  readonly afterMs?: number;
}

const times = (count: number, weight: number, orders = 0): Request[] =>
  Array.from({ length: count }, () => ({ weight, orders }));
const BOOKS = times(2, 40);
const POSITIONS = times(1, 5);
const BETWEEN_LOOKS_MS = 2_000;

/** Read both books; cancel; read positions; close; look at everything twice; take the stops away. */
const stepsOf = ({ positions, plainBooks, stopBooks }: FloorBook): Step[] => [
  { requests: BOOKS },
  { requests: times(plainBooks, 1) },
  { requests: POSITIONS },
  { requests: times(positions, 0, 1) },
  { requests: [...POSITIONS, ...BOOKS] },
  { requests: [...POSITIONS, ...BOOKS], afterMs: BETWEEN_LOOKS_MS },
  { requests: times(stopBooks, 1) },
];

export interface Floor {
  /** Of each account, in the order given. */
  readonly accounts: readonly { readonly weight: number; readonly milliseconds: number }[];
  readonly milliseconds: number;
}

/** The venue counts weight by the minute for the address, orders by account in ten seconds and in a minute. */
export function killFloor(books: readonly FloorBook[], venue: FloorVenue): Floor {
  const half = venue.roundTripMs / 2;
  const spent = new Map<string, number>();
  const window = (name: string, length: number, at: number): string => `${name} ${Math.floor(at / length)}`;
  spent.set(window('weight', 60_000, venue.startAt), venue.usedWeight ?? 0);
  const accounts = books.map((book, index) => ({ index, at: venue.startAt, steps: stepsOf(book) }));
  const limitsFor = (account: number, { weight, orders }: Request) => [
    { name: 'weight', length: 60_000, most: USUAL_LIMITS.weightPerMinute, amount: weight },
    { name: `tens ${account}`, length: 10_000, most: USUAL_LIMITS.ordersPerTenSeconds, amount: orders },
    { name: `minutes ${account}`, length: 60_000, most: USUAL_LIMITS.ordersPerMinute, amount: orders },
  ];
  /** When the request arrives at the venue: the first moment from `at` on that every window has room. */
  const arrival = (account: number, at: number, request: Request): number => {
    const limits = limitsFor(account, request).filter(({ amount }) => amount > 0);
    let time = at;
    for (;;) {
      const full = limits.find(
        ({ name, length, most, amount }) => (spent.get(window(name, length, time)) ?? 0) + amount > most,
      );
      if (full === undefined) break;
      time = (Math.floor(time / full.length) + 1) * full.length;
    }
    for (const { name, length, amount } of limits) {
      const key = window(name, length, time);
      spent.set(key, (spent.get(key) ?? 0) + amount);
    }
    return time;
  };
  for (;;) {
    const next = accounts.filter(({ steps }) => steps.length > 0).sort((a, b) => a.at - b.at)[0];
    if (next === undefined) break;
    const { requests, afterMs = 0 } = next.steps.shift() as Step;
    const sentAt = next.at + afterMs;
    next.at = Math.max(sentAt, ...requests.map((each) => arrival(next.index, sentAt + half, each) + half));
  }
  const weightOf = (book: FloorBook): number =>
    stepsOf(book).reduce(
      (sum, { requests }) => sum + requests.reduce((all, { weight }) => all + weight, 0),
      0,
    );
  return {
    accounts: books.map((book, index) => ({
      weight: weightOf(book),
      milliseconds: (accounts[index]?.at ?? 0) - venue.startAt,
    })),
    milliseconds: Math.max(...accounts.map(({ at }) => at)) - venue.startAt,
  };
}
