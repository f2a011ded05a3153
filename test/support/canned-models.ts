// The desk's own answers about the book of the reference messages: the same models, a seeded market, a record of closed trades.
import { modelAsks } from '../../src/desk/questions/model-asks.ts';
import { success } from '../../src/domain/result.ts';
import type { EquityPoint, FillRow } from '../../src/ports/history.ts';
import type { Candle, CandleSource } from '../../src/ports/market-feed.ts';
import type { ModelAsks } from '../../src/ports/model-asks.ts';
import { RandomSource } from '../../src/risk/random.ts';
import { DeskRig } from '../desk/desk-rig.ts';
import { cannedAssessment, cannedSnapshot, NOON } from './canned-desk.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const STEP = { '5m': HOUR / 12, '15m': HOUR / 4, '1h': HOUR, '4h': 4 * HOUR, '1d': DAY } as const;
/** Daily volatility, the share of it that comes with the market, the last close, and the lane of its own shocks. */
const MARKETS: Readonly<Record<string, Market>> = {
  BTCUSDT: { daily: 0.026, common: 0.95, close: 43_120, lane: 1 },
  ETHUSDT: { daily: 0.035, common: 0.85, close: 2_400, lane: 2 },
  ADAUSDT: { daily: 0.045, common: 0.7, close: 0.4, lane: 3 },
};
const DAYS = 400;
const DRIFT = 0.03;
const source = new RandomSource(1);

interface Market {
  readonly daily: number;
  readonly common: number;
  readonly close: number;
  readonly lane: number;
}

/** Candles of a seeded market whose symbols move together; the newest close is the mark of the canned book. */
export function cannedRows(
  symbol: string,
  timeframe: keyof typeof STEP,
  until: number,
  limit: number,
): Candle[] {
  const market = MARKETS[symbol];
  if (market === undefined) return [];
  const step = STEP[timeframe];
  const last = Math.floor(until / step) * step - step;
  const deviation = market.daily * Math.sqrt(step / DAY);
  const shock = (lane: number, bar: number): number => source.stream(bar * 10 + lane).normal();
  const rows: Candle[] = [];
  let close = market.close;
  for (let back = 0; back < limit; back += 1) {
    const bar = Math.round(last / step) - back;
    const own = Math.sqrt(1 - market.common ** 2) * shock(market.lane, bar);
    const open = close / (1 + deviation * (DRIFT + market.common * shock(0, bar) + own));
    const wick = 1 + 0.3 * deviation;
    const [high, low] = [Math.max(open, close) * wick, Math.min(open, close) / wick];
    rows.push([last - back * step, open, high, low, close, 10]);
    close = open;
  }
  return rows.reverse();
}

export const cannedCandles: CandleSource = {
  candles: async (symbol, timeframe, until, limit) => success(cannedRows(symbol, timeframe, until, limit)),
};

/** `count` closed trades: two won for each lost, then one more fill of funding that is no trade. */
export function closedTradeFills(count: number, everyMs = DAY): FillRow[] {
  const rows: FillRow[] = [];
  for (let index = 0; index < count; index += 1) {
    const at = NOON - (count - index) * everyMs;
    const won = index % 3 !== 2;
    const common = {
      account: 'main',
      symbol: 'BTCUSDT',
      positionSide: 'long',
      quantity: '0.1',
      fee: '2',
      currency: 'USDT',
      clientOrderId: '',
    } as const;
    const exit = won ? 41_000 : 39_200;
    rows.push(
      { ...common, id: `b${index}`, side: 'buy', price: '40000', realizedPnl: '0', at },
      {
        ...common,
        id: `s${index}`,
        side: 'sell',
        price: `${exit}`,
        realizedPnl: `${(exit - 40_000) / 10}`,
        at: at + HOUR / 2,
      },
    );
  }
  return rows;
}

/** A point every hour of the last `days` days that ends near the equity of the canned book. */
export function cannedCurve(days: number): EquityPoint[] {
  const hours = days * 24;
  let equity = 1;
  const curve = Array.from({ length: hours }, (_, index) => {
    equity *= 1 + 0.0025 * (source.stream(900_000 + index).normal() + 0.02);
    return equity;
  });
  return curve.map((value, index) => {
    return {
      account: 'main',
      at: NOON - (hours - index) * HOUR,
      equity: ((value / equity) * 10_380).toFixed(2),
      unrealizedPnl: '0',
      marginRatio: null,
      valueAtRisk: null,
      drawdown: null,
    };
  });
}

/** A desk that knows the canned book; change its history or memory to see what it answers then. */
export function cannedRig(trades = 45): DeskRig {
  const rig = new DeskRig();
  rig.history.rows.push(...closedTradeFills(trades));
  rig.history.points.push(...cannedCurve(90));
  const [account] = rig.context.accounts;
  if (account === undefined) throw new Error('the rig has no account');
  rig.context.accounts = [{ ...account, candles: cannedCandles }];
  rig.context.memory.accounts.set('main', {
    snapshot: cannedSnapshot,
    assessment: cannedAssessment,
    heldLevels: new Map(),
    returns: new Map(
      cannedSnapshot.positions.map(({ symbol }) => {
        const closes = cannedRows(symbol, '1d', NOON, DAYS + 1).map(([, , , , close]) => close);
        return [symbol, Float64Array.from({ length: DAYS }, (_, i) => closes[i + 1]! / closes[i]! - 1)];
      }),
    ),
    returnsBasis: 'daily closes',
  });
  return rig;
}

export const cannedModels = (): ModelAsks => modelAsks(cannedRig().context);
