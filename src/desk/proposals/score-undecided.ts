// Paper only: what a card that nobody answered would have saved, so that people learn how far to trust the bot.
import { Decimal, ZERO } from '../../domain/decimal.ts';
import { sign } from '../../domain/position.ts';
import type { Proposal } from '../../domain/proposal.ts';
import type { AccountSnapshot } from '../../domain/snapshot.ts';
import type { LedgerChange } from '../../ports/ledger.ts';
import type { DeskContext } from '../state/context.ts';

/** A card is judged this long after it ran out. */
const SCORE_AFTER_MS = 3_600_000;
/** Older ones are left unjudged: the price of today says nothing about them. */
const SCORE_UNTIL_MS = 86_400_000;

export const scoreValue = (proposalId: string): string => `score/${proposalId}`;

/**
 * What the cut would have saved at today's marks, in quote currency, its estimated costs taken off; below zero when
 * it would have cost. Undefined for what is no order and where a price is missing.
 */
export function scoreOf({ content: { action } }: Proposal, snapshot: AccountSnapshot): Decimal | undefined {
  if (!('legs' in action)) return undefined;
  let saved = ZERO;
  for (const leg of action.legs) {
    const mark = snapshot.marks.get(leg.symbol)?.value;
    if (mark === undefined) return undefined;
    const quantity = new Decimal(leg.quantity);
    const reference = new Decimal(leg.referencePrice);
    const cost = quantity.times(reference).times(leg.slippage + leg.feeRate);
    saved = saved.plus(reference.minus(mark).times(quantity).times(sign(leg.positionSide))).minus(cost);
  }
  return saved.toDecimalPlaces(8);
}

/** The changes that score every expired card whose hour is over. */
export async function scoreChanges(context: DeskContext): Promise<LedgerChange[]> {
  const { clock, ledger } = context.ports;
  if (context.memory.mode !== 'paper') return [];
  const now = clock.now();
  const cards = await ledger.proposalsSince(now - SCORE_UNTIL_MS);
  if (!cards.ok) return [];
  const changes: LedgerChange[] = [];
  for (const proposal of cards.value) {
    const { state, content } = proposal;
    if (state.kind !== 'expired' || content.mode !== 'paper' || now - state.at < SCORE_AFTER_MS) continue;
    const snapshot = context.memory.accounts.get(content.account)?.snapshot;
    if (snapshot === undefined || !snapshot.complete) continue;
    const name = scoreValue(content.id);
    const known = await ledger.value(name);
    if (!known.ok || known.value !== undefined) continue;
    const score = scoreOf(proposal, snapshot);
    if (score === undefined) continue;
    changes.push(
      { kind: 'value', name, value: score.toFixed() },
      {
        kind: 'journal',
        entry: {
          type: 'proposal',
          at: now,
          by: 'desk',
          data: { id: content.id, code: proposal.code, wouldHaveSaved: score.toFixed() },
        },
      },
    );
  }
  return changes;
}
