// What an assessment needs besides the snapshot; all of it given, nothing looked up.
import type { Level } from '../../domain/level.ts';
import type { Reading } from '../../domain/reading.ts';
import type { AccountSnapshot } from '../../domain/snapshot.ts';
import type { Thresholds } from '../../domain/thresholds.ts';

export interface AssessInput {
  readonly snapshot: AccountSnapshot;
  readonly now: number;
  /** Daily returns by symbol, aligned at their ends; `basis` says how they were made. */
  readonly returns: ReadonlyMap<string, Float64Array>;
  readonly returnsBasis?: string;
  readonly peak?: { readonly equity: number; readonly at: number };
  readonly equityAtDayStart?: number;
  readonly thresholds: Thresholds;
  /** Level of each metric at the last check, keyed `metric` or `metric/BTCUSDT:long`. */
  readonly heldLevels: ReadonlyMap<string, Level>;
  /** Simulated beside the loop; unknown until the first result. */
  readonly liquidationProbability?: { readonly day: Reading; readonly week: Reading };
}
