// An action that waits for people, and the rows that it becomes. Plain data with decimal text: what is hashed, stored and shown is the same.
import type { Actor, Role } from './actor.ts';
import type { Mode } from './mode.ts';
import type { OrderSide, OrderType } from './order.ts';
import type { MarginMode, PositionSide } from './position.ts';
import type { Refusal } from './refusal.ts';
import type { Metric } from './thresholds.ts';

/** Plain decimal text such as `0.250`; parsed by Quantity, Price or Money where it is used. */
export type DecimalText = string;

/** One order to come: absolute quantity, and the position that must be left after it. */
export interface PlannedLeg {
  readonly symbol: string;
  readonly positionSide: PositionSide;
  readonly side: OrderSide;
  readonly type: OrderType;
  readonly quantity: DecimalText;
  readonly positionBefore: DecimalText;
  readonly targetAfter: DecimalText;
  readonly marginMode: MarginMode;
  readonly referencePrice: DecimalText;
  /** Estimated slippage and taker fee as ratios of the leg's notional. */
  readonly slippage: number;
  readonly feeRate: number;
}

export type OrderAction =
  | { readonly kind: 'reduce'; readonly legs: readonly PlannedLeg[] }
  | { readonly kind: 'close'; readonly legs: readonly PlannedLeg[] };

export interface MarginAction {
  readonly kind: 'add-margin';
  readonly symbol: string;
  readonly positionSide: PositionSide;
  readonly amount: DecimalText;
  readonly currency: string;
}

export interface LeverageAction {
  readonly kind: 'set-leverage';
  readonly symbol: string;
  /** The position that it was asked for; the venue keeps one leverage a symbol. */
  readonly positionSide: PositionSide;
  readonly before: number;
  readonly leverage: number;
}

/** A stop that, once armed, the desk keeps at the venue (or watches itself) until the position is gone. */
export interface StopAction {
  readonly kind: 'place-stop';
  readonly symbol: string;
  readonly positionSide: PositionSide;
  readonly quantity: DecimalText;
  readonly stopPrice: DecimalText;
  /** Distance to the best price as a ratio; absent: the stop stays where it is. */
  readonly trail?: number;
  /** The stop that it takes the place of. */
  readonly replaces?: DecimalText;
  /** What reaching it would lose at the mark price of the card, in the currency. */
  readonly loss: DecimalText;
  readonly currency: string;
}

export type ProposalAction = OrderAction | MarginAction | LeverageAction | StopAction;

/** The orders of an action; none for one that changes a setting. */
export const legsOf = (action: ProposalAction): readonly PlannedLeg[] =>
  'legs' in action ? action.legs : [];

/** The positions that an action works on, each once. */
export function positionsOf(
  action: ProposalAction,
): readonly { readonly symbol: string; readonly positionSide: PositionSide }[] {
  if (!('legs' in action)) return [{ symbol: action.symbol, positionSide: action.positionSide }];
  const seen = new Map(
    action.legs.map(({ symbol, positionSide }) => [`${symbol}:${positionSide}`, { symbol, positionSide }]),
  );
  return [...seen.values()];
}

export interface EffectFigure {
  readonly now: number | null;
  readonly after: number | null;
}

/** What the book looks like before and after, in the metrics that people decide by. */
export interface ProposalEffect {
  readonly liquidationDistance: EffectFigure;
  readonly marginRatio: EffectFigure;
  readonly valueAtRisk: EffectFigure;
}

export type ProposalReason =
  | {
      readonly kind: 'breach';
      readonly metric: Metric;
      readonly subject?: string;
      readonly level: string;
      readonly value: number;
      readonly limit: number;
      readonly trendFrom?: number;
      readonly trendMs?: number;
      readonly alertId?: string;
    }
  | { readonly kind: 'asked'; readonly by: string }
  /** A stop that a person armed was reached where the venue does not run it by itself. */
  | { readonly kind: 'stop'; readonly by: string; readonly stopPrice: DecimalText }
  /** The exchange has not answered since then: what the card shows is the picture of before. */
  | { readonly kind: 'outage'; readonly since: number }
  /** The exchange closes for maintenance then. */
  | { readonly kind: 'maintenance'; readonly from: number; readonly until: number }
  | {
      readonly kind: 'adjusted';
      readonly from: string;
      readonly how: 'halve' | 'smallest';
      readonly by: string;
      readonly original: ProposalReason;
    };

export interface ApprovalPolicy {
  readonly role: Role;
  readonly quorum: number;
  /** With two persons the proposer cannot be the second. */
  readonly proposerMayApprove: boolean;
  readonly ttlMs: number;
  readonly executeWithinMs: number;
  /** Largest move of the mark from the reference price, as a ratio. */
  readonly priceTolerance: number;
  readonly slippageCap: number;
  readonly unanswered: 'escalate' | 'hold' | 'execute';
  readonly escalateEveryMs: number;
}

/** What is frozen when the card is shown; the hash binds every approval to it. */
export interface ProposalContent {
  readonly id: string;
  readonly account: string;
  readonly mode: Mode;
  readonly action: ProposalAction;
  readonly reason: ProposalReason;
  readonly effect: ProposalEffect;
  /** The smallest cut that ends the breach, as a share of the position, where there is one. */
  readonly smallest?: { readonly percent: number; readonly legs: readonly PlannedLeg[] };
  readonly policy: ApprovalPolicy;
  readonly proposedBy: string;
  readonly createdAt: number;
  readonly approveBy: number;
  readonly executeBy: number;
  readonly nonce: string;
}

export interface Approval {
  readonly by: string;
  readonly platform: Actor['platform'];
  readonly platformId: string;
  readonly messageId?: string;
  readonly at: number;
  readonly contentHash: string;
}

export type ProposalState =
  | { readonly kind: 'proposed' }
  | { readonly kind: 'approved'; readonly at: number }
  | { readonly kind: 'executing'; readonly leg: number; readonly since: number }
  | { readonly kind: 'unknown'; readonly leg: number; readonly holdUntil: number }
  | { readonly kind: 'needs-person'; readonly leg: number; readonly since: number; readonly why: string }
  | { readonly kind: 'executed'; readonly at: number }
  | { readonly kind: 'partial'; readonly at: number; readonly why: string }
  | { readonly kind: 'rejected'; readonly by: string; readonly at: number }
  | { readonly kind: 'expired'; readonly at: number; readonly escalatedTo?: string }
  | {
      readonly kind: 'obsolete';
      readonly at: number;
      readonly why: 'superseded' | 'not-needed' | 'position-gone' | 'killed';
      readonly by?: string;
      readonly value?: number;
    }
  | {
      readonly kind: 'aborted';
      readonly at: number;
      readonly refusals: readonly Refusal[];
      readonly newCode?: string;
    };

export interface ProposalOutcome {
  readonly filled: DecimalText;
  readonly averagePrice?: DecimalText;
  readonly cost: DecimalText;
  readonly currency: string;
  readonly effect?: ProposalEffect;
  readonly positionAfter?: DecimalText;
}

export interface Proposal {
  readonly content: ProposalContent;
  readonly contentHash: string;
  /** Four characters that a person can type. */
  readonly code: string;
  readonly state: ProposalState;
  readonly approvals: readonly Approval[];
  readonly escalationStep: number;
  readonly nextEscalationAt?: number;
  readonly outcome?: ProposalOutcome;
  readonly version: number;
}

/** One order of one proposal (or of the kill switch); committed before its bytes leave the process. */
export interface Leg {
  readonly proposalId: string;
  readonly index: number;
  /** Same leg again after an unknown outcome that proved to be nothing. */
  readonly attempt: number;
  readonly account: string;
  readonly clientOrderId: string;
  readonly symbol: string;
  readonly positionSide: PositionSide;
  readonly side: OrderSide;
  readonly quantity: DecimalText;
  readonly state: 'planned' | 'sending' | 'unknown' | 'accepted' | 'done' | 'not-accepted' | 'rejected';
  readonly signedAt?: number;
  /** After this moment the venue refuses the signed request, whatever the network did with it. */
  readonly windowEndsAt?: number;
  readonly orderId?: string;
  /** Size of the position (or its own margin, for added margin) when it was signed: what an unexplained change is held against. */
  readonly positionBefore?: DecimalText;
  /** The mark price when it was signed: what its slippage is measured from. */
  readonly markPrice?: DecimalText;
  readonly filled: DecimalText;
  readonly averagePrice?: DecimalText;
  readonly fee: DecimalText;
  readonly venueCode?: string;
  /** Why the venue said no, in its own words. */
  readonly reason?: string;
  readonly version: number;
}

/** States from which nothing more happens. */
export function isDecided(state: ProposalState): boolean {
  switch (state.kind) {
    case 'executed':
    case 'partial':
    case 'rejected':
    case 'expired':
    case 'obsolete':
    case 'aborted':
      return true;
    case 'proposed':
    case 'approved':
    case 'executing':
    case 'unknown':
    case 'needs-person':
      return false;
    default:
      return state satisfies never;
  }
}
