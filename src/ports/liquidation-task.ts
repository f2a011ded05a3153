// What a simulation of liquidations is asked with: plain data, so that it can travel to a worker, to a program, and into `cutman calc`.
import type { BracketRow } from '../risk/margin/brackets.ts';
import type { MarginPosition } from '../risk/margin/margin-position.ts';
import type { NamedSeries } from '../risk/portfolio/covariance.ts';

/** The name it is run by. */
export type LiquidationModel = 'liquidation-probability';

export interface LiquidationTask {
  /** Cross wallet, without unrealised profit and isolated margins. */
  readonly walletBalance: number;
  readonly positions: readonly MarginPosition[];
  readonly tiers: Readonly<Record<string, readonly BracketRow[]>>;
  /** Hourly simple returns of every symbol, aligned, oldest first. */
  readonly returns: readonly NamedSeries[];
  /** Hours. */
  readonly horizons: readonly number[];
  readonly sims: number;
  readonly seed: number;
}
