// What several signals on a symbol say together, and how large a trade they justify: strength and confidence size it, a
// risk score may refuse it. Every symbol ends in a decision or in a refusal with its number.
import { ModelInputError, requireAmount, requireBetween, requireInteger } from '../model-input-error.ts';

export type Direction = 'BUY' | 'SELL' | 'HOLD';
export type SignalRegime = 'bull' | 'normal' | 'bear' | 'volatile';

export interface Signal {
  readonly symbol: string;
  readonly direction: Direction;
  /** weak 1, moderate 2, strong 3, very strong 4. */
  readonly strength: number;
  /** 0 to 1. */
  readonly confidence: number;
  readonly source: string;
}

export interface CombinedSignal {
  readonly symbol: string;
  /** Of the majority; HOLD on a tie. */
  readonly direction: Direction;
  /** Sum, at most 10. */
  readonly strength: number;
  /** Mean. */
  readonly confidence: number;
  readonly meanStrength: number;
  readonly sources: readonly string[];
}

export interface SignalLimits {
  /** Quantity of a moderate signal of full confidence, base units. */
  readonly base: number;
  /** Largest position either way, base units. */
  readonly positionLimit: number;
  readonly minConfidence: number;
  readonly maxRiskScore: number;
  readonly maxTradesPerDay: number;
}

export interface SignalState {
  /** Signed quantities held. */
  readonly positions: Readonly<Record<string, number>>;
  /** Daily volatility by symbol. */
  readonly volatility: Readonly<Record<string, number>>;
  readonly regime: SignalRegime;
  readonly tradesToday: number;
}

export interface SignalDecision {
  readonly symbol: string;
  readonly action: Direction;
  /** Base units, above 0 unless held. */
  readonly quantity: number;
  readonly riskScore: number;
}

export interface SignalRefusal {
  readonly symbol: string;
  readonly code: 'CONFIDENCE_TOO_LOW' | 'RISK_SCORE_TOO_HIGH' | 'POSITION_LIMIT' | 'DAILY_TRADES';
  readonly value: number;
  readonly limit: number;
}

const MOST_STRENGTH = 10;
const STRENGTH_FACTOR = [0.5, 1, 1.5, 2] as const;
const REGIME_RISK: Readonly<Record<SignalRegime, number>> = {
  bull: 0.1,
  normal: 0.2,
  bear: 0.4,
  volatile: 0.6,
};

/** One combined signal a symbol, in the order of their first signal. Errors: OUT_OF_RANGE with the signal's path. */
export function combineSignals(signals: readonly Signal[]): readonly CombinedSignal[] {
  const bySymbol = new Map<string, Signal[]>();
  for (const [i, signal] of signals.entries()) {
    requireBetween(signal.strength, `signals[${i}].strength`, 1, 4);
    requireBetween(signal.confidence, `signals[${i}].confidence`, 0, 1);
    bySymbol.set(signal.symbol, [...(bySymbol.get(signal.symbol) ?? []), signal]);
  }
  return [...bySymbol].map(([symbol, all]) => {
    const votes = (direction: Direction) => all.filter((signal) => signal.direction === direction).length;
    const ranked = (['BUY', 'SELL', 'HOLD'] as const).toSorted((a, b) => votes(b) - votes(a));
    const [first, second] = ranked as [Direction, Direction];
    const total = all.reduce((sum, { strength }) => sum + strength, 0);
    return {
      symbol,
      direction: votes(first) === votes(second) ? 'HOLD' : first,
      strength: Math.min(MOST_STRENGTH, total),
      confidence: all.reduce((sum, { confidence }) => sum + confidence, 0) / all.length,
      meanStrength: total / all.length,
      sources: [...new Set(all.map(({ source }) => source))],
    };
  });
}

/**
 * Quantity = base · (0.5, 1, 1.5 or 2 by the mean strength, to the nearest) · confidence, cut to what the position limit
 * leaves; risk score 0.3·volatility + 0.3·|position|/limit + 0.4·regime. A refused symbol is held. Trades count from
 * `tradesToday` on, in the order of the signals.
 */
export function decideSignals(
  combined: readonly CombinedSignal[],
  limits: SignalLimits,
  state: SignalState,
): { readonly decisions: readonly SignalDecision[]; readonly refusals: readonly SignalRefusal[] } {
  requireAmount(limits.base, 'limits.base');
  requireAmount(limits.positionLimit, 'limits.positionLimit');
  requireBetween(limits.minConfidence, 'limits.minConfidence', 0, 1);
  requireBetween(limits.maxRiskScore, 'limits.maxRiskScore', 0, 100);
  requireInteger(limits.maxTradesPerDay, 'limits.maxTradesPerDay', 0);
  let trades = requireInteger(state.tradesToday, 'state.tradesToday', 0);
  const refusals: SignalRefusal[] = [];
  const decisions = combined.map(({ symbol, direction, confidence, meanStrength }): SignalDecision => {
    const held = Object.hasOwn(state.positions, symbol) ? state.positions[symbol]! : 0;
    requireBetween(held, `state.positions.${symbol}`, -1e18, 1e18);
    if (!Object.hasOwn(state.volatility, symbol)) {
      const path = `state.volatility.${symbol}`;
      throw new ModelInputError('MISSING', path, `${path} is missing; give its daily volatility`);
    }
    const volatility = requireBetween(state.volatility[symbol]!, `state.volatility.${symbol}`, 0, 100);
    const used = Math.abs(held) / limits.positionLimit;
    const riskScore = 0.3 * volatility + 0.3 * used + 0.4 * REGIME_RISK[state.regime];
    const hold: SignalDecision = { symbol, action: 'HOLD', quantity: 0, riskScore };
    if (direction === 'HOLD') return hold;
    const refuse = (code: SignalRefusal['code'], value: number, limit: number) => {
      refusals.push({ symbol, code, value, limit });
      return hold;
    };
    if (confidence < limits.minConfidence) {
      return refuse('CONFIDENCE_TOO_LOW', confidence, limits.minConfidence);
    }
    if (riskScore > limits.maxRiskScore) {
      return refuse('RISK_SCORE_TOO_HIGH', riskScore, limits.maxRiskScore);
    }
    if (trades >= limits.maxTradesPerDay) return refuse('DAILY_TRADES', trades, limits.maxTradesPerDay);
    const way = direction === 'BUY' ? 1 : -1;
    const wanted = limits.base * STRENGTH_FACTOR[Math.round(meanStrength) - 1]! * confidence;
    const quantity = Math.min(wanted, limits.positionLimit - way * held);
    if (quantity <= 0) return refuse('POSITION_LIMIT', Math.abs(held), limits.positionLimit);
    trades++;
    return { symbol, action: direction, quantity, riskScore };
  });
  return { decisions, refusals };
}
