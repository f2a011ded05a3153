// What kind of market: the same numbers as `cutman calc market-regime` and `multi-timeframe` for the same bars.
import { describe, expect, it } from 'vitest';
import { askRegime } from '../../../src/desk/questions/ask-regime.ts';
import { failure, success } from '../../../src/domain/result.ts';
import type { CandleSource } from '../../../src/ports/market-feed.ts';
import { realisedVolatility } from '../../../src/risk/volatility/realised-volatility.ts';
import { answered } from '../../support/answered.ts';
import { calc } from '../../support/calc.ts';
import { cannedSnapshot } from '../../support/canned-desk.ts';
import { cannedCandles, cannedRig, cannedRows } from '../../support/canned-models.ts';
import { fault } from '../../support/sim-faults.ts';

describe('the market regime', () => {
  it('of every symbol held is what calc says for the same hourly bars', async () => {
    const { rows, timeframe, timeframes } = await answered(askRegime(cannedRig().context, {}));
    expect([timeframe, timeframes]).toEqual(['1h', undefined]);
    expect(rows.map(({ symbol }) => symbol)).toEqual(['BTCUSDT', 'ETHUSDT', 'ADAUSDT']);
    for (const { regime } of rows) {
      if (regime.kind === 'unknown') throw new Error(regime.reason);
      const { candles, market, smoothed } = regime.value;
      expect(candles).toHaveLength(200);
      expect(await calc('market-regime', { candles })).toEqual({ ...market, smoothed });
    }
  });

  it('of one symbol comes with the score over four timeframes', async () => {
    const rig = cannedRig();
    const answer = await answered(askRegime(rig.context, { symbol: 'BTCUSDT', timeframe: '4h' }));
    if (answer.timeframes?.kind !== 'known') throw new Error('no score');
    const { volatilities, risk } = answer.timeframes.value;
    expect(await calc('multi-timeframe', { volatilities })).toEqual(risk);
    const closes = cannedRows('BTCUSDT', '15m', rig.clock.now(), 101).map(([, , , , close]) => close);
    expect(volatilities['15m']).toBe(realisedVolatility(closes).perPeriod);
    expect(answer.timeframe).toBe('4h');
  });

  it('of a large book is read beside the loop, to the same figures', async () => {
    const rig = cannedRig();
    const memory = rig.context.memory.accounts.get('main')!;
    const [btc] = cannedSnapshot.positions;
    const symbols = Array.from({ length: 7 }, (_, i) => `S${i}USDT`);
    memory.snapshot = { ...cannedSnapshot, positions: symbols.map((symbol) => ({ ...btc!, symbol })) };
    const [account] = rig.context.accounts;
    const ofBtc: CandleSource = {
      candles: (_symbol, frame, until, limit) => cannedCandles.candles('BTCUSDT', frame, until, limit),
    };
    rig.context.accounts = [{ ...account!, candles: ofBtc }];
    const { rows } = await answered(askRegime(rig.context, {}));
    expect(rig.workers.asked.map(({ model }) => model)).toEqual(['regimes']);
    const alone = await answered(askRegime(cannedRig().context, { symbol: 'BTCUSDT' }));
    for (const { regime } of rows) expect(regime).toEqual(alone.rows[0]!.regime);
  });

  it('is unknown where bars are missing or cannot be read, for that symbol alone', async () => {
    const rig = cannedRig();
    const [account] = rig.context.accounts;
    rig.context.accounts = [
      {
        ...account!,
        candles: {
          candles: async (symbol, frame, until, limit) =>
            symbol === 'BTCUSDT'
              ? failure(fault('TIMEOUT'))
              : symbol === 'ETHUSDT'
                ? success(cannedRows(symbol, frame, until, 20))
                : cannedCandles.candles(symbol, frame, until, limit),
        },
      },
    ];
    const { rows } = await answered(askRegime(rig.context, {}));
    expect(rows.map(({ regime }) => (regime.kind === 'unknown' ? regime.reason : 'known'))).toEqual([
      'no-price-history',
      'no-price-history',
      'known',
    ]);
    const one = await answered(askRegime(rig.context, { symbol: 'BTCUSDT' }));
    expect(one.timeframes).toMatchObject({ kind: 'unknown', reason: 'no-price-history' });
  });
});
