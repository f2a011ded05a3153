// The way back after a crash: prices return to where they were, slowly, normally or fast, and only what is still open
// comes back with them. What was liquidated stays lost.
import type { Deaths, WalkedAccount } from './margin-walk.ts';
import type { Scenario } from './scenarios.ts';
import type { StressPaths } from './stress-path.ts';

export interface RecoveryAtSpeed {
  /** Day after the crash on which equity is back where it began; null when it never is by price recovery alone. */
  readonly breakEvenDays: number | null;
  /** When prices are back. */
  readonly days: number;
  readonly finalEquity: number;
}

export interface Recovery {
  readonly slow: RecoveryAtSpeed;
  readonly normal: RecoveryAtSpeed;
  readonly fast: RecoveryAtSpeed;
}

const SPEED = { slow: 0.5, normal: 1, fast: 1.5 } as const;

/** Prices go back along a straight line of their logarithms; `pnl` is the account's result of the crash. */
export function recoveryOf(
  scenario: Scenario,
  equity: number,
  pnl: number,
  account: WalkedAccount,
  paths: StressPaths,
  deaths: Deaths,
): Recovery {
  const gainAt = (share: number) => {
    let gain = 0;
    for (let i = 0; i < account.count; i++) {
      if (deaths.positions[i] !== -1) continue;
      const end = paths.ends[account.symbol[i]!]!;
      gain += account.signed[i]! * account.mark[i]! * (end ** (1 - share) - end);
    }
    return gain;
  };
  const at = (speed: number): RecoveryAtSpeed => {
    const days = Math.ceil(scenario.recoveryDays / speed);
    const short = (day: number) => pnl + gainAt(day / days) < -1e-9 * equity;
    let breakEvenDays: number | null = null;
    for (let day = 0; day <= days; day++) {
      if (short(day)) continue;
      breakEvenDays = day;
      break;
    }
    return { breakEvenDays, days, finalEquity: Math.max(0, equity + pnl + gainAt(1)) };
  };
  return { slow: at(SPEED.slow), normal: at(SPEED.normal), fast: at(SPEED.fast) };
}
