// Was the breach that called for an automatic card over before anything was sent? Then nothing is sent.
import type { Proposal } from '../../domain/proposal.ts';
import { readingValue } from '../../domain/reading.ts';
import type { AccountSnapshot } from '../../domain/snapshot.ts';
import { HYSTERESIS } from '../../domain/thresholds.ts';
import { assess } from '../../risk/assessment/assess.ts';
import { readingOf } from '../assessment/account-readings.ts';
import { assessInputOf } from '../assessment/watch-account.ts';
import type { DeskContext } from '../state/context.ts';
import { rootReason } from './draft-proposal.ts';

/**
 * The figure as it is now, when it is better than the card's limit and than CRITICAL by the usual hysteresis.
 * Undefined: still past it, asked for by a person, or not known (what is not known is not over).
 */
export function noLongerNeeded(
  context: DeskContext,
  proposal: Proposal,
  snapshot: AccountSnapshot,
): number | undefined {
  const reason = rootReason(proposal.content.reason);
  if (reason.kind !== 'breach') return undefined;
  const reading = readingOf(assess(assessInputOf(context, snapshot)), reason.metric, reason.subject);
  const value = reading === undefined ? undefined : readingValue(reading);
  if (value === undefined) return undefined;
  // A card that waits ends when its metric is better than CRITICAL; one that is approved is held to the same line.
  const { direction, critical = reason.limit } = context.memory.thresholds[reason.metric];
  const limit = direction === 'above' ? Math.min(critical, reason.limit) : Math.max(critical, reason.limit);
  const slack = Math.abs(limit) * HYSTERESIS;
  const over = direction === 'above' ? value < limit - slack : value > limit + slack;
  return over ? value : undefined;
}
