// One day of the desk as plain data; the chat words it, the file keeps it.

export interface DailyReport {
  /** The local date it tells of, `2026-11-20`, in `timezone`. */
  readonly date: string;
  readonly timezone: string;
  readonly late: boolean;
  readonly mode: 'paper' | 'real';
  readonly currency: string;
  readonly equity: string;
  readonly equityBefore: string | null;
  readonly change: number | null;
  readonly realizedPnl: string;
  readonly unrealizedPnl: string;
  readonly fees: string;
  readonly funding: string;
  readonly valueAtRisk: {
    /** Yesterday's forecast at 95 % in money, and what was lost (below zero: gained). */
    readonly said: string | null;
    readonly lost: string | null;
    readonly breaches: number;
    readonly days: number;
    readonly expected: number;
  };
  readonly drawdown: number | null;
  readonly maxDrawdown: { readonly value: number; readonly at: number } | null;
  readonly trades: { readonly count: number; readonly won: number; readonly profitFactor: number | null };
  readonly alerts: { readonly count: number; readonly medianAcknowledgeMs: number | null };
  readonly proposals: {
    readonly approved: number;
    readonly rejected: number;
    readonly expired: number;
    /** Paper: what the undecided cards would have saved (above zero) or cost. */
    readonly undecidedWouldHaveSaved: string | null;
  };
  readonly uptime: number;
  readonly dataGapMs: number;
  readonly nextFunding: { readonly at: number; readonly symbol: string; readonly rate: number } | null;
  /** Announced closings of exchanges in the day to come, earliest first; absent when none is. */
  readonly maintenance?: readonly {
    readonly account: string;
    readonly from: number;
    readonly until: number;
  }[];
  readonly journalHead: string;
}
