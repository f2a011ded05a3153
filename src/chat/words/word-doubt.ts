// What keeps anybody from saying that all is well: the margin, or the way to liquidation, is not known.
import type { Assessment } from '../../risk/assessment/assessment.ts';
import { isInapplicable, wordUnknown } from './word-reading.ts';
import type { Wording } from './wording.ts';

/** `margin UNKNOWN: no leverage table`; undefined where both are known. Nothing is within its limits that is not known. */
export function doubtOf(
  { marginRatio, liquidationDistance }: Assessment,
  wording: Wording,
): string | undefined {
  for (const [metric, reading] of [
    ['margin-ratio', marginRatio],
    ['liquidation-distance', liquidationDistance],
  ] as const) {
    if (reading.kind === 'known' || isInapplicable(reading)) continue;
    return `${wording.words.metric[metric]} ${wordUnknown(reading, wording)}`;
  }
  return undefined;
}
