// Ties the models into one Assessment of one account: what is known, how far it can be trusted, and what is past a line.
import { toFloat } from '../../domain/decimal.ts';
import { worstLevel } from '../../domain/level.ts';
import { notional, type Position, positionKey, sign } from '../../domain/position.ts';
import {
  decisiveValue,
  known,
  PLAIN,
  type Reading,
  type Trust,
  type Unknown,
  unknown,
} from '../../domain/reading.ts';
import type { AccountSnapshot } from '../../domain/snapshot.ts';
import { levelOf } from '../../domain/thresholds.ts';
import type { AccountRisk } from '../margin/account-risk.ts';
import { ModelInputError } from '../model-input-error.ts';
import { statisticsOf } from '../statistics/series-statistics.ts';
import { breachesOf } from './assess-breaches.ts';
import { averageCorrelation, correlatedMove } from './assess-common-move.ts';
import type { AssessInput } from './assess-input.ts';
import { bookLosses, type TailPart, tailFigures } from './assess-tail.ts';
import type { Assessment, PositionAssessment } from './assessment.ts';
import { bestStep } from './best-step.ts';
import { assessView } from './margin-pools.ts';
import { type MarginView, marginView } from './margin-view.ts';
import {
  besideVenue,
  liquidationReadings,
  type VenueCrossRatios,
  venueCrossRatios,
  venueIsolatedRatio,
  venueMaintenance,
} from './venue-figures.ts';

/** Prices older than this are labelled with their age. */
const STALE_AFTER_MS = 30_000;

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
  const venueRatios = venueCrossRatios(snapshot);
  const positions = snapshot.positions.map((_, index) =>
    assessPosition(input, margin, venueRatios, tail.components, parts[index]!, index, trust),
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
    marginRatio: unknownBook ?? marginRatioOf(margin, snapshot, trust),
    maintenanceMargin:
      unknownBook ??
      ('account' in margin
        ? besideVenue(margin.account.maintenanceMargin, venueMaintenance(snapshot), trust)
        : margin.unknown),
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
type MarginAnswer = (AccountRisk & { readonly view: MarginView }) | { readonly unknown: Unknown };

function marginOf(snapshot: AccountSnapshot): MarginAnswer {
  try {
    const view = marginView(snapshot);
    return { view, ...assessView(view) };
  } catch (error) {
    if (!(error instanceof ModelInputError)) throw error;
    return {
      unknown: unknown(error.code === 'UNKNOWN_NAME' ? 'no-brackets' : 'model-refused', error.message),
    };
  }
}

/** The worst of the cross account's ratio and those of the isolated positions; the venue's worst beside it where they differ. */
function marginRatioOf(margin: MarginAnswer, snapshot: AccountSnapshot, trust: Trust): Reading {
  if (!('account' in margin)) return margin.unknown;
  let worst = margin.account.marginRatio;
  let venue = venueCrossRatios(snapshot).worst;
  for (const [index, risk] of margin.positions.entries()) {
    if (risk.marginMode === 'cross') continue;
    worst = Math.max(worst, risk.marginRatio);
    const stated = venueIsolatedRatio(snapshot.positions[index]!);
    venue = venue === undefined || stated === undefined ? undefined : Math.max(venue, stated);
  }
  return ratioBesideVenue(worst, venue, trust);
}

const ratioBesideVenue = (ours: number, venue: number | undefined, trust: Trust): Reading =>
  besideVenue(
    Math.min(ours, BEYOND_RATIO),
    venue === undefined ? undefined : Math.min(venue, BEYOND_RATIO),
    trust,
    RATIO_PLACES,
  );
/** Amounts of eight decimals make ratios of about as many, unless the balance is dust. */
const RATIO_PLACES = 6;

/** A debt that nothing backs has no finite ratio; it is shown as this, far past every limit. */
const BEYOND_RATIO = 9.99;

function assessPosition(
  input: AssessInput,
  margin: MarginAnswer,
  venueRatios: VenueCrossRatios,
  components: ReadonlyMap<string, number>,
  { key, exposure }: TailPart,
  index: number,
  trust: Trust,
): PositionAssessment {
  const position = input.snapshot.positions[index]!;
  const risk = 'account' in margin ? margin.positions[index]! : undefined;
  const missing = 'account' in margin ? unknown('cannot-be-liquidated') : margin.unknown;
  const { price: liquidationPrice, distance } = liquidationReadings(
    position,
    { price: risk?.liquidationPrice ?? null, distance: risk?.distance ?? null },
    missing,
    trust,
  );
  const held = input.heldLevels.get(`liquidation-distance/${key}`);
  const marginRatio =
    risk === undefined
      ? missing
      : ratioBesideVenue(risk.marginRatio, venueRatioOf(venueRatios, position), trust);
  const away = decisiveValue(distance, 'below');
  const ratio = decisiveValue(marginRatio, 'above');
  const distanceLevel =
    away === undefined ? 'safe' : levelOf(away, input.thresholds['liquidation-distance'], held);
  const marginLevel =
    ratio !== undefined && position.marginMode === 'isolated'
      ? levelOf(ratio, input.thresholds['margin-ratio'])
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
    liquidationPrice,
    distance,
    marginRatio,
    dailyVolatility: series === undefined ? null : statisticsOf(series).standardDeviation,
    valueAtRisk: components.get(key) ?? null,
    level: worstLevel([distanceLevel, marginLevel]),
  };
}

const venueRatioOf = (cross: VenueCrossRatios, position: Position): number | undefined =>
  position.marginMode === 'cross' ? cross.of(position.symbol) : venueIsolatedRatio(position);

function nearestOf(positions: readonly PositionAssessment[]): PositionAssessment | undefined {
  let nearest: PositionAssessment | undefined;
  let least = Number.POSITIVE_INFINITY;
  for (const position of positions) {
    const distance = decisiveValue(position.distance, 'below');
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
