// How much one person may approve within an hour: whoever presses Approve again and again has stopped reading what the cards say.
import type { Ask } from '../../domain/actor.ts';
import { Decimal, ZERO } from '../../domain/decimal.ts';
import type { Fault } from '../../domain/fault.ts';
import type { Proposal } from '../../domain/proposal.ts';
import type { Refusal } from '../../domain/refusal.ts';
import { type Result, success } from '../../domain/result.ts';
import { notionalOf } from '../cards/draft-proposal.ts';
import type { DeskContext } from '../state/context.ts';

const HOUR_MS = 3_600_000;
/** No card waits for an answer longer than this. */
const LONGEST_WAIT_MS = 86_400_000;

/**
 * What stands against one more approval by this person. Read from the ledger, so that a restart forgets nothing; the
 * kill switch needs no approval and is not counted.
 */
export async function approvalCap(
  { ports, settings }: DeskContext,
  { actor }: Ask,
): Promise<Result<(proposal: Proposal) => Refusal[], Fault>> {
  const { perHour, notionalPerHour } = settings.approvalCap ?? {};
  if (perHour === undefined) return success(() => []);
  const since = ports.clock.now() - HOUR_MS;
  const read = await ports.ledger.proposalsSince(since - LONGEST_WAIT_MS);
  if (!read.ok) return read;
  const given = read.value.flatMap(({ approvals, content }) =>
    approvals
      .filter(({ by, at }) => by === actor.name && at > since)
      .map(({ at }) => ({ at, notional: notionalOf(content.action) })),
  );
  const worth = given.reduce((sum, { notional }) => sum.plus(notional), ZERO);
  const untilMs = Math.min(...given.map(({ at }) => at)) + HOUR_MS;
  return success(({ content }) => {
    const isMany = given.length >= perHour;
    const isMuch =
      notionalPerHour !== undefined &&
      given.length > 0 &&
      worth.plus(notionalOf(content.action)).gt(new Decimal(notionalPerHour));
    if (!isMany && !isMuch) return [];
    return [{ code: 'APPROVALS_CAPPED', count: given.length, notional: worth.toFixed(0), untilMs }];
  });
}
