// The exchange is out: what the desk left resting is taken away where it can still be reached, and a card offers to cut as soon as it answers again.
import { isProtective } from '../../domain/kill-plan.ts';
import { isOurs } from '../../domain/order-names.ts';
import { isDecided } from '../../domain/proposal.ts';
import type { AccountSnapshot } from '../../domain/snapshot.ts';
import type { LedgerChange } from '../../ports/ledger.ts';
import { isOut } from '../assessment/account-readings.ts';
import { isGone } from '../assessment/watch-account.ts';
import { buildProposal } from '../cards/build-proposal.ts';
import { keepProposal } from '../proposals/propose-asked.ts';
import { memoryOf } from '../state/account-memory.ts';
import { commit } from '../state/commit.ts';
import type { DeskAccount, DeskContext } from '../state/context.ts';
import { standstill } from '../state/desk-state.ts';
import { stopOnBug } from '../state/stop-on-bug.ts';
import { venueOf } from '../state/venue-state.ts';

/** Starts what an outage calls for, behind the pass: an exchange that does not answer must not hold it up. */
export function tendOutage(context: DeskContext, account: DeskAccount): void {
  const { name } = account;
  const venue = venueOf(context, name);
  const { outage, snapshot } = memoryOf(context, name);
  if (outage === undefined || !isOut(context, name)) {
    delete venue.outage;
    return;
  }
  // With a key that is not taken nothing can be cancelled or cut, whoever approves it.
  if (outage.code === 'AUTH_LOST' || snapshot === undefined || context.memory.stopping === true) return;
  venue.outage ??= { since: outage.since, cards: 0 };
  const { outage: work } = venue;
  const now = context.ports.clock.now();
  if (work.running === true || now - (work.triedAt ?? 0) < context.settings.venue.healthEveryMs) return;
  work.running = true;
  work.triedAt = now;
  const job = `outage of ${name}`;
  context.jobs.start(
    job,
    async () => {
      try {
        if (work.cancelled !== true) work.cancelled = await cancelOurs(context, account);
        if (!isGone(context, account)) await proposeProtection(context, account, snapshot);
      } finally {
        work.running = false;
      }
    },
    stopOnBug(context, job),
  );
}

/** Our resting orders but for stops, which protect while nobody sees. Answers whether all of them are gone. */
async function cancelOurs(context: DeskContext, { name, exchange }: DeskAccount): Promise<boolean> {
  const open = await exchange.openOrders();
  if (!open.ok) return false;
  const isHedge = memoryOf(context, name).snapshot?.positionMode === 'hedge';
  const going = open.value.filter((order) => isOurs(order) && !isProtective(order, isHedge));
  const entries: LedgerChange[] = [];
  let areGone = true;
  for (const order of going) {
    const answer = await exchange.cancel(order);
    areGone &&= answer.ok;
    const { clientOrderId, symbol } = order;
    const became = answer.ok ? { state: answer.value.state } : { failed: answer.error.message };
    entries.push({
      kind: 'journal',
      entry: {
        type: 'exchange-answer',
        at: context.ports.clock.now(),
        by: 'desk',
        data: { account: name, cancel: clientOrderId, symbol, because: 'outage', ...became },
      },
    });
  }
  await commit(context, entries);
  return areGone;
}

/**
 * One card at a time, from the picture of before: the usual share off every position. Approved, it waits for the exchange
 * and is checked anew there; undecided, it is not needed any more once the account is seen again.
 */
async function proposeProtection(
  context: DeskContext,
  account: DeskAccount,
  snapshot: AccountSnapshot,
): Promise<void> {
  const { name } = account;
  const { outage: work } = venueOf(context, name);
  const { outage } = memoryOf(context, name);
  if (work === undefined || outage === undefined || snapshot.positions.length === 0) return;
  if (standstill(context, name).length > 0 || context.memory.storeFault !== undefined) return;
  const cards = [...context.memory.proposals.values()].filter(
    ({ content }) => content.account === name && content.reason.kind === 'outage',
  );
  if (cards.some(({ state }) => !isDecided(state))) return;
  const now = context.ports.clock.now();
  const last = Math.max(0, ...cards.map(({ content }) => content.createdAt));
  const { coolDownMs, emergencyCutShare } = context.settings.responses;
  if (work.cards > 0 && now - last < coolDownMs + context.settings.policies.reduce.ttlMs) return;
  const built = await buildProposal(context, account, snapshot, {
    source: `outage:${name}:${work.since}:${work.cards}`,
    action: {
      kind: 'reduce',
      cuts: snapshot.positions.map(({ symbol, side, quantity }) => ({
        symbol,
        side,
        quantity: quantity.value.times(emergencyCutShare),
        rounding: 'down',
      })),
    },
    reason: { kind: 'outage', since: work.since },
    proposedBy: 'desk',
  });
  work.cards += 1;
  if (!built.ok) {
    context.ports.log.warn({ account: name, refusals: built.error }, 'no protection could be proposed');
    return;
  }
  // It may have come back while the card was made.
  if (memoryOf(context, name).outage !== undefined) await keepProposal(context, built.value);
}
