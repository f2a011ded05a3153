// Value at risk of a whole book from signed exposures and aligned histories, split into components that add up to it.
// Leverage is already in the exposures and is never multiplied in again; losses are shares of equity. Model 18.
import { ModelInputError, requireFinite, requireSeries } from '../model-input-error.ts';
import { normalDensity, normalQuantile } from '../statistics/normal-distribution.ts';
import { percentileInPlace, selectInPlace } from '../statistics/percentile.ts';
import { requireCapital, requireConfidence, requireMoney, requireReturns } from '../statistics/returns.ts';

export interface PortfolioPart {
  readonly name: string;
  /** Signed exposure q·P in money: positive long, negative short. */
  readonly exposure: number;
  /** Simple returns per period, oldest first, aligned with those of every other part. */
  readonly returns: ArrayLike<number>;
}

export interface PortfolioValueAtRiskInput {
  readonly equity: number;
  readonly parts: readonly PortfolioPart[];
  readonly method: 'historical' | 'parametric';
  /** Default 0.95. */
  readonly confidence?: number;
}

export interface PortfolioValueAtRisk {
  /** Money, one period ahead; never negative. */
  readonly valueAtRisk: number;
  readonly conditionalValueAtRisk: number;
  /** valueAtRisk / equity. */
  readonly ratioOfEquity: number;
  /** Money by part, in the order given; they add up to valueAtRisk. A hedge has a negative component. */
  readonly component: Float64Array;
  /** Change of valueAtRisk by one more unit of exposure of the part. */
  readonly marginal: Float64Array;
  /** Value at risk of every part alone. */
  readonly individual: Float64Array;
  readonly individualSum: number;
  readonly diversificationBenefit: number;
  /** diversificationBenefit / individualSum; null when no part carries risk alone. */
  readonly diversificationRatio: number | null;
}

/**
 * Historical: the type-7 percentile of book losses (100 periods needed); components are the parts' losses on the days
 * that set it (the exact Euler split of an empirical quantile). Parametric: −x'μ + z·√(x'Σx), split by x·(Σx)/σ.
 */
export function portfolioValueAtRisk(input: PortfolioValueAtRiskInput): PortfolioValueAtRisk {
  const equity = requireCapital(input.equity, 'equity');
  const confidence = requireConfidence(input.confidence ?? 0.95);
  const losses = bookLosses(input.parts, input.method === 'historical' ? 100 : 2);
  const split =
    input.method === 'historical'
      ? historicalSplit(input.parts, losses, confidence)
      : parametricSplit(input.parts, losses, confidence);
  const total = Math.max(0, split.total);
  const count = input.parts.length;
  const marginal = split.total > 0 ? split.marginal : new Float64Array(count);
  const component = new Float64Array(count);
  let individualSum = 0;
  for (let i = 0; i < count; i++) {
    component[i] = input.parts[i]!.exposure * marginal[i]!;
    individualSum += split.individual[i]!;
  }
  return {
    valueAtRisk: total,
    conditionalValueAtRisk: Math.max(total, split.beyond),
    ratioOfEquity: total / equity,
    component,
    marginal,
    individual: split.individual,
    individualSum,
    diversificationBenefit: individualSum - total,
    diversificationRatio: individualSum > 0 ? (individualSum - total) / individualSum : null,
  };
}

interface Split {
  readonly total: number;
  readonly beyond: number;
  readonly marginal: Float64Array;
  readonly individual: Float64Array;
}

/** Loss of the book on every day; checks every part on the way. */
function bookLosses(parts: readonly PortfolioPart[], min: number): Float64Array {
  const first = parts[0];
  if (first === undefined)
    throw new ModelInputError('TOO_SHORT', 'exposures', 'exposures is empty; give at least one');
  const length = first.returns.length;
  const losses = new Float64Array(length);
  for (const part of parts) {
    const exposure = requireMoney(part.exposure, `exposures.${part.name}`);
    const { returns } = part;
    if (returns.length !== length) {
      throw new ModelInputError(
        'LENGTH_MISMATCH',
        `returns.${part.name}`,
        `returns.${part.name} has ${returns.length} values and returns.${first.name} ${length}; align them`,
      );
    }
    requireSeries(returns, `returns.${part.name}`, min);
    for (let t = 0; t < length; t++) losses[t]! -= exposure * returns[t]!;
  }
  for (let t = 0; t < length; t++) {
    if (!(Math.abs(losses[t]!) < 1e21)) {
      for (const part of parts) requireReturns(part.returns, `returns.${part.name}`, min);
      requireFinite(losses[t]!, `loss of the book on day ${t}`);
    }
  }
  return losses;
}

function historicalSplit(parts: readonly PortfolioPart[], losses: Float64Array, confidence: number): Split {
  const length = losses.length;
  const work = Float64Array.from(losses);
  const position = (length - 1) * confidence;
  const rank = Math.floor(position);
  const weight = position - rank;
  const below = selectInPlace(work, rank);
  let above = Number.POSITIVE_INFINITY;
  for (let i = rank + 1; i < length; i++) if (work[i]! < above) above = work[i]!;
  const dayBelow = losses.indexOf(below);
  const dayAbove = above === below ? losses.lastIndexOf(above) : losses.indexOf(above);
  const total = weight === 0 ? below : below + (above - below) * weight;
  let sum = 0;
  let cases = 0;
  for (let t = 0; t < length; t++) {
    if (losses[t]! >= total) {
      sum += losses[t]!;
      cases++;
    }
  }
  const marginal = new Float64Array(parts.length);
  const individual = new Float64Array(parts.length);
  for (let i = 0; i < parts.length; i++) {
    const { returns, exposure } = parts[i]!;
    marginal[i] = -((1 - weight) * returns[dayBelow]! + (weight === 0 ? 0 : weight * returns[dayAbove]!));
    if (exposure === 0) continue;
    // Losses are the lower tail of a long's returns and of a short's mirrored ones; the lower tail is the quick one.
    if (exposure > 0) for (let t = 0; t < length; t++) work[t] = returns[t]!;
    else for (let t = 0; t < length; t++) work[t] = -returns[t]!;
    individual[i] = Math.max(0, -Math.abs(exposure) * percentileInPlace(work, 1 - confidence));
  }
  return { total, beyond: sum / cases, marginal, individual };
}

function parametricSplit(parts: readonly PortfolioPart[], losses: Float64Array, confidence: number): Split {
  const length = losses.length;
  const z = normalQuantile(confidence);
  let lossMean = 0;
  for (let t = 0; t < length; t++) lossMean += losses[t]!;
  lossMean /= length;
  let squares = 0;
  for (let t = 0; t < length; t++) squares += (losses[t]! - lossMean) ** 2;
  const deviation = Math.sqrt(squares / (length - 1));
  const marginal = new Float64Array(parts.length);
  const individual = new Float64Array(parts.length);
  for (let i = 0; i < parts.length; i++) {
    const { returns, exposure } = parts[i]!;
    let centre = 0;
    for (let t = 0; t < length; t++) centre += returns[t]!;
    centre /= length;
    let variance = 0;
    let shared = 0;
    for (let t = 0; t < length; t++) {
      const d = returns[t]! - centre;
      variance += d * d;
      shared -= d * (losses[t]! - lossMean);
    }
    const slope = deviation > 0 ? shared / (length - 1) / deviation : 0;
    marginal[i] = -centre + z * slope;
    const alone = -exposure * centre + z * Math.abs(exposure) * Math.sqrt(variance / (length - 1));
    individual[i] = Math.max(0, alone);
  }
  return {
    total: lossMean + z * deviation,
    beyond: lossMean + (normalDensity(z) / (1 - confidence)) * deviation,
    marginal,
    individual,
  };
}
