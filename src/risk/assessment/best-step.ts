// The one cut that lowers risk most, found by trying the candidates on the book as it would be after each.

import { levelRank } from '../../domain/level.ts';
import { positionKey } from '../../domain/position.ts';
import { levelOf, type Metric } from '../../domain/thresholds.ts';
import type { AccountRisk } from '../margin/account-risk.ts';
import type { AssessInput } from './assess-input.ts';
import { type BookLosses, type TailPart, tailOf } from './assess-tail.ts';
import type { BestStep } from './assessment.ts';
import { assessView, viewAfterCut } from './margin-pools.ts';

import type { MarginView } from './margin-view.ts';

/** Shares tried for each candidate. A quarter is enough for most days; a half for the bad ones. */
const SHARES = [0.25, 0.5] as const;
/** Only the positions that stand nearest to liquidation or carry most of the tail are tried, so that the cost stays small. */
const MOST_CANDIDATES = 6;
/** In a book this large each try costs milliseconds: fewer positions, and the quarter only. */
const LARGE_BOOK = 100;

interface Outcome {
  readonly marginRatio: number | null;
  readonly liquidationDistance: number | null;
  readonly valueAtRisk: number | null;
}

/** Null without positions, or when no candidate lowers risk at all. */
export function bestStep(
  input: AssessInput,
  view: MarginView,
  margin: AccountRisk,
  parts: readonly TailPart[],
  book: BookLosses | { readonly missing: string },
): BestStep | null {
  const { snapshot } = input;
  const equity = snapshot.equity.value.toNumber();
  if (snapshot.positions.length === 0 || equity <= 0) return null;
  const losses = 'missing' in book ? undefined : book;
  const tailNow =
    losses === undefined ? null : tailOf(Float64Array.from(losses.losses).sort(), 0.95).valueAtRisk / equity;
  const now = outcomeOf(margin, tailNow);
  const scoreNow = score(now, input);
  let best: { step: BestStep; score: number } | undefined;
  const large = parts.length > LARGE_BOOK;
  for (const share of large ? SHARES.slice(0, 1) : SHARES) {
    for (const index of candidates(margin, parts)) {
      const after = outcomeAfter(view, losses, parts, index, share, equity);
      const gained = score(after, input);
      if (gained >= scoreNow - 1e-9 || (best !== undefined && gained >= best.score)) continue;
      const position = snapshot.positions[index]!;
      best = {
        score: gained,
        step: {
          key: positionKey(position.symbol, position.side),
          symbol: position.symbol,
          side: position.side,
          share,
          marginRatio: { now: now.marginRatio, after: after.marginRatio },
          liquidationDistance: { now: now.liquidationDistance, after: after.liquidationDistance },
          valueAtRisk: { now: now.valueAtRisk, after: after.valueAtRisk },
        },
      };
    }
    // The smaller cut is enough when it brings every metric under its critical line.
    if (best !== undefined && best.score < CRITICAL_SCORE) break;
  }
  return best?.step ?? null;
}

function candidates(margin: AccountRisk, parts: readonly TailPart[]): number[] {
  const indices = parts.map((_, index) => index);
  if (indices.length <= MOST_CANDIDATES) return indices;
  const each = indices.length > LARGE_BOOK ? 1 : MOST_CANDIDATES / 2;
  const nearest = [...indices].sort(
    (a, b) => (margin.positions[a]!.distance ?? 9) - (margin.positions[b]!.distance ?? 9),
  );
  const largest = [...indices].sort((a, b) => Math.abs(parts[b]!.exposure) - Math.abs(parts[a]!.exposure));
  return [...new Set([...nearest.slice(0, each), ...largest.slice(0, each)])];
}

function outcomeOf(margin: AccountRisk, valueAtRisk: number | null): Outcome {
  let ratio = margin.account.marginRatio;
  let distance: number | null = null;
  for (const position of margin.positions) {
    if (position.marginMode === 'isolated') ratio = Math.max(ratio, position.marginRatio);
    if (position.distance !== null && (distance === null || position.distance < distance))
      distance = position.distance;
  }
  return { marginRatio: Number.isFinite(ratio) ? ratio : null, liquidationDistance: distance, valueAtRisk };
}

/** The book after `share` of one position is closed at its mark: the loss becomes wallet, the rest stays. */
function outcomeAfter(
  view: MarginView,
  losses: BookLosses | undefined,
  parts: readonly TailPart[],
  index: number,
  share: number,
  equity: number,
): Outcome {
  const cut = view.positions[index]!;
  const margin = assessView(viewAfterCut(view, index, share));
  if (losses === undefined) return outcomeOf(margin, null);
  const series = losses.returnsOf(cut.symbol);
  const after = new Float64Array(losses.losses.length);
  const released = parts[index]!.exposure * share;
  for (let day = 0; day < after.length; day += 1) after[day] = losses.losses[day]! + released * series[day]!;
  return outcomeOf(margin, tailOf(after.sort(), 0.95).valueAtRisk / equity);
}

/** Whole part: the worst level reached; fraction: how far towards the emergency line, averaged with the rest. */
function score(outcome: Outcome, input: AssessInput): number {
  const fills = [
    fill('margin-ratio', outcome.marginRatio, input),
    fill('liquidation-distance', outcome.liquidationDistance, input),
    fill('value-at-risk', outcome.valueAtRisk, input),
  ];
  const rank = Math.max(...fills.map((each) => each.rank));
  const sum = fills.reduce((total, each) => total + each.share, 0);
  return rank * 10 + sum;
}

const CRITICAL_SCORE = 20;

function fill(metric: Metric, value: number | null, input: AssessInput): { rank: number; share: number } {
  if (value === null) return { rank: 0, share: 0 };
  const threshold = input.thresholds[metric];
  const limit = threshold.emergency ?? threshold.critical ?? threshold.warning ?? 1;
  const share = threshold.direction === 'above' ? value / limit : limit / Math.max(value, 1e-6);
  return { rank: levelRank(levelOf(value, threshold)), share: Math.min(share, 3) };
}
