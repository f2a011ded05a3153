// Which figures are past a line, with what made them so. Unknown figures never breach: they are told as unknown.
import type { AlertContributor, Breach } from '../domain/alert.ts';
import { type Reading, readingValue } from '../domain/reading.ts';
import { levelOf, type Metric } from '../domain/thresholds.ts';
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
    const value = readingValue(reading);
    if (value === undefined) return;
    const threshold = input.thresholds[metric];
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

function contributorsOf(
  values: readonly (readonly [string, number])[],
  order: 'lowest' | 'highest',
): AlertContributor[] {
  const wanted = values.filter(([, value]) => (order === 'lowest' ? value < 0 : value > 0));
  wanted.sort((a, b) => (order === 'lowest' ? a[1] - b[1] : b[1] - a[1]));
  return wanted.slice(0, CONTRIBUTORS_SHOWN).map(([name, value]) => ({ name, value, unit: 'money' }));
}
