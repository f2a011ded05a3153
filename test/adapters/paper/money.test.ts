// Exact money: whatever is traded, funded or liquidated, every digit is accounted for.
import { describe, expect, it } from 'vitest';
import type { PaperSettings } from '../../../src/adapters/paper/paper-settings.ts';
import { readState } from '../../../src/adapters/paper/state-text.ts';
import { Decimal, ZERO } from '../../../src/domain/decimal.ts';
import { sign } from '../../../src/domain/position.ts';
import {
  applyFill,
  flat,
  type TrackedPosition,
  unrealizedPnl,
} from '../../../src/risk/microstructure/position-track.ts';
import { must, type Rig, rig } from './paper-rig.ts';

/** A small repeatable generator (mulberry32). */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Of the equity; averages in thirds have more, and only those are cut. */
const DIGITS = 16;

/**
 * Held at any moment, to the last digit:
 * wallet = deposits + realised + funding + insurance − fees, and
 * equity = deposits + Σ cash of every trade + Σ position value + funding + insurance − fees
 *        = deposits + funding + insurance + what the position tracker made of the same fills.
 */
async function checkConservation(
  { exchange, file }: Rig,
  cash: Decimal,
  tracked: ReadonlyMap<string, TrackedPosition>,
  marks: Record<string, number>,
) {
  must(await exchange.persist());
  const state = readState(file.text ?? '');
  if (!state.ok) throw new Error(state.error);
  const { flows, crossWallet, holdings } = state.value;
  const margins = holdings.reduce((sum, each) => sum.plus(each.margin), ZERO);
  const rest = flows.deposited.plus(flows.funding).plus(flows.insurance).minus(flows.fees);
  expect(crossWallet.plus(margins).toFixed()).toBe(rest.plus(flows.realized).toFixed());
  const value = holdings.reduce(
    (sum, each) => sum.plus(each.quantity.times(marks[each.symbol]!).times(sign(each.side))),
    ZERO,
  );
  const { equity } = must(await exchange.balances());
  expect(equity.toString()).toBe(rest.plus(cash).plus(value).toFixed());
  // The tracker books the same fills by itself, fees in its averages: what it made of them is the rest of the equity.
  const made = [...tracked.values()].reduce(
    (sum, each) => sum.plus(each.realizedPnl).plus(unrealizedPnl(each, new Decimal(marks[each.symbol]!))),
    ZERO,
  );
  const { deposited, funding, insurance } = flows;
  expect(deposited.plus(funding).plus(insurance).plus(made).toDecimalPlaces(DIGITS).toFixed()).toBe(
    equity.value.toFixed(),
  );
}

async function trade(
  orders: number,
  seed: number,
  settings: Partial<PaperSettings>,
): Promise<Record<string, number>> {
  const desk = await rig({ balance: '20000', ...settings });
  const { feed, exchange, clock, send, move } = desk;
  feed.levels = [
    [0.01, 3],
    [0.07, 5],
    [0.53, 50],
  ];
  const random = generator(seed);
  const marks: Record<string, number> = { BTCUSDT: 60_000, ETHUSDT: 3_000 };
  const counts: Record<string, number> = {};
  let cash = ZERO;
  const tracked = new Map<string, TrackedPosition>();
  let seen = new Set<string>();
  const collect = async () => {
    const fills = must(await exchange.fills(clock.now() - 1_000));
    for (const fill of fills) {
      if (seen.has(fill.id)) continue;
      if (fill.cause !== undefined) counts[fill.cause] = (counts[fill.cause] ?? 0) + 1;
      counts[fill.liquidity] = (counts[fill.liquidity] ?? 0) + 1;
      const amount = fill.quantity.value.times(fill.price.value);
      cash = fill.side === 'buy' ? cash.minus(amount) : cash.plus(amount);
      if (amount.isZero()) continue;
      const { symbol, side, quantity, price, fee } = fill;
      const booked = { symbol, side, quantity: quantity.value, price: price.value, fee: fee.value };
      tracked.set(symbol, applyFill(tracked.get(symbol) ?? flat(symbol), booked));
    }
    seen = new Set(fills.map((fill) => fill.id));
  };
  for (let i = 0; i < orders; i += 1) {
    const symbol = random() < 0.5 ? 'BTCUSDT' : 'ETHUSDT';
    const unit = symbol === 'BTCUSDT' ? 1 : 15;
    const quantity = (Math.ceil(random() * 400 * unit) / 1_000).toFixed(3);
    const side = random() < 0.5 ? 'buy' : 'sell';
    const kind = random();
    const limit = (marks[symbol]! * (1 + (random() - 0.5) * 0.004)).toFixed(1);
    const result = await send({
      symbol,
      side,
      quantity,
      positionSide: random() < 0.5 ? 'long' : 'short',
      ...(kind < 0.25 ? { type: 'limit', limitPrice: limit, timeInForce: kind < 0.2 ? 'gtc' : 'ioc' } : {}),
    });
    const word = result.kind === 'rejected' ? `rejected ${result.rejection.venueCode}` : result.kind;
    counts[word] = (counts[word] ?? 0) + 1;
    await collect();
    if (i % 3 === 0) {
      const jump = random() < 0.01 ? 0.25 : 0.004;
      const next = Math.max(100, marks[symbol]! * (1 + (random() - 0.5) * jump));
      marks[symbol] = Number(next.toFixed(symbol === 'BTCUSDT' ? 1 : 2));
      feed.fundingRate = Number(((random() - 0.5) / 1_000).toFixed(6));
      feed.nextFundingAt = clock.now() + 1_500;
      await move(symbol, marks[symbol]!);
      must(await exchange.serverTime());
      await collect();
    }
    if (i % 500 === 499) await checkConservation(desk, cash, tracked, marks);
  }
  return counts;
}

describe('money is conserved to the last digit', () => {
  it('over 10,000 random orders, cross and isolated, through funding and liquidations', async () => {
    const counts = await trade(10_000, 7, {
      balance: '60000',
      symbols: {
        BTCUSDT: { leverage: 50, marginMode: 'cross' },
        ETHUSDT: { leverage: 50, marginMode: 'isolated' },
      },
    });
    // The run means something only when all of this happened in it.
    for (const kind of ['accepted', 'maker', 'taker', 'liquidation', 'funding', 'rejected -2019']) {
      expect(counts[kind] ?? 0, `${kind}: ${JSON.stringify(counts)}`).toBeGreaterThan(5);
    }
  }, 60_000);

  it('in hedge mode', async () => {
    const counts = await trade(2_000, 11, {
      positionMode: 'hedge',
      symbols: {
        BTCUSDT: { leverage: 20, marginMode: 'cross' },
        ETHUSDT: { leverage: 15, marginMode: 'isolated' },
      },
    });
    expect(counts['accepted']).toBeGreaterThan(500);
  }, 60_000);
});

describe('a trade in numbers', () => {
  it('keeps the exact cost when a position is closed in thirds', async () => {
    const { exchange, send, move } = await rig({ leverage: 10 });
    await send({ symbol: 'BTCUSDT', side: 'buy', quantity: '0.1' });
    await move('BTCUSDT', 60_001);
    await send({ symbol: 'BTCUSDT', side: 'buy', quantity: '0.2' });
    for (let i = 0; i < 3; i += 1) {
      await send({ symbol: 'BTCUSDT', side: 'sell', quantity: '0.1', reduceOnly: true });
    }
    const fills = must(await exchange.fills(0));
    const realized = fills.reduce((sum, fill) => sum.plus(fill.realizedPnl.value), new Decimal(0));
    expect(realized.toFixed()).toBe('0.1');
    const fees = fills.reduce((sum, fill) => sum.plus(fill.fee.value), new Decimal(0));
    expect(must(await exchange.balances()).walletBalance.toString()).toBe(
      new Decimal(10_000).plus(realized).minus(fees).toFixed(),
    );
  });

  it('gives back the share of an isolated margin that a cut sets free, and leaves the liquidation price', async () => {
    const { exchange, send } = await rig({ leverage: 10, marginMode: 'isolated' });
    await send({ symbol: 'ETHUSDT', side: 'buy', quantity: '4' });
    const [before] = must(await exchange.positions());
    await send({ symbol: 'ETHUSDT', side: 'sell', quantity: '1', reduceOnly: true });
    const [after] = must(await exchange.positions());
    expect([before?.isolatedMargin?.toString(), after?.isolatedMargin?.toString()]).toEqual(['1200', '900']);
    expect(after?.venueLiquidationPrice?.value.toNumber()).toBeCloseTo(
      before?.venueLiquidationPrice?.value.toNumber() ?? 0,
      6,
    );
  });
});
