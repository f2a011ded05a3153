// Which settings hold for a trade: those of its market, of the volatility regime of now, and of the session by the UTC
// clock. The tables are data of the installation; this only chooses. Model 36.

import { symbolKey } from '../margin/bracket-book.ts';
import { ModelInputError, requireBetween, requireInteger } from '../model-input-error.ts';

export interface MarketSettings {
  readonly leverage: number;
  /** Daily volatility that the leverage is meant for. */
  readonly target: number;
  /** Share of the full Kelly bet that is taken. */
  readonly kellyShare: number;
  /** Stop distance in average true ranges. */
  readonly stopAtr: number;
}

/** Factors on leverage, size and stop while daily volatility is below `below`; null: without end. */
export interface RegimeSettings {
  readonly below: number | null;
  readonly leverage: number;
  readonly size: number;
  readonly stop: number;
}

/** From `from` (included) to `to` (excluded), hours UTC. */
export interface SessionSettings {
  readonly from: number;
  readonly to: number;
  /** Factor on the risk of a trade. */
  readonly risk: number;
  readonly maxLeverage: number;
}

/** `others` stands for every market without its own entry; regimes rise; sessions cover the day. */
export interface MarketTables {
  readonly markets: Readonly<Record<string, MarketSettings>>;
  readonly regimes: Readonly<Record<string, RegimeSettings>>;
  readonly sessions: Readonly<Record<string, SessionSettings>>;
}

/** The settings of a symbol, however it is spelt, or those of `others`. */
export function marketSettings({ markets }: MarketTables, symbol: string): MarketSettings & { name: string } {
  const key = symbolKey(symbol);
  const name = Object.hasOwn(markets, key) ? key : 'others';
  return { name, ...markets[name]! };
}

/** The regime of a daily volatility (0.03 = 3 %): the first that ends above it. */
export function volatilityRegime(
  { regimes }: MarketTables,
  volatility: number,
): RegimeSettings & { name: string } {
  requireBetween(volatility, 'volatility', 0, 100);
  const found = Object.entries(regimes).find(([, { below }]) => below === null || volatility < below);
  if (found === undefined) {
    throw new ModelInputError('MISSING', 'volatility', `no regime holds a volatility of ${volatility}`);
  }
  return { name: found[0], ...found[1] };
}

/** The session that an hour of the UTC clock (0 to 23) belongs to. */
export function tradingSession(
  { sessions }: MarketTables,
  hourUtc: number,
): SessionSettings & { name: string } {
  requireInteger(hourUtc, 'hourUtc', 0, 23);
  const found = Object.entries(sessions).find(([, { from, to }]) => hourUtc >= from && hourUtc < to);
  if (found === undefined)
    throw new ModelInputError('MISSING', 'hourUtc', `no session holds hour ${hourUtc}`);
  return { name: found[0], ...found[1] };
}
