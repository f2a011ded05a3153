// Which figures are past a line, with what made them so. Unknown figures never breach: they are told as unknown.
import type { AlertContributor, Breach } from '../../domain/alert.ts';
import { decisiveValue, type Reading } from '../../domain/reading.ts';
import { levelOf, type Metric } from '../../domain/thresholds.ts';

import type { AssessInput } from './assess-input.ts';
import type { Assessment } from './assessment.ts';

type Figures = Omit<Assessment, 'breaches' | 'level' | 'bestStep'>;

const CONTRIBUTORS_SHOWN = 3;

/** Every breach, worst metric of each kind; the liquidation distance once a position. */
export function breachesOf(figures: Figures, input: AssessInput): Breach[] {
  const breaches: Breach[] = [];
  const add = (
    metric: Metric,
    reading: Reading,
    contributors: readonly AlertContributor[],
    subject?: string,
  ): void => {
    const threshold = input.thresholds[metric];
    const value = decisiveValue(reading, threshold.direction);
    if (value === undefined) return;
    const held = input.heldLevels.get(subject === undefined ? metric : `${metric}/${subject}`);
    const level = levelOf(value, threshold, held);
    if (level === 'safe') return;
    const { direction: _, ...limits } = threshold;
    const breach: Breach = { account: figures.account, metric, level, value, limits, contributors };
    breaches.push(subject === undefined ? breach : { ...breach, subject });
  };
  const byLoss = contributorsOf(
    figures.positions.map((position) => [position.key, position.unrealizedPnl]),
    'lowest',
  );
  const byTail = contributorsOf([...figures.tail.components], 'highest');
  const bySize = contributorsOf(
    figures.positions.map((position) => [position.key, position.notional]),
    'highest',
  );
  add('margin-ratio', figures.marginRatio, byLoss);
  add('value-at-risk', figures.tail.ratioOfEquity, byTail);
  add('drawdown', figures.drawdown, byLoss);
  add('daily-loss', figures.dailyLoss, byLoss);
  add('correlation', figures.correlation, bySize);
  add('leverage', figures.leverage, bySize);
  for (const position of figures.positions) {
    add('liquidation-distance', position.distance, [], position.key);
  }
  return breaches;
}

/** The few that count most, largest first; of equals the one that stands first. One pass: nobody needs a thousand in order. */
function contributorsOf(
  values: readonly (readonly [string, number])[],
  order: 'lowest' | 'highest',
): AlertContributor[] {
  const way = order === 'lowest' ? -1 : 1;
  const first: (readonly [string, number])[] = [];
  for (const each of values) {
    if (!(each[1] * way > 0)) continue;
    let place = first.length;
    while (place > 0 && each[1] * way > first[place - 1]![1] * way) place -= 1;
    if (place >= CONTRIBUTORS_SHOWN) continue;
    first.splice(place, 0, each);
    first.length = Math.min(first.length, CONTRIBUTORS_SHOWN);
  }
  return first.map(([name, value]) => ({ name, value, unit: 'money' }));
}
