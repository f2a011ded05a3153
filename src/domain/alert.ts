// A breach that people were told about, and its life: open, acknowledged, resolved. Plain data, as stored and sent.
import type { Level } from './level.ts';
import type { Metric } from './thresholds.ts';

export type Trend = 'worsening' | 'steady' | 'recovering';

export interface AlertContributor {
  readonly name: string;
  /** Quote currency for PnL, else a share; `unit` tells. */
  readonly value: number;
  readonly unit: 'money' | 'share';
}

/** One reading past a threshold, as an assessment gives it. */
export interface Breach {
  readonly account: string;
  readonly metric: Metric;
  /** Position key (`BTCUSDT:long`) for a per-position metric. */
  readonly subject?: string;
  readonly level: Exclude<Level, 'safe'>;
  readonly value: number;
  readonly limits: { readonly warning?: number; readonly critical?: number; readonly emergency?: number };
  readonly contributors: readonly AlertContributor[];
  /** What happened, where a number alone does not say it ("Binance did not answer for 12 s"). */
  readonly detail?: string;
}

export interface Alert {
  readonly id: string;
  /** Four characters that a person can type. */
  readonly code: string;
  /** `account/metric/subject`: at most one alert that is not resolved has it. */
  readonly key: string;
  readonly account: string;
  readonly metric: Metric;
  readonly subject?: string;
  readonly state: 'open' | 'acknowledged' | 'resolved';
  readonly level: Exclude<Level, 'safe'>;
  readonly worstLevel: Exclude<Level, 'safe'>;
  readonly value: number;
  readonly worstValue: number;
  readonly limits: Breach['limits'];
  readonly trend: Trend;
  /** Since when the trend holds, and the value then. */
  readonly trendSince: number;
  readonly trendFrom: number;
  /** The extreme of the trend so far: what the next turn is measured against. */
  readonly trendTurn?: { readonly value: number; readonly at: number };
  readonly contributors: readonly AlertContributor[];
  readonly detail?: string;
  readonly openedAt: number;
  /** When people last heard of it; before `openedAt` when they have not heard of this breach yet. */
  readonly toldAt: number;
  /** The level that they heard last: what an escalation is measured against. */
  readonly toldLevel?: Exclude<Level, 'safe'>;
  readonly resolvedAt?: number;
  /** It ended because nothing is left to measure: the position is closed, or it is the only one. */
  readonly gone?: true;
  readonly acknowledgedBy?: string;
  readonly acknowledgedAt?: number;
  readonly mutedUntil?: number;
  /** How many contacts of the escalation list have been called; EMERGENCY only. */
  readonly escalationStep: number;
  readonly proposalId?: string;
  readonly priority: number;
  readonly version: number;
}

/** Why an alert is being told (again). */
export type AlertTelling = 'raised' | 'escalated' | 'repeated' | 'eased' | 'resolved';
