// What grows for years: the equity curve and fills, those of paper apart from those of real money. Losing it does not lose money state.
import type { Fault } from '../domain/fault.ts';
import type { Mode } from '../domain/mode.ts';
import type { Result } from '../domain/result.ts';

export interface EquityPoint {
  readonly account: string;
  readonly at: number;
  readonly equity: string;
  readonly unrealizedPnl: string;
  readonly marginRatio: number | null;
  /** At 95 % over one day, as a share of equity. */
  readonly valueAtRisk: number | null;
  readonly drawdown: number | null;
}

export interface FillRow {
  readonly account: string;
  readonly id: string;
  readonly symbol: string;
  readonly side: 'buy' | 'sell';
  readonly positionSide: 'long' | 'short';
  readonly quantity: string;
  readonly price: string;
  readonly fee: string;
  readonly realizedPnl: string;
  readonly currency: string;
  readonly at: number;
  readonly cause?: string;
  readonly clientOrderId: string;
}

export interface History {
  addEquity(mode: Mode, points: readonly EquityPoint[]): Promise<Result<void, Fault>>;
  /** Known fill ids are passed over. Answers how many were new. */
  addFills(mode: Mode, rows: readonly FillRow[]): Promise<Result<number, Fault>>;
  /** Points of the range, oldest first; of all accounts of the mode without a name. */
  equity(
    mode: Mode,
    account: string | undefined,
    from: number,
    to: number,
  ): Promise<Result<readonly EquityPoint[], Fault>>;
  /** The newest `limit` fills of the range, oldest first. */
  fills(
    mode: Mode,
    account: string | undefined,
    from: number,
    to: number,
    limit: number,
  ): Promise<Result<readonly FillRow[], Fault>>;
}
