// Specifies the gate to the exchange: which orders it lets through, that it names everything it has against one, and by law that
// what it approves breaks no limit and what it takes for a reduction is one.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Decimal } from '../../src/domain/decimal.ts';
import { exposureAfter } from '../../src/domain/exposure.ts';
import { DEFAULT_LIMITS, type Limits } from '../../src/domain/limits.ts';
import type { OrderIntent } from '../../src/domain/order.ts';
import { Price } from '../../src/domain/price.ts';
import { Quantity } from '../../src/domain/quantity.ts';
import { type DeskState, review } from '../../src/domain/review.ts';
import type { AccountSnapshot } from '../../src/domain/snapshot.ts';
import { instrument, snapshot } from '../support/snapshot-builder.ts';

const NOW = 1_000_000;
const BOOK = snapshot(
  10_000,
  [
    { symbol: 'BTCUSDT', quantity: '0.5', entry: 60_000 },
    { symbol: 'ETHUSDT', side: 'short', quantity: 2, entry: 3_000 },
  ],
  { at: NOW, pricesAt: NOW },
);

const OPEN: DeskState = {
  now: NOW,
  trading: { kind: 'active' },
  latch: { state: 'clear', epoch: 0 } as never,
  tradesToday: 0,
  forKillSwitch: false,
};
const LATCHED = { state: 'latched', epoch: 1, by: 'kim', at: 7, drill: false } as never;

const order = (changes: Partial<OrderIntent> = {}): OrderIntent => ({
  account: 'main',
  clientOrderId: 'c-1',
  symbol: 'BTCUSDT',
  side: 'sell',
  positionSide: 'long',
  type: 'market',
  quantity: Quantity.parse('0.2'),
  reduceOnly: true,
  ...changes,
});
const entry = (changes: Partial<OrderIntent> = {}): OrderIntent =>
  order({ side: 'buy', reduceOnly: false, quantity: Quantity.parse('0.1'), ...changes });
const ethCover = (quantity: string): OrderIntent =>
  order({ symbol: 'ETHUSDT', side: 'buy', positionSide: 'short', quantity: Quantity.parse(quantity) });

interface Judged {
  readonly intent?: OrderIntent;
  readonly book?: AccountSnapshot;
  readonly limits?: Partial<Limits>;
  readonly state?: Partial<DeskState>;
}
const judge = ({ intent = order(), book = BOOK, limits, state }: Judged) =>
  review(intent, book, { ...DEFAULT_LIMITS, ...limits }, { ...OPEN, ...state });
const codes = (asked: Judged): string[] => {
  const verdict = judge(asked);
  return verdict.kind === 'approved' ? [] : verdict.refusals.map(({ code }) => code);
};
const bookWith = (changes: Partial<AccountSnapshot>): AccountSnapshot => ({ ...BOOK, ...changes });
const btc = (changes: Parameters<typeof instrument>[1]): AccountSnapshot =>
  bookWith({ instruments: new Map([...BOOK.instruments, ['BTCUSDT', instrument('BTCUSDT', changes)]]) });

describe('a review', () => {
  it('approves a cut and an entry that nothing is said against, and knows which of them reduces', () => {
    const [cut, opened] = [judge({}), judge({ intent: entry() })];
    expect(cut).toMatchObject({ kind: 'approved', order: { reduces: true, reviewed: true } });
    expect(opened).toMatchObject({ kind: 'approved', order: { reduces: false } });
  });

  const HALT = { kind: 'halted', since: 0, reason: 'asked by kim' } as const;
  const REDUCING = { kind: 'reducing', since: 0, reason: 'daily loss' } as const;
  it.each<[string, Judged, string[]]>([
    ['a cut while only reductions are sent', { state: { trading: REDUCING } }, []],
    [
      'an entry while only reductions are sent',
      { intent: entry(), state: { trading: REDUCING } },
      ['TRADING_REDUCING'],
    ],
    ['a cut while trading is halted', { state: { trading: HALT } }, ['TRADING_HALTED']],
    ['a cut behind the kill switch', { state: { latch: LATCHED } }, ['LATCHED']],
    [
      'a cut during a drill of it',
      { state: { latch: { ...(LATCHED as object), drill: true } as never } },
      [],
    ],
    ['a cut in safe mode', { state: { safeMode: 'the ledger was lost' } }, ['SAFE_MODE']],
    ['a cut with a store that takes nothing', { state: { storeFault: 'disk full' } }, ['STORE_UNAVAILABLE']],
    [
      'a cut of what is not there',
      { intent: order({ symbol: 'ETHUSDT', quantity: Quantity.parse('1') }) },
      ['SIDE_FLIPPED'],
    ],
    ['a cut of a position that is gone', { book: bookWith({ positions: [] }) }, ['POSITION_GONE']],
    [
      'a cut larger than the position',
      { intent: order({ quantity: Quantity.parse('0.501') }) },
      ['REDUCE_ONLY_WOULD_INCREASE'],
    ],
    [
      'a reduce-only order to the wrong side',
      { intent: order({ side: 'buy' }) },
      ['REDUCE_ONLY_WOULD_INCREASE'],
    ],
    ['a cover of a short', { intent: ethCover('2') }, []],
    ['a cover larger than the short', { intent: ethCover('2.001') }, ['REDUCE_ONLY_WOULD_INCREASE']],
    ['a cut on prices of 600 s ago', { state: { now: NOW + 600_000 } }, []],
    ['a cut on older prices', { state: { now: NOW + 600_001 } }, ['STALE_DATA']],
    ['an entry on prices of 60 s ago', { intent: entry(), state: { now: NOW + 60_000 } }, []],
    ['an entry on older prices', { intent: entry(), state: { now: NOW + 60_001 } }, ['STALE_DATA']],
    ['a cut on half a picture', { book: bookWith({ complete: false }) }, ['INCOMPLETE_DATA']],
    [
      'a cut 2 % from the price on its card',
      { intent: order({ referencePrice: Price.parse('58823.53') }) },
      [],
    ],
    ['a cut further from it', { intent: order({ referencePrice: Price.parse('58800') }) }, ['PRICE_MOVED']],
    [
      'a limit price far from the mark',
      { intent: order({ type: 'limit', limitPrice: Price.parse('70000') }) },
      ['PRICE_MOVED'],
    ],
    ['a symbol that the venue halted', { book: btc({ halted: true }) }, ['SYMBOL_HALTED']],
    ['a symbol that nobody lists', { intent: order({ symbol: 'NOPE' }) }, ['INSTRUMENT_UNKNOWN']],
    ['a symbol without a mark price', { book: bookWith({ marks: new Map() }) }, ['UNKNOWN_PRICE']],
    [
      'a quantity under the smallest',
      { book: btc({ minQuantity: new Decimal('0.3') }) },
      ['QUANTITY_TOO_SMALL'],
    ],
    [
      'nothing',
      { intent: order({ quantity: Quantity.zero }) },
      ['REDUCE_ONLY_WOULD_INCREASE', 'QUANTITY_TOO_SMALL', 'NOTIONAL_TOO_SMALL'],
    ],
    [
      'a quantity between two steps',
      { intent: order({ quantity: Quantity.parse('0.2005') }) },
      ['QUANTITY_TOO_SMALL'],
    ],
    [
      'a market order over the largest',
      { book: btc({ maxMarketQuantity: new Decimal('0.1') }) },
      ['QUANTITY_TOO_LARGE'],
    ],
    [
      'a limit order over that',
      {
        intent: order({ type: 'limit', limitPrice: Price.parse('60000') }),
        book: btc({ maxMarketQuantity: new Decimal('0.1') }),
      },
      [],
    ],
    ['a cut worth too little', { book: btc({ minNotional: new Decimal(12_001) }) }, ['NOTIONAL_TOO_SMALL']],
    [
      'a close of everything worth too little',
      { intent: order({ quantity: Quantity.parse('0.5') }), book: btc({ minNotional: new Decimal(40_000) }) },
      [],
    ],
    [
      'an entry over the largest exposure',
      { intent: entry({ quantity: Quantity.parse('2') }), limits: { maxExposure: 15, maxLeverage: 20 } },
      ['EXPOSURE_LIMIT'],
    ],
    [
      'an entry over the largest leverage',
      { intent: entry({ quantity: Quantity.parse('2') }), limits: { maxExposure: 20, maxLeverage: 15 } },
      ['LEVERAGE_TOO_HIGH'],
    ],
    [
      'an entry without equity',
      { intent: entry(), book: bookWith({ equity: snapshot(0, []).equity }) },
      ['EXPOSURE_LIMIT', 'LEVERAGE_TOO_HIGH'],
    ],
    [
      'an entry into one position too many',
      { intent: entry(), limits: { maxPositions: 1 } },
      ['POSITION_COUNT'],
    ],
    [
      'an entry after the last of the day',
      { intent: entry(), state: { tradesToday: 1_000 } },
      ['DAILY_TRADES'],
    ],
    [
      'a cut after the last of the day and over every limit',
      { state: { tradesToday: 1_000 }, limits: { maxExposure: 0, maxLeverage: 0, maxPositions: 0 } },
      [],
    ],
  ])('of %s', (_, asked, expected) => {
    expect(codes(asked)).toEqual(expected);
  });

  it('names all that stands against an order at once, each with its numbers', () => {
    const verdict = judge({
      intent: order({ quantity: Quantity.parse('0.6'), referencePrice: Price.parse('50000') }),
      book: bookWith({ complete: false, incompleteBecause: 'positions: timeout' }),
      state: { trading: HALT, latch: LATCHED, now: NOW + 700_000 },
    });
    expect(verdict).toEqual({
      kind: 'refused',
      refusals: [
        { code: 'LATCHED', by: 'kim', at: 7 },
        { code: 'TRADING_HALTED', reason: 'asked by kim' },
        { code: 'REDUCE_ONLY_WOULD_INCREASE', symbol: 'BTCUSDT', quantity: '0.6', position: '0.5' },
        // A flip is no reduction: the shorter time for entries holds.
        { code: 'STALE_DATA', ageMs: 700_000, limitMs: 60_000 },
        { code: 'INCOMPLETE_DATA', why: 'positions: timeout' },
        { code: 'PRICE_MOVED', symbol: 'BTCUSDT', moved: 0.2, limit: 0.02 },
      ],
    });
  });

  it('lets the kill switch through its own latch, a halt, an old picture and a price that ran away, but never past reduce-only', () => {
    const state = { forKillSwitch: true, trading: HALT, latch: LATCHED, safeMode: 'lost', now: NOW + 9e6 };
    const runaway = Price.parse('30000');
    expect(codes({ intent: order({ referencePrice: runaway }), state })).toEqual([]);
    expect(codes({ intent: order({ quantity: Quantity.parse('0.6') }), state })).toEqual([
      'REDUCE_ONLY_WOULD_INCREASE',
    ]);
  });

  it('makes orders that nothing else can make: a look-alike has not been reviewed', () => {
    const verdict = judge({});
    if (verdict.kind !== 'approved') throw new Error('the plain cut was refused');
    const lookAlike = Object.create(
      Object.getPrototypeOf(verdict.order),
      Object.getOwnPropertyDescriptors({ ...verdict.order }),
    );
    expect(() => lookAlike.reviewed).toThrow(TypeError);
  });
});

describe('exposure after an order', () => {
  const both = snapshot(10_000, [
    { symbol: 'BTCUSDT', quantity: '0.5', entry: 60_000 },
    { symbol: 'BTCUSDT', side: 'short', quantity: '0.2', entry: 60_000 },
  ]);
  const mark = new Decimal(60_000);

  it('is that of the named side in hedge mode, and of the net position otherwise', () => {
    const intent = order({ side: 'buy', positionSide: 'short', quantity: Quantity.parse('0.1') });
    const hedge = exposureAfter(intent, { ...both, positionMode: 'hedge' }, mark);
    expect(hedge).toMatchObject({ reduces: true, openPositions: 2 });
    expect([hedge.before, hedge.after, hedge.totalNotional].map(String)).toEqual(['-0.2', '-0.1', '36000']);
    const net = exposureAfter(intent, both, mark);
    expect([net.before, net.after].map(String)).toEqual(['0.3', '0.4']);
    expect(net.reduces).toBe(false);
  });

  it('counts a position as gone when nothing of it is left, and as new when there was none', () => {
    const closed = exposureAfter(order({ quantity: Quantity.parse('0.5') }), BOOK, mark);
    expect([closed.reduces, closed.openPositions]).toEqual([true, 1]);
    const opened = exposureAfter(entry({ symbol: 'SOLUSDT' }), BOOK, mark);
    expect([opened.reduces, opened.openPositions]).toEqual([false, 3]);
  });
});

describe('by law', () => {
  const steps = (most: number) => fc.integer({ min: 0, max: most }).map((n) => new Decimal(n).div(1_000));
  const worlds = fc.record({
    held: steps(2_000),
    heldSide: fc.constantFrom('long' as const, 'short' as const),
    other: steps(2_000),
    wallet: fc.integer({ min: 0, max: 200_000 }),
    quantity: steps(3_000),
    side: fc.constantFrom('buy' as const, 'sell' as const),
    positionSide: fc.constantFrom('long' as const, 'short' as const),
    positionMode: fc.constantFrom('one-way' as const, 'hedge' as const),
    reduceOnly: fc.boolean(),
    reducing: fc.boolean(),
    ageMs: fc.integer({ min: 0, max: 700_000 }),
    maxLeverage: fc.integer({ min: 0, max: 12 }),
    maxPositions: fc.integer({ min: 0, max: 3 }),
    tradesToday: fc.integer({ min: 998, max: 1_001 }),
  });

  it('an approved order breaks no limit, and one that reduces leaves less on the same side', () => {
    let approvals = 0;
    fc.assert(
      fc.property(worlds, (world) => {
        const book = snapshot(
          world.wallet,
          [
            { symbol: 'BTCUSDT', side: world.heldSide, quantity: world.held.toFixed(), entry: 60_000 },
            { symbol: 'ETHUSDT', quantity: world.other.toFixed(), entry: 3_000 },
          ].filter(({ quantity }) => quantity !== '0'),
          {
            positionMode: world.positionMode,
            instruments: new Map([['BTCUSDT', instrument('BTCUSDT')]]),
            marks: new Map([['BTCUSDT', Price.parse('60000')]]),
          },
        );
        const { reduceOnly, side, positionSide } = world;
        const limits = {
          ...DEFAULT_LIMITS,
          maxLeverage: world.maxLeverage,
          maxPositions: world.maxPositions,
        };
        const verdict = review(
          order({ side, positionSide, reduceOnly, quantity: Quantity.of(world.quantity) }),
          book,
          limits,
          {
            ...OPEN,
            now: world.ageMs,
            tradesToday: world.tradesToday,
            trading: world.reducing ? { kind: 'reducing', since: 0, reason: 'loss' } : { kind: 'active' },
          },
        );
        if (verdict.kind === 'refused') return verdict.refusals.length > 0;
        approvals += 1;
        // Worked out here anew, from what the order says and what is held.
        const isSeen = world.positionMode === 'one-way' || positionSide === world.heldSide;
        const before = isSeen ? world.held.times(world.heldSide === 'long' ? 1 : -1) : new Decimal(0);
        const after = before.plus(world.quantity.times(side === 'buy' ? 1 : -1));
        const shrinks = after.abs().lt(before.abs()) && after.times(before).gte(0);
        expect(verdict.order.reduces).toBe(shrinks);
        if (reduceOnly || world.reducing) expect(shrinks).toBe(true);
        expect(world.ageMs).toBeLessThanOrEqual(shrinks ? limits.reducingMaxAgeMs : limits.entryMaxAgeMs);
        if (shrinks) return true;
        const unseen = isSeen ? new Decimal(0) : world.held;
        const total = after.abs().plus(unseen).times(60_000).plus(world.other.times(3_000));
        const open = [after.abs(), unseen, world.other].filter((each) => each.gt(0)).length;
        expect(total.div(book.equity.value).toNumber()).toBeLessThanOrEqual(world.maxLeverage);
        expect(open).toBeLessThanOrEqual(world.maxPositions);
        expect(world.tradesToday).toBeLessThan(limits.maxTradesPerDay);
        return true;
      }),
      { numRuns: 2_000, seed: 11 },
    );
    expect(approvals, 'enough was approved to say so').toBeGreaterThan(100);
  });
});
