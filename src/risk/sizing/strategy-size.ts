// The size of a strategy's trade: the risk budget over the stop distance, shaped by the market's and the regime's
// settings, with every cap applied last so that nothing can lift it again.
import { requireAmount, requireBetween, requireNonNegative } from '../model-input-error.ts';
import { DEFAULT_RISK } from './kelly.ts';

export interface StrategySizeInput {
  readonly equity: number;
  readonly entryPrice: number;
  /** Average true range in price units; the stop lies `market.stopAtr` of them away, times the regime's multiplier. */
  readonly atr: number;
  /** Full Kelly fraction of the strategy's record; left out: 1 % of equity is risked. */
  readonly kellyFraction?: number | undefined;
  readonly market: { readonly leverage: number; readonly kellyShare: number; readonly stopAtr: number };
  readonly regime: { readonly leverage: number; readonly size: number; readonly stop: number };
  readonly caps: {
    /** Share of equity that one trade may risk. */
    readonly risk: number;
    readonly leverage: number;
    /** Largest notional, in quote currency. */
    readonly notional: number;
  };
}

export interface StrategySize {
  readonly basis: 'kelly' | 'default';
  readonly quantity: number;
  readonly notional: number;
  readonly margin: number;
  readonly leverage: number;
  readonly stopDistance: number;
  readonly riskAmount: number;
  /** The cap that decided, if any did. */
  readonly cappedBy: 'risk' | 'margin' | 'notional' | null;
}

/** A Kelly fraction of 0 is no trade. The stop is never wider than the price; leverage is at least 1 and rounded to no step. */
export function strategySize(input: StrategySizeInput): StrategySize {
  const { market, regime, caps } = input;
  const equity = requireAmount(input.equity, 'equity');
  const entryPrice = requireAmount(input.entryPrice, 'entryPrice');
  const atr = requireBetween(input.atr, 'atr', 1e-9 * entryPrice, entryPrice);
  for (const [name, value] of Object.entries(market)) requireBetween(value, `market.${name}`, 1e-6, 1000);
  for (const [name, value] of Object.entries(regime)) requireBetween(value, `regime.${name}`, 1e-6, 1000);
  requireBetween(caps.risk, 'caps.risk', 0, 1);
  requireBetween(caps.leverage, 'caps.leverage', 1, 1000);
  requireAmount(caps.notional, 'caps.notional');
  const { kellyFraction } = input;
  if (kellyFraction !== undefined)
    requireBetween(requireNonNegative(kellyFraction, 'kellyFraction'), 'kellyFraction', 0, 1000);

  const stopDistance = Math.min(0.999 * entryPrice, atr * market.stopAtr * regime.stop);
  const leverage = Math.max(1, Math.min(market.leverage * regime.leverage, caps.leverage));
  const share =
    (kellyFraction === undefined ? DEFAULT_RISK : kellyFraction * market.kellyShare) * regime.size;
  const perNotional = stopDistance / entryPrice;
  const wanted = (equity * share) / perNotional;
  const limits = [
    ['risk', (equity * caps.risk) / perNotional],
    ['margin', equity * leverage],
    ['notional', caps.notional],
  ] as const;
  let notional = wanted;
  let cappedBy: StrategySize['cappedBy'] = null;
  for (const [name, limit] of limits) {
    if (notional <= limit) continue;
    notional = limit;
    cappedBy = name;
  }
  return {
    basis: kellyFraction === undefined ? 'default' : 'kelly',
    quantity: notional / entryPrice,
    notional,
    margin: notional / leverage,
    leverage,
    stopDistance,
    riskAmount: notional * perNotional,
    cappedBy,
  };
}
