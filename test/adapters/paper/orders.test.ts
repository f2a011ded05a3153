// Orders on the simulated venue: what is rejected with which code, what rests, what is filled at what price.
import { describe, expect, it } from 'vitest';
import { brokenRule } from '../../../src/adapters/paper/order-rules.ts';
import { PaperBook } from '../../../src/adapters/paper/paper-book.ts';
import { PaperOrders } from '../../../src/adapters/paper/paper-orders.ts';
import { Decimal } from '../../../src/domain/decimal.ts';
import { intentOf, type OrderWish } from '../../contracts/approved-order.ts';
import { book, must, outcome, rig } from './paper-rig.ts';
import { BTC_ETH } from './scripted-feed.ts';

type Wish = Omit<OrderWish, 'clientOrderId'> & { clientOrderId?: string };
const BUY: Wish = { symbol: 'BTCUSDT', side: 'buy', quantity: '0.1' };

describe('what the venue rejects, with its own code', () => {
  it.each<readonly [string, Wish, string]>([
    ['a symbol it does not list', { ...BUY, symbol: 'NOPEUSDT' }, '-1121'],
    ['a quantity off the step', { ...BUY, quantity: '0.0105' }, '-1111'],
    ['a market quantity over the maximum', { ...BUY, quantity: '1001' }, '-4005'],
    ['a notional under the minimum', { ...BUY, quantity: '0.001' }, '-4164'],
    ['a price off the tick', { ...BUY, type: 'limit', limitPrice: '59000.05' }, '-4014'],
    ['a limit order without a price', { ...BUY, type: 'limit' }, '-1102'],
    ['a stop without a price', { ...BUY, type: 'stop-market' }, '-1102'],
    ['a buy price far above the mark', { ...BUY, type: 'limit', limitPrice: '63000.1' }, '-4016'],
    [
      'a sell price far below the mark',
      { ...BUY, side: 'sell', type: 'limit', limitPrice: '56999.9' },
      '-4024',
    ],
    [
      'a sell stop above the mark',
      { ...BUY, side: 'sell', type: 'stop-market', stopPrice: '60000' },
      '-2021',
    ],
    ['a buy stop below the mark', { ...BUY, type: 'stop-market', stopPrice: '59999' }, '-2021'],
    [
      'post-only that meets the book',
      { ...BUY, type: 'limit', limitPrice: '60000', timeInForce: 'post-only' },
      '-5022',
    ],
    ['more than the money reaches for', { ...BUY, quantity: '0.833' }, '-2019'],
    ['reduce-only without a position', { ...BUY, reduceOnly: true }, '-2022'],
    ['a client id of other letters', { ...BUY, clientOrderId: 'ä b' }, '-4015'],
    ['a client id that is too long', { ...BUY, clientOrderId: 'x'.repeat(37) }, '-4015'],
  ])('%s', async (_name, wish, code) => {
    const { exchange, send, file } = await rig({ leverage: 5 });
    const writes = file.writes;
    expect(outcome(await send(wish))).toBe(`rejected ${code}`);
    expect(await book(exchange)).toEqual([]);
    expect(must(await exchange.openOrders())).toEqual([]);
    expect(file.writes).toBe(writes);
  });

  it('takes an order that is just covered by the money', async () => {
    const { send } = await rig({ leverage: 5 });
    // 0.831 · 60,000 / 5 + 0.05 % = 9,996.93; 0.833 would need 10,020.99.
    expect(outcome(await send({ ...BUY, quantity: '0.831' }))).toBe('filled 0.831 at 60000');
  });

  it('a leverage that the bracket of the grown position does not allow', async () => {
    const { send } = await rig({ leverage: 125, balance: '100000' });
    expect(outcome(await send({ ...BUY, quantity: '0.8' }))).toBe('filled 0.8 at 60000');
    expect(outcome(await send({ ...BUY, quantity: '0.1' }))).toBe('rejected -2027');
  });

  it('a market order that would walk more than 5 % from the mark', async () => {
    const { feed, send } = await rig();
    feed.levels = [
      [0, 0.01],
      [6_000, 10],
    ];
    expect(outcome(await send(BUY))).toBe('rejected -4131');
  });

  it('fill-or-kill that the book cannot fill whole', async () => {
    const { feed, send } = await rig();
    feed.levels = [[0, 0.05]];
    const wish: Wish = { ...BUY, type: 'limit', limitPrice: '60000', timeInForce: 'fok' };
    expect(outcome(await send(wish))).toBe('rejected -5021');
    expect(outcome(await send({ ...wish, quantity: '0.05' }))).toBe('filled 0.05 at 60000');
  });

  it('a quantity that the review would have refused before: none, or under the smallest', () => {
    const coarse = { ...BTC_ETH[0]!, minQuantity: new Decimal('0.01') };
    const rule = (quantity: string) =>
      brokenRule({
        intent: intentOf({ ...BUY, quantity, clientOrderId: 'small' }),
        instrument: coarse,
        mark: new Decimal(60_000),
        orderBook: undefined,
        book: new PaperBook({ leverage: 5, marginMode: 'cross' }),
        orders: new PaperOrders(1),
      })?.venueCode;
    expect([rule('0'), rule('0.009'), rule('0.01')]).toEqual(['-4003', '-4004', undefined]);
  });

  it('an order on a halted symbol', async () => {
    const { exchange, send } = await rig();
    const instruments = must(await exchange.instruments()) as Map<string, object>;
    instruments.set('BTCUSDT', { ...instruments.get('BTCUSDT'), halted: true });
    expect(outcome(await send(BUY))).toBe('rejected -4140');
  });

  it('in hedge mode, a close of more than the side holds', async () => {
    const { send, exchange } = await rig({ positionMode: 'hedge' });
    await send({ ...BUY, positionSide: 'long' });
    const close: Wish = { ...BUY, side: 'sell', positionSide: 'long', quantity: '0.2' };
    expect(outcome(await send(close))).toBe('rejected -2022');
    expect(outcome(await send({ ...close, quantity: '0.1' }))).toBe('filled 0.1 at 60000');
    expect(await book(exchange)).toEqual([]);
  });
});

describe('what a resting order holds', () => {
  it('is its initial margin, until it is cancelled', async () => {
    const { exchange, send } = await rig({ leverage: 5 });
    const placed = await send({ ...BUY, type: 'limit', limitPrice: '59000' });
    expect(must(await exchange.balances()).availableBalance.toString()).toBe('8820');
    if (placed.kind === 'accepted') await exchange.cancel(placed.order);
    expect(must(await exchange.balances()).availableBalance.toString()).toBe('10000');
  });

  it('is nothing where it only closes', async () => {
    const { exchange, send } = await rig({ leverage: 5 });
    await send(BUY);
    const before = must(await exchange.balances()).availableBalance.toString();
    await send({ ...BUY, side: 'sell', type: 'limit', limitPrice: '61000' });
    expect(must(await exchange.balances()).availableBalance.toString()).toBe(before);
  });
});

describe('time in force', () => {
  it('immediate-or-cancel takes what there is and lets the rest go', async () => {
    const { feed, send, exchange } = await rig();
    feed.levels = [[0, 0.04]];
    const placed = await send({ ...BUY, type: 'limit', limitPrice: '60000', timeInForce: 'ioc' });
    expect(outcome(placed)).toBe('expired 0.04 at 60000');
    expect(must(await exchange.openOrders())).toEqual([]);
  });

  it('a limit order takes what the book gives and rests with the remainder', async () => {
    const { feed, send, exchange, move } = await rig();
    feed.levels = [[0, 0.04]];
    expect(outcome(await send({ ...BUY, type: 'limit', limitPrice: '60000' }))).toBe('open 0.04 at 60000');
    await move('BTCUSDT', 59_999);
    expect(must(await exchange.fills(0)).map((fill) => [fill.quantity.toString(), fill.liquidity])).toEqual([
      ['0.04', 'taker'],
      ['0.06', 'maker'],
    ]);
  });

  it('a market order that empties the book keeps what it got', async () => {
    const { feed, send, exchange } = await rig();
    feed.levels = [
      [0, 0.03],
      [100, 0.03],
    ];
    expect(outcome(await send(BUY))).toBe('expired 0.06 at 60050');
    expect(await book(exchange)).toEqual(['BTCUSDT long 0.06 @60050']);
  });
});

describe('reduce-only', () => {
  it('is clamped to the position', async () => {
    const { send, exchange } = await rig();
    await send(BUY);
    const close = await send({ ...BUY, side: 'sell', quantity: '0.5', reduceOnly: true });
    expect(outcome(close)).toBe('filled 0.1 at 60000');
    expect(await book(exchange)).toEqual([]);
  });

  it('limit orders expire with the position, stops when they are triggered', async () => {
    const { send, exchange, move } = await rig();
    await send(BUY);
    await send({ ...BUY, side: 'sell', reduceOnly: true, type: 'limit', limitPrice: '61000' });
    await send({ ...BUY, side: 'sell', reduceOnly: true, type: 'stop-market', stopPrice: '58000' });
    await send({ ...BUY, side: 'sell', reduceOnly: true });
    expect(must(await exchange.openOrders()).map((order) => order.type)).toEqual(['stop-market']);
    await move('BTCUSDT', 57_000);
    expect(must(await exchange.openOrders())).toEqual([]);
    expect(await book(exchange)).toEqual([]);
  });

  it('a stop on a position that became smaller closes no more than is left', async () => {
    const { send, exchange, move } = await rig();
    await send({ ...BUY, quantity: '0.2' });
    await send({
      ...BUY,
      side: 'sell',
      quantity: '0.2',
      reduceOnly: true,
      type: 'stop-market',
      stopPrice: '58000',
    });
    await send({ ...BUY, side: 'sell', quantity: '0.15', reduceOnly: true });
    await move('BTCUSDT', 57_000);
    expect(await book(exchange)).toEqual([]);
    expect(
      must(await exchange.fills(0))
        .at(-1)
        ?.quantity.toString(),
    ).toBe('0.05');
  });

  it('a stop expires where there is no book to run in', async () => {
    const { send, exchange, move, feed } = await rig();
    await send(BUY);
    await send({
      ...BUY,
      side: 'sell',
      reduceOnly: true,
      type: 'stop-market',
      stopPrice: '58000',
      clientOrderId: 's',
    });
    feed.bookFault = { code: 'UNREACHABLE', message: 'no book', retryable: true, outcome: 'none' };
    await move('BTCUSDT', 57_000);
    expect(must(await exchange.orderByClientId('BTCUSDT', 's'))?.state).toBe('expired');
    expect(await book(exchange)).toEqual(['BTCUSDT long 0.1 @60000']);
  });
});

describe('slippage', () => {
  // An order of half the visible depth, best ask 60,010.
  const LEVELS = [
    [10, 0.3],
    [50, 0.7],
  ] as const;

  it('by the book is the walk through its levels', async () => {
    const { feed, send } = await rig({ slippage: 'book', balance: '100000' });
    feed.levels = LEVELS;
    // (0.3 · 60,010 + 0.2 · 60,050) / 0.5
    expect(outcome(await send({ ...BUY, quantity: '0.5' }))).toBe('filled 0.5 at 60026');
  });

  it.each([
    ['linear', 0.5],
    ['square-root', Math.sqrt(0.5)],
    ['logarithmic', Math.log(1.5)],
  ] as const)(
    'by the %s formula is 0.5 %% times its share of the depth, up to the next tick',
    async (slippage, impact) => {
      const { feed, send } = await rig({ slippage, balance: '100000' });
      feed.levels = LEVELS;
      const price = Math.ceil(60_010 * (1 + 0.005 * impact) * 10) / 10;
      expect(outcome(await send({ ...BUY, quantity: '0.5' }))).toBe(`filled 0.5 at ${price}`);
    },
  );

  it('goes against the seller as well, and never beyond a limit price', async () => {
    const { feed, send } = await rig({ slippage: 'linear', balance: '100000' });
    feed.levels = [[0, 1]];
    expect(outcome(await send({ ...BUY, side: 'sell', quantity: '1' }))).toBe('filled 1 at 59700');
    const limited = await send({ ...BUY, quantity: '1', type: 'limit', limitPrice: '60100' });
    expect(outcome(limited)).toBe('filled 1 at 60100');
  });
});

describe('funding', () => {
  it('is paid by longs and received by shorts at its time, on the mark before it', async () => {
    const { feed, send, exchange, clock } = await rig({ positionMode: 'hedge', leverage: 10 });
    feed.fundingRate = 0.0001;
    feed.nextFundingAt = clock.now() + 60_000;
    feed.set('BTCUSDT', clock.now() + 30_000, 61_000);
    feed.set('ETHUSDT', clock.now() + 30_000, 3_000);
    await send({ ...BUY, positionSide: 'long' });
    await send({ symbol: 'ETHUSDT', side: 'sell', quantity: '1', positionSide: 'short' });
    const due = feed.nextFundingAt;
    feed.nextFundingAt = due + 28_800_000;
    feed.set('BTCUSDT', due + 1_000, 60_000);
    feed.set('ETHUSDT', due + 1_000, 3_000);
    await clock.advance(120_000);
    const funding = must(await exchange.fills(0)).filter((fill) => fill.cause === 'funding');
    expect(
      funding.map((fill) => [fill.symbol, fill.realizedPnl.toString(), fill.quantity.toString(), fill.at]),
    ).toEqual([
      ['BTCUSDT', '-0.61', '0', due],
      ['ETHUSDT', '0.3', '0', due],
    ]);
    // 10,000 − fees 3 and 1.5 − 0.61 + 0.3
    expect(must(await exchange.balances()).walletBalance.toString()).toBe('9995.19');
  });

  it('comes out of an isolated margin where there is no other money', async () => {
    const { feed, send, exchange, clock, move } = await rig({
      leverage: 10,
      marginMode: 'isolated',
      balance: '600.3',
    });
    feed.fundingRate = 0.001;
    feed.nextFundingAt = clock.now() + 5_000;
    feed.set('ETHUSDT', clock.now() + 1_000, 3_000);
    await clock.advance(1_000);
    expect(outcome(await send({ symbol: 'ETHUSDT', side: 'buy', quantity: '1.99' }))).toContain('filled');
    await clock.advance(5_000);
    await move('ETHUSDT', 3_000);
    const [position] = must(await exchange.positions());
    expect(position?.isolatedMargin?.toString()).toBe(new Decimal(597).minus('5.97').toFixed());
  });
});

describe('leverage and margin mode', () => {
  it('are set for a symbol, within the rules', async () => {
    const { exchange, send } = await rig({ leverage: 10 });
    must(await exchange.setLeverage('BTCUSDT', 20));
    await send(BUY);
    expect(must(await exchange.positions())[0]?.leverage).toBe(20);
    const codes: string[] = [];
    for (const attempt of [
      exchange.setLeverage('BTCUSDT', 0),
      exchange.setLeverage('BTCUSDT', 2.5),
      exchange.setLeverage('BTCUSDT', 126),
      exchange.setLeverage('NOPEUSDT', 5),
      exchange.setMarginMode('BTCUSDT', 'isolated'),
      exchange.setMarginMode('NOPEUSDT', 'isolated'),
    ]) {
      const result = await attempt;
      codes.push(!result.ok && 'venueCode' in result.error ? result.error.venueCode : 'taken');
    }
    expect(codes).toEqual(['-4028', '-4028', '-4028', '-1121', '-4048', '-1121']);
  });

  it('an isolated position keeps its leverage from being lowered, and an open order its margin mode', async () => {
    const { exchange, send } = await rig({ leverage: 10 });
    must(await exchange.setMarginMode('ETHUSDT', 'isolated'));
    await send({ symbol: 'ETHUSDT', side: 'buy', quantity: '1' });
    const lowered = await exchange.setLeverage('ETHUSDT', 5);
    expect(!lowered.ok && lowered.error).toMatchObject({ venueCode: '-4161' });
    await send({ ...BUY, type: 'limit', limitPrice: '59000' });
    const changed = await exchange.setMarginMode('BTCUSDT', 'isolated');
    expect(!changed.ok && changed.error).toMatchObject({ venueCode: '-4047' });
  });

  it('moves margin that is there to move, and leaves the initial margin where it is', async () => {
    const { exchange, send } = await rig({ leverage: 10, marginMode: 'isolated' });
    await send({ symbol: 'ETHUSDT', side: 'buy', quantity: '1' });
    const codes: string[] = [];
    for (const amount of [0, -5, 9_900, 10, -9]) {
      const result = await exchange.addMargin('ETHUSDT', 'long', new Decimal(amount));
      codes.push(!result.ok && 'venueCode' in result.error ? result.error.venueCode : 'taken');
    }
    expect(codes).toEqual(['-4055', '-4051', '-4050', 'taken', 'taken']);
  });
});
