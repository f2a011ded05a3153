// What is known about one account's risk at one moment; every figure with its truth. The desk alerts on it, the chat shows it.
import type { Breach } from '../../domain/alert.ts';
import type { Level } from '../../domain/level.ts';
import type { MarginMode, PositionSide } from '../../domain/position.ts';
import type { Reading } from '../../domain/reading.ts';

export interface PositionAssessment {
  readonly key: string;
  readonly symbol: string;
  readonly side: PositionSide;
  readonly marginMode: MarginMode;
  readonly quantity: number;
  readonly notional: number;
  /** Signed: long above zero. */
  readonly exposure: number;
  readonly unrealizedPnl: number;
  readonly leverage: number | null;
  readonly liquidationPrice: Reading;
  /** Share of the mark price, in the losing direction. */
  readonly distance: Reading;
  /** Maintenance margin over margin balance behind this position (the account's in cross mode). */
  readonly marginRatio: Reading;
  /** Cash volatility of one day as a share of price, where history is known. */
  readonly dailyVolatility: number | null;
  readonly valueAtRisk: number | null;
  readonly level: Level;
}

export interface TailFigures {
  /** Quote currency over one day; losses above zero. */
  readonly valueAtRisk95: Reading;
  readonly valueAtRisk99: Reading;
  readonly conditionalValueAtRisk95: Reading;
  readonly conditionalValueAtRisk99: Reading;
  /** Value at risk at 95 % as a share of equity: the figure with a threshold. */
  readonly ratioOfEquity: Reading;
  /** Component value at risk by position key; sums to the total. */
  readonly components: ReadonlyMap<string, number>;
}

/** The one action that lowers risk most, found by trying the candidates. */
export interface BestStep {
  readonly key: string;
  readonly symbol: string;
  readonly side: PositionSide;
  /** Share of the position to cut, 0.25 = a quarter. */
  readonly share: number;
  readonly marginRatio: { readonly now: number | null; readonly after: number | null };
  readonly liquidationDistance: { readonly now: number | null; readonly after: number | null };
  readonly valueAtRisk: { readonly now: number | null; readonly after: number | null };
}

export interface Assessment {
  readonly account: string;
  readonly at: number;
  readonly ageMs: number;
  readonly currency: string;
  readonly equity: number;
  readonly walletBalance: number;
  readonly totalNotional: number;
  readonly unrealizedPnl: number;
  readonly marginRatio: Reading;
  readonly maintenanceMargin: Reading;
  /** The least over all positions. */
  readonly liquidationDistance: Reading;
  readonly nearestPosition: string | null;
  readonly drawdown: Reading;
  readonly peakEquity: number | null;
  readonly peakAt: number | null;
  readonly correlation: Reading;
  readonly leverage: Reading;
  readonly dailyLoss: Reading;
  readonly tail: TailFigures;
  readonly concentration: { readonly symbol: string; readonly share: number } | null;
  /** The common move, in units of the reference symbol, at which the cross account is liquidated. */
  readonly correlatedMove: {
    readonly down: Reading;
    readonly up: Reading;
    readonly reference: string | null;
    /** Beta of each held symbol against the reference, as used. */
    readonly betas: Readonly<Record<string, number>> | null;
  };
  readonly liquidationProbability: { readonly day: Reading; readonly week: Reading };
  readonly positions: readonly PositionAssessment[];
  readonly level: Level;
  readonly breaches: readonly Breach[];
  readonly bestStep: BestStep | null;
}
