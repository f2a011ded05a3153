// Questions about the book of now: what they are computed from, how they end, and that asking changes nothing.
import { beforeEach, describe, expect, it } from 'vitest';
import { proposeCut } from '../../src/desk/proposals/propose-asked.ts';
import { simulateBook } from '../../src/desk/questions/simulate-book.ts';
import { scenariosOf, stressTest } from '../../src/desk/questions/stress-test.ts';
import { whatIf } from '../../src/desk/questions/what-if.ts';
import { readingValue } from '../../src/domain/reading.ts';
import type { Result } from '../../src/domain/result.ts';
import type { BookChange } from '../../src/ports/book-questions.ts';
import type { MonteCarloTask } from '../../src/ports/book-tasks.ts';
import type { Declined } from '../../src/ports/desk.ts';
import type { Candle, CandleSource } from '../../src/ports/market-feed.ts';
import { DAY, DeskRig, HOUR } from './desk-rig.ts';

/** Prices that move every bar, each symbol its own way, so that correlations are neither one nor nothing. */
function moving(known: readonly string[] = ['BTCUSDT', 'ETHUSDT']): CandleSource {
  return {
    async candles(symbol, timeframe, until, limit) {
      const bar = timeframe === '1d' ? DAY : HOUR;
      const phase = symbol.startsWith('ETH') ? 2 : 0;
      const rows = known.includes(symbol) ? Math.min(300, limit) : 0;
      const last = Math.floor(until / bar) * bar - bar;
      return {
        ok: true,
        value: Array.from({ length: rows }, (_, index): Candle => {
          const at = last - (rows - 1 - index) * bar;
          const close =
            100 * (1 + 0.02 * Math.sin((at / bar) * 1.7 + phase) + 0.01 * Math.cos((at / bar) * 0.9));
          return [at, close, close, close, close, 1];
        }),
      };
    },
  };
}

const FEW_PATHS = { everyMs: HOUR, mostSims: 256 };

let rig: DeskRig;

beforeEach(async () => {
  rig = new DeskRig({ settings: { liquidationOdds: FEW_PATHS } }).withBtcLong('8000');
  rig.venue.list('ETHUSDT', '2000');
  rig.venue.hold({ symbol: 'ETHUSDT', side: 'short', quantity: '3' });
  rig.context.accounts = [{ name: 'main', exchange: rig.exchange, candles: moving() }];
  await rig.passes(2);
});

function answered<T>(result: Result<T, Declined>): T {
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}
const refusals = (result: Result<unknown, Declined>): string[] =>
  result.ok || result.error.kind !== 'refused' ? [] : result.error.refusals.map(({ code }) => code);
const montecarlo = (days = 10, sims = 200, run = {}) => simulateBook(rig.context, { days, sims }, run);
const think = (change: BookChange, run = {}) => whatIf(rig.context, { change }, run);

describe('a crash', () => {
  it('liquidates the long at its real price, gains on the short, and asks for every scenario by default', async () => {
    const { runs, betas, reference } = answered(await stressTest(rig.context, {}));
    expect(runs.map(({ scenario }) => scenario.name)).toEqual(
      scenariosOf(rig.context).map(({ name }) => name),
    );
    expect(reference).toBe('BTCUSDT');
    expect(betas['BTCUSDT']).toBe(1);
    const luna = runs.find(({ scenario }) => scenario.name === 'luna_ust_collapse_2022')!;
    const [btc] = luna.positions;
    expect(btc).toMatchObject({ symbol: 'BTCUSDT', side: 'long', liquidated: true });
    expect(luna.portfolio.survives).toBe(false);
  });

  it('knows the scenarios of the installation, which may take the place of a bundled one', async () => {
    const mild = {
      name: 'mild',
      days: 2,
      drawdown: 0.01,
      volatilityMultiplier: 0,
      correlationShift: 0,
      recoveryDays: 3,
    };
    const own = [mild, { ...mild, name: 'covid_crash_2020' }];
    rig = new DeskRig({ settings: { scenarios: own } }).withBtcLong('8000');
    await rig.pass();
    expect(scenariosOf(rig.context).filter(({ name }) => name === 'covid_crash_2020')).toEqual([own[1]]);
    const { runs } = answered(await stressTest(rig.context, { scenario: 'mild' }));
    // 0.5 BTC at 60,000, 1 % down.
    expect(runs.map(({ portfolio }) => Math.round(portfolio.pnl))).toEqual([-300]);
  });

  it('refuses what it does not know, and an empty book', async () => {
    expect(refusals(await stressTest(rig.context, { scenario: 'great-crash' }))).toEqual([
      'SCENARIO_UNKNOWN',
    ]);
    expect(refusals(await stressTest(rig.context, { account: 'other' }))).toEqual(['ACCOUNT_UNKNOWN']);
    const empty = new DeskRig();
    expect(refusals(await stressTest(empty.context, {}))).toEqual(['INCOMPLETE_DATA']);
    await empty.pass();
    expect(refusals(await stressTest(empty.context, {}))).toEqual(['NOTHING_TO_DO']);
  });
});

describe('Monte Carlo of the book', () => {
  it('holds the signed exposures of now, with the daily returns of the tail figures', async () => {
    const answer = answered(await montecarlo());
    const task = rig.workers.asked.findLast(({ model }) => model === 'monte-carlo')?.input as MonteCarloTask;
    const equity = answer.book.equity;
    expect(task.weights[0]).toBeCloseTo((0.5 * 60_000) / equity, 12);
    expect(task.weights[1]).toBeCloseTo((-3 * 2_000) / equity, 12);
    expect(task).toMatchObject({
      initialValue: equity,
      rebalance: 'none',
      distribution: 'student-t',
      days: 10,
    });
    expect(answer.history.days).toBe(rig.context.memory.accounts.get('main')?.returns.get('BTCUSDT')?.length);
    expect(answer.comparison.map(({ name }) => name)).toHaveLength(5);
  });

  it('answers the same bits to the same question', async () => {
    expect(answered(await montecarlo())).toEqual(answered(await montecarlo()));
  });

  it('says which symbol has no history instead of leaving it out', async () => {
    rig = new DeskRig().withBtcLong('8000');
    rig.context.accounts = [{ name: 'main', exchange: rig.exchange, candles: moving(['ETHUSDT']) }];
    await rig.pass();
    const result = await montecarlo();
    expect(result).toMatchObject({
      ok: false,
      error: { refusals: [{ code: 'NO_HISTORY', symbol: 'BTCUSDT' }] },
    });
  });
});

describe('what if', () => {
  it('closing half shows the very figures that the card of the same cut shows', async () => {
    const { now, after, order } = answered(
      await think({ kind: 'close', side: 'long', symbol: 'BTCUSDT', share: 0.5 }),
    );
    const card = answered(
      await proposeCut(rig.context, rig.ask(), { symbol: 'BTCUSDT', side: 'long', share: 0.5 }),
    );
    const { effect } = card.content;
    const btc = (of: typeof now) => of.positions.find(({ key }) => key === 'BTCUSDT:long')!;
    expect(order?.quantity).toBe('0.25');
    expect(readingValue(now.marginRatio)).toBe(effect.marginRatio.now);
    expect(readingValue(after.marginRatio)).toBe(effect.marginRatio.after);
    expect(readingValue(btc(after).distance)).toBe(effect.liquidationDistance.after);
    expect(readingValue(after.tail.ratioOfEquity)).toBe(effect.valueAtRisk.after);
  });

  it('simulates the probability of liquidation of both books', async () => {
    const { now, after, paths } = answered(
      await think({ kind: 'order', side: 'long', symbol: 'BTCUSDT', notional: '40000' }),
    );
    expect(paths).toBeGreaterThanOrEqual(100);
    const [before, then] = [now, after].map((each) => readingValue(each.liquidationProbability.week)!);
    expect(then!).toBeGreaterThanOrEqual(before!);
    expect(after.totalNotional).toBeGreaterThan(now.totalNotional + 39_000);
    expect(readingValue(after.liquidationDistance)!).toBeLessThan(readingValue(now.liquidationDistance)!);
  });

  it('reads the history of a symbol that is not held yet; without one its value at risk is unknown, not small', async () => {
    rig = new DeskRig({ settings: { liquidationOdds: FEW_PATHS } }).withBtcLong('8000');
    rig.venue.list('ETHUSDT', '2000');
    rig.venue.list('NEWUSDT', '1');
    rig.context.accounts = [{ name: 'main', exchange: rig.exchange, candles: moving() }];
    await rig.pass();
    const eth = answered(await think({ kind: 'order', side: 'short', symbol: 'ETHUSDT', notional: '5000' }));
    expect(eth.after.tail.ratioOfEquity.kind).toBe('known');
    const fresh = answered(await think({ kind: 'order', side: 'long', symbol: 'NEWUSDT', notional: '5000' }));
    expect(fresh.after.tail.ratioOfEquity).toMatchObject({ kind: 'unknown', reason: 'no-price-history' });
    expect(fresh.after.liquidationProbability.day).toMatchObject({ kind: 'unknown' });
  });

  it('tells the margin that is missing', async () => {
    const big: BookChange = {
      kind: 'order',
      side: 'long',
      symbol: 'BTCUSDT',
      notional: '90000',
      leverage: 5,
    };
    expect(Number(answered(await think(big)).shortfall)).toBeGreaterThan(9_000);
    expect(answered(await think({ ...big, notional: '600' })).shortfall).toBeUndefined();
    expect(Number(answered(await think({ kind: 'transfer', amount: '-50000' })).shortfall)).toBeGreaterThan(
      40_000,
    );
  });

  it('money in moves liquidation away', async () => {
    const { now, after } = answered(await think({ kind: 'transfer', amount: '4000' }));
    expect(after.equity).toBe(now.equity + 4_000);
    expect(readingValue(after.marginRatio)!).toBeLessThan(readingValue(now.marginRatio)!);
  });

  it.each<[BookChange, string]>([
    [{ kind: 'order', side: 'long', symbol: 'DOGEUSDT', notional: '100' }, 'INSTRUMENT_UNKNOWN'],
    [{ kind: 'order', side: 'long', symbol: 'BTCUSDT', notional: '1' }, 'QUANTITY_TOO_SMALL'],
    [
      { kind: 'order', side: 'long', symbol: 'BTCUSDT', notional: '900000', leverage: 125 },
      'LEVERAGE_TOO_HIGH',
    ],
    [{ kind: 'close', side: 'short', symbol: 'BTCUSDT', share: 1 }, 'NO_POSITION'],
    [{ kind: 'close', side: 'long', symbol: 'BTCUSDT', share: 0.0001 }, 'QUANTITY_TOO_SMALL'],
    [{ kind: 'leverage', side: 'long', symbol: 'ETHUSDT', leverage: 3 }, 'NO_POSITION'],
    [{ kind: 'leverage', side: 'long', symbol: 'BTCUSDT', leverage: 500 }, 'LEVERAGE_TOO_HIGH'],
  ])('%j is refused as %s', async (change, code) => {
    expect(refusals(await think(change))).toEqual([code]);
  });
});

describe('a long question', () => {
  it('tells how far it is, from nothing to all', async () => {
    const shares: number[] = [];
    await montecarlo(10, 20_000, { onProgress: (share: number) => shares.push(share) });
    expect(shares.length).toBeGreaterThan(4);
    expect(shares).toEqual([...shares].sort((a, b) => a - b));
    expect(shares.at(-1)).toBe(1);
  });

  it('ends when nobody waits any more', async () => {
    const signal = AbortSignal.abort(new Error('cancelled'));
    expect(refusals(await montecarlo(10, 200, { signal }))).toEqual(['RUN_CANCELLED']);
    expect(refusals(await stressTest(rig.context, {}, { signal }))).toEqual(['RUN_CANCELLED']);
    expect(refusals(await think({ kind: 'transfer', amount: '1' }, { signal }))).toEqual(['RUN_CANCELLED']);
  });

  it.each([
    [Object.assign(new Error('no answer within 120000 ms'), { code: 'TIMED_OUT' }), 'RUN_TOO_LONG'],
    [Object.assign(new Error('covariance is singular'), { code: 'SINGULAR' }), 'MODEL_REFUSED'],
    [new Error('the thread ended with code 1'), 'RUN_FAILED'],
  ])('%s is told as %s', async (failure, code) => {
    rig.workers.failure = failure;
    expect(refusals(await montecarlo())).toEqual([code]);
  });

  it('changes nothing: no order, no card, no row', async () => {
    const before = JSON.stringify(rig.ledger.content.outbox);
    await stressTest(rig.context, {});
    await montecarlo();
    await think({ kind: 'close', side: 'long', symbol: 'BTCUSDT', share: 1 });
    expect(JSON.stringify(rig.ledger.content.outbox)).toBe(before);
    expect(rig.venue.oracle).toEqual([]);
    expect(rig.venue.signed('BTCUSDT').toFixed()).toBe('0.5');
  });
});
