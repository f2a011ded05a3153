// What each breach calls for: the table "what proposes what", as a pure function of the picture and its assessment.

import type { Breach } from '../../domain/alert.ts';
import { availableFor } from '../../domain/coin-wallets.ts';
import { Decimal } from '../../domain/decimal.ts';
import { type Level, levelRank } from '../../domain/level.ts';
import { notional, type Position, type PositionSide, positionKey } from '../../domain/position.ts';
import type { AccountSnapshot } from '../../domain/snapshot.ts';
import { levelOf, type Metric, type Thresholds } from '../../domain/thresholds.ts';
import type { Assessment } from '../../risk/assessment/assessment.ts';
import type { DeskSettings } from '../state/settings.ts';
import type { WantedCut } from './plan-legs.ts';
import { smallestWanted } from './smallest.ts';

export interface Wish {
  readonly breach: Breach;
  /** The level that two readings agree on; a proposal is made for this one. */
  readonly level: 'critical' | 'emergency';
  /** Position whose distance the card shows. */
  readonly subject?: string;
  readonly action:
    | { readonly kind: 'reduce'; readonly cuts: readonly WantedCut[] }
    | {
        readonly kind: 'add-margin';
        readonly symbol: string;
        readonly side: PositionSide;
        readonly amount: Decimal;
      };
}

export interface WishInput {
  readonly snapshot: AccountSnapshot;
  readonly assessment: Assessment;
  readonly confirmed: ReadonlyMap<string, Level>;
  readonly thresholds: Thresholds;
  readonly responses: DeskSettings['responses'];
  readonly canAddMargin: boolean;
}

const ORDER: readonly Metric[] = ['liquidation-distance', 'margin-ratio', 'value-at-risk'];

/** Most urgent first: level, then liquidation distance before margin ratio before value at risk. */
export function wishesOf(input: WishInput): Wish[] {
  const wishes: Wish[] = [];
  const held = new Map(input.snapshot.positions.map((each) => [positionKey(each.symbol, each.side), each]));
  for (const breach of input.assessment.breaches) {
    const level = input.confirmed.get(`${breach.metric}/${breach.subject ?? ''}`);
    if (level !== 'critical' && level !== 'emergency') continue;
    wishes.push(...wishesFor(input, held, breach, level));
  }
  return wishes.sort(
    (a, b) =>
      levelRank(b.level) - levelRank(a.level) ||
      ORDER.indexOf(a.breach.metric) - ORDER.indexOf(b.breach.metric),
  );
}

function wishesFor(
  input: WishInput,
  held: ReadonlyMap<string, Position>,
  breach: Breach,
  level: 'critical' | 'emergency',
): Wish[] {
  switch (breach.metric) {
    case 'liquidation-distance': {
      const position = held.get(breach.subject ?? '');
      return position === undefined ? [] : onePosition(input, breach, level, position);
    }
    case 'margin-ratio':
      return marginWishes(input, held, breach, level);
    case 'value-at-risk':
      return level === 'emergency'
        ? [{ breach, level, action: shareOfAll(input.snapshot, input.responses.valueAtRiskCutShare) }]
        : [];
    default:
      return [];
  }
}

/**
 * Cross: the fixed share. Isolated: a cut does not move the liquidation price, so added margin comes first; at
 * EMERGENCY the cut stands beside it as what halves the possible loss.
 */
function onePosition(
  input: WishInput,
  breach: Breach,
  level: 'critical' | 'emergency',
  position: Position,
): Wish[] {
  const { responses } = input;
  const share = level === 'emergency' ? responses.emergencyCutShare : responses.criticalCutShare;
  const subject = positionKey(position.symbol, position.side);
  const cut: Wish = {
    breach,
    level,
    subject,
    action: { kind: 'reduce', cuts: [shareOf(position, share)] },
  };
  const amount = position.marginMode === 'isolated' ? marginToAdd(input, position) : undefined;
  if (amount === undefined) return [cut];
  const { symbol, side } = position;
  const margin: Wish = { breach, level, subject, action: { kind: 'add-margin', symbol, side, amount } };
  return level === 'emergency' ? [margin, cut] : [margin];
}

/** The share of its own margin, when the account has that much to spare and the venue takes it. */
function marginToAdd(
  { snapshot, responses, canAddMargin }: WishInput,
  position: Position,
): Decimal | undefined {
  if (!canAddMargin || position.isolatedMargin === undefined) return undefined;
  const wanted = position.isolatedMargin.value.times(responses.addMarginShare);
  const amount = wanted.toDecimalPlaces(2, Decimal.ROUND_DOWN);
  return amount.gt(0) && amount.lte(availableFor(snapshot, position.symbol).value) ? amount : undefined;
}

/** The account's ratio is the worst of the cross account's and each isolated position's own. */
function marginWishes(
  input: WishInput,
  held: ReadonlyMap<string, Position>,
  breach: Breach,
  level: 'critical' | 'emergency',
): Wish[] {
  const { assessment, thresholds } = input;
  const wishes: Wish[] = [];
  const isolated = assessment.positions.filter((each) => each.marginMode === 'isolated');
  for (const each of isolated) {
    if (each.marginRatio.kind !== 'known') continue;
    const own = levelOf(each.marginRatio.value, thresholds['margin-ratio']);
    const position = held.get(each.key);
    if (levelRank(own) >= levelRank(level) && position !== undefined) {
      wishes.push(...onePosition(input, breach, level, position));
    }
  }
  const cross = assessment.positions.filter((each) => each.marginMode === 'cross');
  const ratio = cross[0]?.marginRatio;
  if (ratio?.kind !== 'known') return wishes;
  if (levelRank(levelOf(ratio.value, thresholds['margin-ratio'])) < levelRank(level)) return wishes;
  const action = level === 'emergency' ? underCritical(input) : reliefOf(input);
  if (action !== undefined) wishes.push({ breach, level, action });
  return wishes;
}

/** The smallest set of cuts that brings the ratio under critical; the fixed share of all where no set does. */
function underCritical({ snapshot, thresholds, responses }: WishInput): Wish['action'] {
  const smallest = smallestWanted(snapshot, thresholds, 'margin-ratio');
  if (smallest !== undefined) return { kind: 'reduce', cuts: smallest.cuts };
  return shareOfAll(snapshot, responses.emergencyCutShare, 'cross');
}

/** CRITICAL: the fixed share of the one position whose cut helps most, the largest where that is not known. */
function reliefOf({ snapshot, assessment, responses }: WishInput): Wish['action'] | undefined {
  const best = positionOf(snapshot, assessment.bestStep?.key);
  const cross = snapshot.positions.filter((position) => position.marginMode === 'cross');
  const largest = [...cross].sort((a, b) => notional(b).comparedTo(notional(a)))[0];
  const position = best?.marginMode === 'cross' ? best : largest;
  return position === undefined
    ? undefined
    : { kind: 'reduce', cuts: [shareOf(position, responses.criticalCutShare)] };
}

function shareOfAll(snapshot: AccountSnapshot, share: number, only?: 'cross'): Wish['action'] {
  const positions = snapshot.positions.filter(
    (position) => only === undefined || position.marginMode === only,
  );
  return { kind: 'reduce', cuts: positions.map((position) => shareOf(position, share)) };
}

const shareOf = ({ symbol, side, quantity }: Position, share: number): WantedCut => ({
  symbol,
  side,
  quantity: quantity.value.times(share),
  rounding: 'down',
});

function positionOf(snapshot: AccountSnapshot, key: string | undefined): Position | undefined {
  return snapshot.positions.find((position) => positionKey(position.symbol, position.side) === key);
}
