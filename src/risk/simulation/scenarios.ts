// The crash scenarios every desk asks about, and what makes a user's own scenario acceptable.
import { ModelInputError, requireBetween, requireInteger } from '../model-input-error.ts';

export interface Scenario {
  readonly name: string;
  /** Length of the fall. */
  readonly days: number;
  /** Fall of the reference market from start to end, as a positive share. */
  readonly drawdown: number;
  /** Factor on ordinary daily volatility. */
  readonly volatilityMultiplier: number;
  /** Added to ordinary correlations. */
  readonly correlationShift: number;
  /** Days to come back to the old prices at normal speed. */
  readonly recoveryDays: number;
}

export const SCENARIOS: readonly Scenario[] = [
  scenario('covid_crash_2020', 30, 0.5, 3, 0.3, 120),
  scenario('luna_ust_collapse_2022', 7, 0.8, 5, 0.5, 180),
  scenario('ftx_bankruptcy_2022', 14, 0.25, 2.5, 0.4, 90),
  scenario('china_evergrande_2021', 21, 0.35, 2, 0.2, 60),
  scenario('black_swan_extreme', 3, 0.7, 8, 0.7, 365),
];

function scenario(
  name: string,
  days: number,
  drawdown: number,
  volatilityMultiplier: number,
  correlationShift: number,
  recoveryDays: number,
): Scenario {
  return { name, days, drawdown, volatilityMultiplier, correlationShift, recoveryDays };
}

/** The bundled scenario of that name, or a given one after checks. UNKNOWN_NAME lists what there is. */
export function settleScenario(wanted: string | Scenario): Scenario {
  if (typeof wanted === 'string') {
    const found = SCENARIOS.find(({ name }) => name === wanted);
    if (found !== undefined) return found;
    const names = SCENARIOS.map(({ name }) => name).join(', ');
    throw new ModelInputError(
      'UNKNOWN_NAME',
      'scenario',
      `there is no scenario "${wanted}"; there are ${names}`,
    );
  }
  requireInteger(wanted.days, 'scenario.days', 1, 3650);
  requireBetween(wanted.drawdown, 'scenario.drawdown', 0, 0.99);
  requireBetween(wanted.volatilityMultiplier, 'scenario.volatilityMultiplier', 0, 100);
  requireBetween(wanted.correlationShift, 'scenario.correlationShift', -1, 1);
  requireInteger(wanted.recoveryDays, 'scenario.recoveryDays', 1, 36_500);
  return wanted;
}
