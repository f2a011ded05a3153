// A wish or an ask becomes a complete, frozen card: exact legs, what they cost, and the book before and after them.
import { type Decimal, ZERO } from '../../domain/decimal.ts';
import type { PositionSide } from '../../domain/position.ts';
import type {
  LeverageAction,
  PlannedLeg,
  Proposal,
  ProposalReason,
  StopAction,
} from '../../domain/proposal.ts';
import type { Refusal } from '../../domain/refusal.ts';
import { failure, type Result, success } from '../../domain/result.ts';
import type { AccountSnapshot } from '../../domain/snapshot.ts';
import { assess } from '../../risk/assessment/assess.ts';
import { effectBetween, effectOf, effectOfMargin, type Reduction } from '../../risk/assessment/effect.ts';
import { assessInputOf } from '../assessment/watch-account.ts';
import type { DeskAccount, DeskContext } from '../state/context.ts';
import { type Draft, freeze, rootReason } from './draft-proposal.ts';
import { planLegs, type WantedCut } from './plan-legs.ts';
import { type SmallestWanted, smallestWanted } from './smallest.ts';

export interface ProposalOrder {
  readonly source: string;
  readonly action:
    | { readonly kind: 'reduce' | 'close'; readonly cuts: readonly WantedCut[] }
    | {
        readonly kind: 'add-margin';
        readonly symbol: string;
        readonly side: PositionSide;
        readonly amount: Decimal;
      }
    | LeverageAction
    | StopAction;
  readonly reason: ProposalReason;
  readonly proposedBy: string;
  /** Position whose liquidation distance the card shows; the least of all otherwise. */
  readonly subject?: string;
  readonly escalationStep?: number;
  /** It is neither answered nor executed after this moment. */
  readonly notAfter?: number;
}

/** Refuses with every reason at once: quantity under the venue's smallest, unknown price, halted symbol. */
export async function buildProposal(
  context: DeskContext,
  account: DeskAccount,
  snapshot: AccountSnapshot,
  order: ProposalOrder,
): Promise<Result<Proposal, readonly Refusal[]>> {
  const input = assessInputOf(context, snapshot);
  const { action, source, reason, proposedBy, subject, escalationStep, notAfter } = order;
  const shared = {
    source,
    account: account.name,
    reason,
    proposedBy,
    ...(escalationStep === undefined ? {} : { escalationStep }),
    ...(notAfter === undefined ? {} : { notAfter }),
  } satisfies Omit<Draft, 'action' | 'effect'>;
  if (action.kind === 'add-margin') {
    const { symbol, side, amount } = action;
    const { effect } = effectOfMargin(snapshot, { symbol, side, amount }, input, subject);
    return success(
      freeze(context, {
        ...shared,
        effect,
        action: {
          kind: 'add-margin',
          symbol,
          positionSide: side,
          amount: amount.toFixed(),
          currency: snapshot.equity.currency,
        },
      }),
    );
  }
  if (action.kind === 'set-leverage' || action.kind === 'place-stop') {
    const now = assess(input);
    return success(freeze(context, { ...shared, effect: effectBetween(now, now, subject), action }));
  }
  const cap = context.settings.policies[action.kind].slippageCap;
  const legs = await planLegs(account, snapshot, action.cuts, cap);
  if (!legs.ok) return legs;
  if (legs.value.length === 0) {
    return failure([{ code: 'NOTHING_TO_DO', what: 'no position to cut' }]);
  }
  const { effect } = effectOf(snapshot, reductionsOf(legs.value), input, subject);
  const smallest =
    action.kind === 'reduce' ? await smallestLegs(context, account, snapshot, reason, cap) : undefined;
  return success(
    freeze(context, {
      ...shared,
      effect,
      action: { kind: action.kind, legs: legs.value },
      ...(smallest === undefined ? {} : { smallest }),
    }),
  );
}

/** Legs of one position add up to one reduction. */
export function reductionsOf(legs: readonly PlannedLeg[]): Reduction[] {
  const sums = new Map<string, { symbol: string; side: PositionSide; quantity: Decimal }>();
  for (const leg of legs) {
    const key = `${leg.symbol}:${leg.positionSide}`;
    const before = sums.get(key)?.quantity ?? ZERO;
    sums.set(key, { symbol: leg.symbol, side: leg.positionSide, quantity: before.plus(leg.quantity) });
  }
  return [...sums.values()];
}

async function smallestLegs(
  context: DeskContext,
  account: DeskAccount,
  snapshot: AccountSnapshot,
  reason: ProposalReason,
  cap: number,
): Promise<{ readonly percent: number; readonly legs: readonly PlannedLeg[] } | undefined> {
  const wanted = smallestFor(context, snapshot, reason);
  if (wanted === undefined) return undefined;
  const legs = await planLegs(account, snapshot, wanted.cuts, cap);
  if (!legs.ok || legs.value.length === 0) return undefined;
  return { percent: Math.round(wanted.share * 1_000) / 10, legs: legs.value };
}

function smallestFor(
  context: DeskContext,
  snapshot: AccountSnapshot,
  reason: ProposalReason,
): SmallestWanted | undefined {
  const root = rootReason(reason);
  if (root.kind !== 'breach') return undefined;
  const { thresholds } = context.memory;
  if (root.metric === 'margin-ratio') return smallestWanted(snapshot, thresholds, 'margin-ratio');
  if (root.metric !== 'liquidation-distance' || root.subject === undefined) return undefined;
  const symbol = snapshot.positions.find(
    (position) => `${position.symbol}:${position.side}` === root.subject,
  )?.symbol;
  return symbol === undefined
    ? undefined
    : smallestWanted(snapshot, thresholds, 'liquidation-distance', symbol);
}
