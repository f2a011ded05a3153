// Money of a real account, digit by digit: a random session through ccxt and HTTP, with fees in two coins, funding, partial fills, flips
// and liquidations. What the adapter tells, booked by the tracker, is what the venue has; however often and in whatever order it is told.
import { afterEach, describe, expect, it } from 'vitest';
import { Decimal } from '../../src/domain/decimal.ts';
import type { Fill } from '../../src/domain/order.ts';
import { must, openOnLoopback, type Rig } from '../adapters/ccxt/binance-rig.ts';
import { approved } from '../contracts/approved-order.ts';
import { candles, DeskRig } from '../desk/desk-rig.ts';
import { caller } from '../loopback/binance-calls.ts';
import { entryPrice } from '../support/binance-server/account.ts';
import { BTC, ETH, listing } from '../support/binance-server/listing.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { Booked } from './booked.ts';

const BNB = listing('BNBUSDT', { tickSize: '0.01', stepSize: '0.01', price: '600' });
const USDC = listing('BTCUSDC', { ...BTC, symbol: 'BTCUSDC', base: 'BTC', quote: 'USDC' });
const SYMBOLS = { BTCUSDT: 1, ETHUSDT: 20, BTCUSDC: 1 } as const;
type Traded = keyof typeof SYMBOLS;
const START = Date.UTC(2026, 0, 5);
const DEPOSITS = { USDT: '400000', USDC: '150000', BNB: '1' };

const PLENTY = { weightPerMinute: 1e6, ordersPerMinute: 1e6, ordersPerTenSeconds: 1e6 };

let rig: Rig;
afterEach(() => rig.close());

/** Numbers between 0 and 1, the same on every run. */
function dice(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648;
  };
}

async function open(hedge: boolean, streams = false): Promise<void> {
  rig = await openOnLoopback({
    hedge,
    deposit: '0',
    listings: [BTC, ETH, USDC, BNB],
    tickMs: 50,
    settings: { streams, windowMs: 60_000, timeoutMs: 30_000 },
    prepare(server, account) {
      // An hour's orders in seconds.
      server.venue.limitsTold = PLENTY;
      server.limits = PLENTY;
      for (const [coin, amount] of Object.entries(DEPOSITS)) account.deposit(amount, coin);
      account.state.burnsBnb = true;
      account.leverage('ETHUSDT', 10, 'ISOLATED');
    },
  });
}

/** What the venue has, in the words of `Booked`. */
function truth(hedge: boolean) {
  const { state } = rig.account;
  const rows = state.held.map((leg): [string, string] => {
    const side = leg.positionSide.toLowerCase();
    const key = hedge ? `${leg.symbol}:${side}` : leg.symbol;
    return [key, `${leg.amount} at ${entryPrice(leg).toFixed(8)}`];
  });
  return {
    wallets: Object.keys(DEPOSITS).map((coin) => rig.account.walletOf(coin)),
    held: Object.fromEntries(rows.sort()),
  };
}
const told = (booked: Booked) => ({
  wallets: Object.keys(DEPOSITS).map((coin) => booked.wallet(coin)),
  held: booked.held,
});

interface Turn {
  readonly symbol: Traded;
  readonly side: 'buy' | 'sell';
  readonly quantity: string;
  /** Of the last price; none is a market order. */
  readonly limit: string | undefined;
  readonly positionSide: 'long' | 'short';
}

function turn(roll: () => number, hedge: boolean): Turn {
  const symbol = (Object.keys(SYMBOLS) as Traded[])[Math.floor(roll() * 3)]!;
  const side = roll() < 0.5 ? 'buy' : 'sell';
  const quantity = ((0.01 + roll() * 0.4) * SYMBOLS[symbol]).toFixed(3);
  const { last } = rig.server.venue.market(symbol);
  const places = symbol === 'ETHUSDT' ? 2 : 1;
  const limit = roll() < 0.4 ? last.times(0.999 + roll() / 500).toFixed(places) : undefined;
  const positionSide = hedge ? (roll() < 0.5 ? 'long' : 'short') : side === 'buy' ? 'long' : 'short';
  return { symbol, side, quantity, limit, positionSide };
}

/** Prices move, resting orders fill in parts, funding is paid, and now and then a position is taken by the venue. */
function happen(roll: () => number, index: number): void {
  const symbol = (Object.keys(SYMBOLS) as Traded[])[index % 3]!;
  const { mark } = rig.server.venue.market(symbol);
  rig.server.price(symbol, mark.times(0.998 + roll() / 250).toFixed(symbol === 'ETHUSDT' ? 2 : 1));
  const resting = rig.account.openOrders.find((order) => order.symbol === symbol);
  if (resting !== undefined && roll() < 0.6) {
    const part = roll() < 0.5 ? undefined : resting.origQty.div(3).toDecimalPlaces(3).toString();
    rig.account.fill(resting, part === undefined || part === '0' ? {} : { quantity: part });
  }
  if (index % 20 === 0) rig.server.price('BNBUSDT', (590 + roll() * 20).toFixed(2));
  if (index % 25 === 0) {
    rig.server.fundingRate(symbol, ((roll() - 0.5) / 500).toFixed(8));
    rig.server.payFunding(symbol);
  }
  const [held] = rig.account.state.held;
  if (index % 90 === 89 && held !== undefined) {
    const side = held.amount.isPositive() ? 'long' : 'short';
    rig.account.forceClose(held.symbol, side);
  }
}

const kinds = (fills: readonly Fill[]): Record<string, number> => {
  const counts: Record<string, number> = {};
  const count = (name: string): void => {
    counts[name] = (counts[name] ?? 0) + 1;
  };
  for (const fill of fills) {
    count(fill.cause ?? fill.liquidity);
    count(`fee in ${(fill.feePaid ?? fill.fee).currency}`);
  }
  return counts;
};

describe.each([
  ['400 orders one-way, with flips', false, 3, 400],
  ['200 orders in hedge mode', true, 5, 200],
] as const)('a session through HTTP of %s', (_, hedge, seed, orders) => {
  it('is booked as the venue booked it: from reads, from the stream, and from both', async () => {
    await open(hedge, true);
    must(await rig.exchange.instruments());
    const start = Date.now() - 60_000;
    const roll = dice(seed);
    const heard: Fill[] = [];
    rig.exchange.listen((event) => {
      if (event.kind === 'fill') heard.push(event.fill);
    });
    await rig.server.waitFor(() => rig.server.users.connections * rig.server.streams.connections, {
      for: 'live streams',
    });
    rig.server.streams.publish();
    const together = new Booked(hedge, DEPOSITS);
    let accepted = 0;
    for (let index = 0; index < orders; index += 1) {
      happen(roll, index);
      const { limit, ...wish } = turn(roll, hedge);
      const result = await rig.exchange.submit(
        approved({
          ...wish,
          clientOrderId: `turn-${index}`,
          ...(limit === undefined
            ? {}
            : { type: 'limit', limitPrice: limit, timeInForce: roll() < 0.7 ? 'gtc' : 'ioc' }),
        }),
      );
      if (result.kind === 'accepted') accepted += 1;
      if (index % 100 === 99) {
        together.book(heard);
        together.book(must(await rig.exchange.fills(start)));
      }
    }
    await rig.server.waitFor(() => heard.length >= rig.account.trades.length, { for: 'the last fill' });
    const read = must(await rig.exchange.fills(start));
    const byReading = new Booked(hedge, DEPOSITS);
    byReading.book(read);
    const expected = truth(hedge);
    expect(told(byReading)).toEqual(expected);

    // The stream tells trades; funding and clearances come with the next read.
    const byStream = new Booked(hedge, DEPOSITS);
    byStream.book([...heard, ...heard]);
    expect(byStream.held).toEqual(expected.held);
    byStream.book(read.filter(({ quantity }) => quantity.value.isZero()));
    expect(told(byStream)).toEqual(expected);

    together.book(read);
    expect(told(together)).toEqual(expected);
    expect(together.twice).toBeGreaterThan(orders);

    const realized = rig.account.trades.reduce((sum, each) => sum.plus(each.realizedPnl), new Decimal(0));
    const roundings = new Decimal('0.5e-8').times(rig.account.trades.length);
    expect(byReading.realized.minus(realized).abs().lte(roundings)).toBe(true);
    const counts = kinds(read);
    for (const kind of [
      'maker',
      'taker',
      'funding',
      'liquidation',
      'fee in BNB',
      'fee in USDT',
      'fee in USDC',
    ])
      expect(counts[kind] ?? 0, `${kind}: ${JSON.stringify(counts)}`).toBeGreaterThan(0);
    expect(accepted).toBeGreaterThan(orders * 0.7);
  });
});

describe('what was traded while nobody looked', () => {
  const DAY = 86_400_000;

  /** Eleven days: a few trades and a funding each day, and a storm of 1,100 trades within one millisecond. */
  async function live(clock: FakeClock): Promise<void> {
    const roll = dice(11);
    const trade = (symbol: Traded = roll() < 0.5 ? 'BTCUSDT' : 'ETHUSDT'): void => {
      const side = roll() < 0.5 ? 'BUY' : 'SELL';
      rig.account.place({ symbol, side, quantity: (0.05 + roll() / 10).toFixed(3) });
    };
    for (let day = 0; day < 11; day += 1) {
      for (let each = 0; each < 6; each += 1) {
        trade();
        await clock.advance(1_000);
      }
      if (day === 4) for (let each = 0; each < 1_100; each += 1) trade('BTCUSDT');
      rig.server.payFunding('BTCUSDT');
      rig.server.price('BNBUSDT', String(600 + day));
      await clock.advance(DAY);
    }
  }
  const quiet = (clock: FakeClock) =>
    openOnLoopback({
      clock,
      deposit: '0',
      listings: [BTC, ETH, USDC, BNB],
      prepare(_, account) {
        for (const [coin, amount] of Object.entries(DEPOSITS)) account.deposit(amount, coin);
      },
    });

  it('is found, each trade once, over weeks and pages', async () => {
    const clock = new FakeClock(START);
    rig = await quiet(clock);
    await live(clock);
    const fills = must(await rig.exchange.fills(START));
    const booked = new Booked(false, DEPOSITS);
    booked.book(fills);
    expect(told(booked)).toEqual(truth(false));
    expect(booked.twice).toBe(0);
    expect(fills.length).toBe(rig.account.trades.length + 11);
    expect(fills.every(({ clientOrderId, cause }) => cause === 'funding' || clientOrderId !== '')).toBe(true);
    expect(fills.map(({ at }) => at)).toEqual(fills.map(({ at }) => at).sort((a, b) => a - b));
  });

  it('is booked exactly once by a desk that was down, and by the one after it', async () => {
    const desk = new DeskRig();
    rig = await quiet(desk.clock);
    const look = async (): Promise<void> => {
      desk.context.memory.accounts.clear();
      desk.context.accounts = [{ name: 'main', exchange: rig.exchange, candles: candles() }];
      await desk.passes(2);
    };
    await look();
    rig.account.place({ symbol: 'BTCUSDT', side: 'BUY', quantity: '0.2' });
    await desk.clock.advance(90_000);
    await look();
    await live(desk.clock);
    for (let restart = 0; restart < 3; restart += 1) {
      await look();
      await desk.clock.advance(90_000);
    }
    const wallet = desk.history.rows.reduce(
      (sum, { realizedPnl, fee }) => sum.plus(realizedPnl).minus(fee),
      new Decimal(DEPOSITS.USDT),
    );
    expect(wallet.toFixed(8)).toBe(rig.account.wallet);
    expect(desk.history.rows).toHaveLength(rig.account.trades.length + 11);
  });

  it('counts a fee in BNB at the price of its hour, with one question for a thousand fees', async () => {
    const clock = new FakeClock(START);
    rig = await quiet(clock);
    rig.account.state.burnsBnb = true;
    for (let each = 0; each < 30; each += 1) {
      rig.account.place({ symbol: 'BTCUSDT', side: each % 2 === 0 ? 'BUY' : 'SELL', quantity: '0.1' });
      await clock.advance(60_000);
    }
    await clock.advance(2 * DAY);
    const fills = must(await rig.exchange.fills(START));
    const { body } = await caller(rig.server, rig.account)('GET /fapi/v1/klines', {
      symbol: 'BNBUSDT',
      interval: '1h',
      startTime: START,
      limit: 1,
    });
    const [first] = fills;
    expect(first?.feePaid?.currency).toBe('BNB');
    expect(first?.fee.toString()).toBe(first?.feePaid?.value.times(body[0][4]).toDecimalPlaces(8).toString());
    expect(rig.server.calls('GET /fapi/v1/klines')).toHaveLength(2);
    expect(rig.server.calls('GET /fapi/v1/premiumIndex')).toHaveLength(0);
  });
});
