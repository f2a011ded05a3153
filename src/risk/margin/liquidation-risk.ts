// One table from margin ratio and liquidation distance to a level, for alerts, labels and proposals alike.
import { type Level, worstLevel } from '../../domain/level.ts';
import { DEFAULT_THRESHOLDS, levelOf, type Threshold } from '../../domain/thresholds.ts';
import { ModelInputError, requireFinite, requireNonNegative } from '../model-input-error.ts';

/** Ratio limits count from above, distance limits from below; a limit itself is already crossed. */
export interface LiquidationLimits {
  readonly marginRatio: Threshold;
  readonly distance: Threshold;
}

/** `standard`: 0.90/0.80/0.70 and 5/10/20 %. `relaxed`, the documents' set: 0.95/0.90/0.80 and 2/5/15 %. */
export const LIMIT_PRESETS: Readonly<Record<'standard' | 'relaxed', LiquidationLimits>> = {
  standard: {
    marginRatio: DEFAULT_THRESHOLDS['margin-ratio'],
    distance: DEFAULT_THRESHOLDS['liquidation-distance'],
  },
  relaxed: {
    marginRatio: { direction: 'above', warning: 0.8, critical: 0.9, emergency: 0.95 },
    distance: { direction: 'below', warning: 0.15, critical: 0.05, emergency: 0.02 },
  },
};

function requireOrdered(threshold: Threshold, path: string): void {
  const steps = [threshold.warning, threshold.critical, threshold.emergency].filter(
    (step) => step !== undefined,
  );
  const sorted = steps.every((step, i) => {
    const before = steps[i - 1];
    requireFinite(step, path);
    return before === undefined || (threshold.direction === 'above' ? step >= before : step <= before);
  });
  if (sorted) return;
  const order = threshold.direction === 'above' ? 'rise' : 'fall';
  throw new ModelInputError('UNSORTED', path, `${path} must ${order} from warning to critical to emergency`);
}

/**
 * The worse of the two levels. `distance` null means that no price liquidates the position; a ratio of Infinity is a
 * balance that backs nothing, and an emergency.
 */
export function liquidationLevel(
  marginRatio: number,
  distance: number | null,
  limits: LiquidationLimits = LIMIT_PRESETS.standard,
  path = 'positions[0]',
): Level {
  requireOrdered(limits.marginRatio, 'thresholds.marginRatio');
  requireOrdered(limits.distance, 'thresholds.distance');
  if (marginRatio !== Number.POSITIVE_INFINITY) requireNonNegative(marginRatio, `${path}.marginRatio`);
  const byRatio = levelOf(marginRatio, limits.marginRatio);
  if (distance === null) return byRatio;
  return worstLevel([byRatio, levelOf(requireFinite(distance, `${path}.distance`), limits.distance)]);
}
