// Ties the models into one Assessment of one account: what is known, how far it can be trusted, and what is past a line.
import { toFloat } from '../../domain/decimal.ts';
import { worstLevel } from '../../domain/level.ts';
import { notional, positionKey, sign } from '../../domain/position.ts';
import { known, PLAIN, type Reading, readingValue, type Trust, unknown } from '../../domain/reading.ts';
import type { AccountSnapshot } from '../../domain/snapshot.ts';
import { levelOf } from '../../domain/thresholds.ts';
import { type AccountRisk, assessAccount } from '../margin/account-risk.ts';
import { ModelInputError } from '../model-input-error.ts';
import { statisticsOf } from '../statistics/series-statistics.ts';
import { breachesOf } from './assess-breaches.ts';
import { averageCorrelation, correlatedMove } from './assess-common-move.ts';
import type { AssessInput } from './assess-input.ts';
import { bookLosses, type TailPart, tailFigures } from './assess-tail.ts';
import type { Assessment, PositionAssessment } from './assessment.ts';
import { bestStep } from './best-step.ts';
import { type MarginView, marginView } from './margin-view.ts';

/** Prices older than this are labelled with their age. */
const STALE_AFTER_MS = 30_000;
/** Our liquidation price and the venue's may differ by this share of the mark before both are shown. */
const MODEL_TOLERANCE = 0.005;

/** Computes every figure of one account. Pure: the same input gives the same assessment. */
export function assess(input: AssessInput): Assessment {
  const { snapshot } = input;
  const ageMs = Math.max(0, input.now - snapshot.pricesAt);
  const trust: Trust = ageMs > STALE_AFTER_MS ? { kind: 'stale', ageMs } : PLAIN;
  const equity = snapshot.equity.value.toNumber();
  const margin = marginOf(snapshot);
  const parts: TailPart[] = snapshot.positions.map((position) => ({
    key: positionKey(position.symbol, position.side),
    symbol: position.symbol,
    exposure: toFloat(notional(position)) * sign(position.side),
  }));
  const book = bookLosses(parts, input.returns);
  const tail = tailFigures(parts, book, equity, trust, input.returnsBasis);
  const positions = snapshot.positions.map((_, index) =>
    assessPosition(input, margin, tail.components, parts[index]!, index, trust),
  );
  const nearest = nearestOf(positions);
  const unknownBook = snapshot.complete ? undefined : unknown('incomplete-data', snapshot.incompleteBecause);
  const totalNotional = positions.reduce((sum, position) => sum + position.notional, 0);
  const figures = {
    account: snapshot.account,
    at: input.now,
    ageMs,
    currency: snapshot.equity.currency,
    equity,
    walletBalance: snapshot.walletBalance.value.toNumber(),
    totalNotional,
    unrealizedPnl: positions.reduce((sum, position) => sum + position.unrealizedPnl, 0),
    marginRatio: unknownBook ?? marginRatioOf(margin, trust),
    maintenanceMargin:
      unknownBook ?? ('account' in margin ? known(margin.account.maintenanceMargin, trust) : margin.unknown),
    liquidationDistance:
      unknownBook ??
      nearest?.distance ??
      unknown(positions.length === 0 ? 'no-positions' : 'cannot-be-liquidated'),
    nearestPosition: nearest?.key ?? null,
    drawdown: unknownBook ?? drawdownOf(input, equity, trust),
    peakEquity: input.peak?.equity ?? null,
    peakAt: input.peak?.at ?? null,
    correlation: averageCorrelation(parts, input.returns, trust),
    leverage: unknownBook ?? (equity > 0 ? known(totalNotional / equity, trust) : unknown('no-equity')),
    dailyLoss: unknownBook ?? dailyLossOf(input, equity, trust),
    tail: unknownBook === undefined ? tail : { ...tail, ratioOfEquity: unknownBook },
    concentration: concentrationOf(positions, totalNotional),
    correlatedMove: correlatedMove('view' in margin ? margin.view : undefined, parts, input.returns, trust),
    liquidationProbability: input.liquidationProbability ?? {
      day: unknown('not-computed-yet'),
      week: unknown('not-computed-yet'),
    },
    positions,
  };
  const breaches = breachesOf(figures, input);
  return {
    ...figures,
    breaches,
    level: worstLevel([
      ...breaches.map((breach) => breach.level),
      ...positions.map((position) => position.level),
    ]),
    bestStep:
      'account' in margin && unknownBook === undefined
        ? bestStep(input, margin.view, margin, parts, book)
        : null,
  };
}

/** The margin models' answer, or why there is none (no brackets for a symbol, a figure they refuse). */
type MarginAnswer = (AccountRisk & { readonly view: MarginView }) | { readonly unknown: Reading };

function marginOf(snapshot: AccountSnapshot): MarginAnswer {
  try {
    const view = marginView(snapshot);
    return { view, ...assessAccount(view.walletBalance, view.positions, view.book) };
  } catch (error) {
    if (!(error instanceof ModelInputError)) throw error;
    return {
      unknown: unknown(error.code === 'UNKNOWN_NAME' ? 'no-brackets' : 'model-refused', error.message),
    };
  }
}

/** The worst of the cross account's ratio and those of the isolated positions. */
function marginRatioOf(margin: MarginAnswer, trust: Trust): Reading {
  if (!('account' in margin)) return margin.unknown;
  let worst = margin.account.marginRatio;
  for (const position of margin.positions) {
    if (position.marginMode === 'isolated') worst = Math.max(worst, position.marginRatio);
  }
  return known(Math.min(worst, BEYOND_RATIO), trust);
}

/** A debt that nothing backs has no finite ratio; it is shown as this, far past every limit. */
const BEYOND_RATIO = 9.99;

function assessPosition(
  input: AssessInput,
  margin: MarginAnswer,
  components: ReadonlyMap<string, number>,
  { key, exposure }: TailPart,
  index: number,
  trust: Trust,
): PositionAssessment {
  const position = input.snapshot.positions[index]!;
  const mark = toFloat(position.markPrice.value);
  const risk = 'account' in margin ? margin.positions[index]! : undefined;
  const missing = 'account' in margin ? unknown('cannot-be-liquidated') : margin.unknown;
  const label = modelTrust(position, mark, risk?.liquidationPrice ?? null, trust);
  const distance = risk?.distance == null ? missing : known(risk.distance, distanceTrust(label, mark));
  const held = input.heldLevels.get(`liquidation-distance/${key}`);
  const distanceLevel =
    distance.kind === 'known'
      ? levelOf(distance.value, input.thresholds['liquidation-distance'], held)
      : 'safe';
  const marginLevel =
    risk !== undefined && position.marginMode === 'isolated'
      ? levelOf(risk.marginRatio, input.thresholds['margin-ratio'])
      : 'safe';
  const series = input.returns.get(position.symbol);
  return {
    key,
    symbol: position.symbol,
    side: position.side,
    marginMode: position.marginMode,
    quantity: toFloat(position.quantity.value),
    notional: Math.abs(exposure),
    exposure,
    unrealizedPnl: toFloat(position.unrealizedPnl.value),
    leverage: position.leverage ?? null,
    liquidationPrice: risk?.liquidationPrice == null ? missing : known(risk.liquidationPrice, label),
    distance,
    marginRatio: risk === undefined ? missing : known(Math.min(risk.marginRatio, BEYOND_RATIO), trust),
    dailyVolatility: series === undefined ? null : statisticsOf(series).standardDeviation,
    valueAtRisk: components.get(key) ?? null,
    level: worstLevel([distanceLevel, marginLevel]),
  };
}

function modelTrust(
  position: AccountSnapshot['positions'][number],
  mark: number,
  ours: number | null,
  trust: Trust,
): Trust {
  const venue = position.venueLiquidationPrice?.value.toNumber();
  if (ours === null || venue === undefined) return trust;
  const apart = Math.abs(ours - venue) / mark;
  return apart > MODEL_TOLERANCE ? { kind: 'model-differs', venueValue: venue } : trust;
}

function distanceTrust(label: Trust, mark: number): Trust {
  if (label.kind !== 'model-differs') return label;
  return { kind: 'model-differs', venueValue: Math.abs(mark - label.venueValue) / mark };
}

function nearestOf(positions: readonly PositionAssessment[]): PositionAssessment | undefined {
  let nearest: PositionAssessment | undefined;
  let least = Number.POSITIVE_INFINITY;
  for (const position of positions) {
    const distance = readingValue(position.distance);
    if (distance === undefined || distance >= least) continue;
    least = distance;
    nearest = position;
  }
  return nearest;
}

function drawdownOf(input: AssessInput, equity: number, trust: Trust): Reading {
  if (input.peak === undefined || input.peak.equity <= 0) return unknown('no-peak-yet');
  return known(Math.max(0, (input.peak.equity - equity) / input.peak.equity), trust);
}

function dailyLossOf(input: AssessInput, equity: number, trust: Trust): Reading {
  const start = input.equityAtDayStart;
  if (start === undefined || start <= 0) return unknown('not-computed-yet');
  return known(Math.max(0, (start - equity) / start), trust);
}

function concentrationOf(
  positions: readonly PositionAssessment[],
  total: number,
): Assessment['concentration'] {
  if (total <= 0) return null;
  const bySymbol = new Map<string, number>();
  for (const position of positions) {
    bySymbol.set(position.symbol, (bySymbol.get(position.symbol) ?? 0) + position.notional);
  }
  let largest: Assessment['concentration'] = null;
  for (const [symbol, worth] of bySymbol) {
    if (largest === null || worth / total > largest.share) largest = { symbol, share: worth / total };
  }
  return largest;
}
