// The simulated venue's memory, failures and slowness: what it answers after a restart, and when the disk or the network says no.
import { describe, expect, it } from 'vitest';
import { openSyntheticFeed } from '../../../src/adapters/feed/synthetic-feed.ts';
import { openPaperExchange, paperProgress } from '../../../src/adapters/paper/open-paper-exchange.ts';
import type { PaperSettings } from '../../../src/adapters/paper/paper-settings.ts';
import { leveragedBook, SAMPLE_BOOK } from '../../../src/adapters/paper/paper-settings.ts';
import { approved } from '../../contracts/approved-order.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { SilentLog } from '../../support/silent-log.ts';
import { book, MemoryFile, must, outcome, rig, START } from './paper-rig.ts';

const picture = async (exchange: Awaited<ReturnType<typeof rig>>['exchange']) =>
  JSON.stringify([
    must(await exchange.balances()),
    must(await exchange.positions()),
    must(await exchange.openOrders()),
    must(await exchange.fills(0)),
  ]);

describe('the memory', () => {
  it('brings back everything: money, positions, orders, fills and client ids of done orders', async () => {
    const desk = await rig({ positionMode: 'hedge', leverage: 10 });
    const { exchange, send, move, restart } = desk;
    await exchange.setLeverage('ETHUSDT', 7);
    await exchange.setMarginMode('ETHUSDT', 'isolated');
    await send({
      symbol: 'BTCUSDT',
      side: 'buy',
      quantity: '0.3',
      positionSide: 'long',
      clientOrderId: 'done-1',
    });
    await send({ symbol: 'ETHUSDT', side: 'sell', quantity: '1.7', positionSide: 'short' });
    await send({ symbol: 'BTCUSDT', side: 'buy', quantity: '0.1', type: 'limit', limitPrice: '59000.5' });
    await send({
      symbol: 'BTCUSDT',
      side: 'sell',
      quantity: '0.3',
      type: 'stop-market',
      stopPrice: '55000',
      positionSide: 'long',
    });
    await move('BTCUSDT', 60_333.3);
    const before = await picture(exchange);
    const again = await restart();
    expect(await picture(again)).toBe(before);
    expect(must(await again.orderByClientId('BTCUSDT', 'done-1'))).toMatchObject({ state: 'filled' });
    expect(
      outcome(
        await again.submit(
          approved({ symbol: 'BTCUSDT', side: 'buy', quantity: '0.1', clientOrderId: 'new' }),
        ),
      ),
    ).toBe('filled 0.1 at 60333.3');
    const ids = must(await again.fills(0)).map((fill) => fill.id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('is written before an order is answered', async () => {
    const { file, send } = await rig();
    await send({ symbol: 'BTCUSDT', side: 'buy', quantity: '0.1', clientOrderId: 'mine' });
    expect(file.text).toContain('"mine"');
  });

  it('is not written by looking', async () => {
    const { file, exchange, move } = await rig();
    const { writes } = file;
    await move('BTCUSDT', 61_000);
    await picture(exchange);
    expect(file.writes).toBe(writes);
  });

  it('meets on the way back what happened while it was away', async () => {
    const { send, feed, clock, restart } = await rig({ leverage: 20 });
    await send({ symbol: 'BTCUSDT', side: 'buy', quantity: '0.2' });
    await send({
      symbol: 'BTCUSDT',
      side: 'sell',
      quantity: '0.2',
      type: 'limit',
      limitPrice: '61000',
      reduceOnly: true,
    });
    feed.set('BTCUSDT', clock.now() + 3_600_000, 61_500);
    feed.set('BTCUSDT', clock.now() + 7_200_000, 60_000);
    await clock.advance(8 * 3_600_000);
    const again = await restart();
    expect(await book(again)).toEqual([]);
    expect(must(await again.fills(0)).at(-1)).toMatchObject({ at: START + 3_600_000, liquidity: 'maker' });
  });

  it.each([
    ['cut short', (text: string) => text.slice(0, -10)],
    ['of another version', (text: string) => text.replace('"version":1', '"version":9')],
    [
      'with a number for an amount',
      (text: string) => text.replace(/"crossWallet":"[^"]+"/, '"crossWallet":"1e999"'),
    ],
    ['of another account', (text: string) => text.replace('"account":"main"', '"account":"other"')],
  ])('is CORRUPT when it is %s, and is left alone', async (_name, damage) => {
    const { file, clock, feed } = await rig();
    file.text = damage(file.text ?? '');
    const damaged = file.text;
    const opened = await openPaperExchange({
      account: 'main',
      feed,
      clock,
      state: file,
      seed: 1,
      log: new SilentLog(),
    });
    expect(!opened.ok && opened.error).toMatchObject({ code: 'CORRUPT', retryable: false });
    expect(file.text).toBe(damaged);
  });

  it('tells when it began and how far it came', async () => {
    const { file, send, clock } = await rig();
    expect(must(await paperProgress(new MemoryFile()))).toBeUndefined();
    await clock.advance(5_000);
    await send({ symbol: 'BTCUSDT', side: 'buy', quantity: '0.1' });
    expect(must(await paperProgress(file))).toEqual({ openedAt: START, advancedTo: START + 5_000 });
  });

  it('that cannot be written makes the outcome unknown, and is written by the next call', async () => {
    const { file, send, exchange, restart } = await rig();
    file.fault = { code: 'STORE_FULL', message: 'disk full', retryable: true, outcome: 'none' };
    const placed = await send({ symbol: 'BTCUSDT', side: 'buy', quantity: '0.1', clientOrderId: 'full' });
    expect(outcome(placed)).toBe('fault STORE_FULL unknown');
    const read = await exchange.positions();
    expect(!read.ok && read.error.code).toBe('STORE_FULL');
    file.fault = undefined;
    expect(must(await exchange.orderByClientId('BTCUSDT', 'full'))?.state).toBe('filled');
    expect(await book(await restart())).toEqual(['BTCUSDT long 0.1 @60000']);
  });

  it('is written by one call at a time, the latest last', async () => {
    const { file, send, exchange } = await rig({ balance: '1000000' });
    const write = file.write.bind(file);
    let writing = 0;
    let most = 0;
    file.write = async (text) => {
      writing += 1;
      most = Math.max(most, writing);
      for (let turn = 0; turn < 5; turn += 1) await Promise.resolve();
      writing -= 1;
      return write(text);
    };
    const wishes = [1, 2, 3, 4].map(() => send({ symbol: 'BTCUSDT', side: 'buy', quantity: '0.1' }));
    await Promise.all([...wishes, exchange.positions(), exchange.persist()]);
    expect(most).toBe(1);
    expect(file.text).toContain('"quantity":"0.4"');
  });

  it('that cannot be written at the first start refuses the start', async () => {
    const { clock, feed } = await rig();
    const state = new MemoryFile();
    state.fault = { code: 'STORE_FAILED', message: 'no disk', retryable: false, outcome: 'none' };
    const opened = await openPaperExchange({
      account: 'main',
      feed,
      clock,
      state,
      seed: 1,
      log: new SilentLog(),
    });
    expect(!opened.ok && opened.error.code).toBe('STORE_FAILED');
  });
});

describe('failures', () => {
  async function run(seed: number) {
    const { send, exchange } = await rig({ failureRate: 0.4, balance: '1000000' }, seed);
    const words: string[] = [];
    for (let i = 0; i < 60; i += 1) {
      words.push(
        outcome(await send({ symbol: 'BTCUSDT', side: 'buy', quantity: '0.01', clientOrderId: `f-${i}` })),
      );
    }
    return { words, exchange };
  }

  it('come at their rate, and are the same for the same seed', async () => {
    const { words } = await run(5);
    expect(words).toEqual((await run(5)).words);
    expect(words).not.toEqual((await run(6)).words);
    const failed = words.filter((word) => word.startsWith('fault'));
    expect(failed.length).toBeGreaterThan(14);
    expect(failed.length).toBeLessThan(36);
  });

  it('say truly whether the order can have taken effect', async () => {
    const { words, exchange } = await run(5);
    let filled = 0;
    for (const [i, word] of words.entries()) {
      let found = await exchange.orderByClientId('BTCUSDT', `f-${i}`);
      while (!found.ok) found = await exchange.orderByClientId('BTCUSDT', `f-${i}`);
      if (word === 'fault UNREACHABLE none') expect(found.value).toBeUndefined();
      if (word === 'fault TIMEOUT unknown') filled += found.value?.state === 'filled' ? 1 : 0;
    }
    expect(filled).toBe(words.filter((word) => word === 'fault TIMEOUT unknown').length);
    expect(filled).toBeGreaterThan(3);
  });

  it('of the feed reach every read, and nothing is sent on prices that are not there', async () => {
    const { feed, exchange, send, clock } = await rig();
    feed.fault = { code: 'TIMEOUT', message: 'no prices', retryable: true, outcome: 'none' };
    await clock.advance(1_000);
    const read = await exchange.marks(['BTCUSDT']);
    expect(!read.ok && read.error.code).toBe('TIMEOUT');
    expect(outcome(await send({ symbol: 'BTCUSDT', side: 'buy', quantity: '0.1' }))).toBe(
      'fault TIMEOUT none',
    );
    feed.fault = undefined;
    expect(await book(exchange)).toEqual([]);
  });
});

describe('slowness', () => {
  it('takes its time on the clock before an order meets the market', async () => {
    const { clock, feed, send, exchange } = await rig({ latencyMs: 150 });
    expect(exchange.signingWindow).toEqual({ windowMs: 150, skewMs: 0 });
    feed.set('BTCUSDT', START + 100, 60_500);
    let word = 'waiting';
    void send({ symbol: 'BTCUSDT', side: 'buy', quantity: '0.1' }).then((result) => {
      word = outcome(result);
    });
    await clock.advance(149);
    expect(word).toBe('waiting');
    await clock.advance(1);
    expect(word).toBe('filled 0.1 at 60500');
  });

  it('lets parallel orders take their turn, each on what the one before left', async () => {
    const { send } = await rig({ leverage: 5 });
    const both = await Promise.all([
      send({ symbol: 'BTCUSDT', side: 'buy', quantity: '0.5' }),
      send({ symbol: 'BTCUSDT', side: 'buy', quantity: '0.5' }),
    ]);
    expect(both.map(outcome)).toEqual(['filled 0.5 at 60000', 'rejected -2019']);
  });
});

describe('on the synthetic market', () => {
  async function play(settings: Partial<PaperSettings>, until = 6 * 3_600_000, stepMs = 60_000) {
    const clock = new FakeClock();
    const feed = openSyntheticFeed({ seed: 3, startAt: clock.now() });
    const state = new MemoryFile();
    const exchange = must(
      await openPaperExchange({
        account: 'main',
        feed,
        clock,
        state,
        settings,
        seed: 3,
        log: new SilentLog(),
      }),
    );
    await exchange.submit(
      approved({
        symbol: 'BTCUSDT',
        side: 'buy',
        quantity: '0.05',
        type: 'limit',
        limitPrice: '57900',
        clientOrderId: 'dip',
      }),
    );
    for (let passed = 0; passed < until; passed += stepMs) {
      await clock.advance(stepMs);
      must(await exchange.positions());
    }
    return picture(exchange);
  }

  it('the same seed gives the same account, however often somebody looks', async () => {
    const often = await play({ sampleBook: SAMPLE_BOOK });
    expect(await play({ sampleBook: SAMPLE_BOOK }, 6 * 3_600_000, 3 * 3_600_000)).toBe(often);
  });

  it('the sample book has about 4x leverage and stands 18, 41 and 27 % from liquidation', async () => {
    const clock = new FakeClock();
    const feed = openSyntheticFeed({ seed: 1, startAt: clock.now() });
    const settings = { sampleBook: SAMPLE_BOOK };
    const exchange = must(
      await openPaperExchange({
        account: 'main',
        feed,
        clock,
        state: new MemoryFile(),
        settings,
        seed: 1,
        log: new SilentLog(),
      }),
    );
    expect(await book(exchange)).toEqual([
      'BTCUSDT long 0.5 @58000',
      'ETHUSDT short 2 @4200',
      'ADAUSDT long 15000 @0.3',
    ]);
    const positions = must(await exchange.positions());
    const distances = positions.map((each) => {
      const price = each.venueLiquidationPrice?.value.toNumber() ?? 0;
      return Math.round(100 * Math.abs(price / each.markPrice.value.toNumber() - 1));
    });
    expect(distances).toEqual([18, 41, 27]);
    expect(must(await exchange.balances()).equity.toString()).toBe('10000');
    const notional = positions.reduce(
      (sum, each) => sum + each.quantity.value.times(each.markPrice.value).toNumber(),
      0,
    );
    expect(notional / 10_000).toBeCloseTo(4.19, 2);
  });

  it('a sample grows with the balance, and a replay book is sized by its leverage', async () => {
    const small = await rig({ balance: '1000', sampleBook: SAMPLE_BOOK });
    expect(await book(small.exchange)).toEqual(['BTCUSDT long 0.05 @60000', 'ETHUSDT short 0.2 @3000']);
    const one = await rig({ sampleBook: leveragedBook('BTCUSDT', 5) });
    expect(await book(one.exchange)).toEqual(['BTCUSDT long 0.833 @60000']);
  });
});
