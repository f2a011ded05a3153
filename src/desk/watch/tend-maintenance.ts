// Before the exchange closes: people are told when nothing is opened any more, and shortly before a card proposes to close everything.
import { type Closing, closingAt } from '../../domain/maintenance.ts';
import type { Refusal } from '../../domain/refusal.ts';
import type { AccountSnapshot } from '../../domain/snapshot.ts';
import { buildProposal, type ProposalOrder } from '../cards/build-proposal.ts';
import { alreadyProposed, keepProposal } from '../proposals/propose-asked.ts';
import { commit } from '../state/commit.ts';
import type { DeskAccount, DeskContext } from '../state/context.ts';
import { standstill } from '../state/desk-state.ts';
import { closingOf, venueOf } from '../state/venue-state.ts';

/** Every pass; `snapshot` when this one has a trusted picture: no card comes from any other. */
export async function tendMaintenance(
  context: DeskContext,
  account: DeskAccount,
  snapshot: AccountSnapshot | undefined,
): Promise<void> {
  const closing = closingOf(context, account.name);
  if (closing === undefined) return;
  await tellClosing(context, account.name, closing);
  if (snapshot === undefined) return;
  const { windows, flattenBeforeMs } = context.settings.venue.maintenance;
  const now = context.ports.clock.now();
  const next = closingAt(windows, account.name, now, flattenBeforeMs);
  if (next !== undefined && now < next.from) await proposeFlatten(context, account, snapshot, next);
}

/** Once for each closing, across restarts too. */
async function tellClosing(context: DeskContext, account: string, { from, until }: Closing): Promise<void> {
  const venue = venueOf(context, account);
  if (venue.closingTold === from) return;
  const at = context.ports.clock.now();
  const done = await commit(context, [
    { kind: 'once', name: `maintenance/${account}/${from}` },
    {
      kind: 'journal',
      entry: { type: 'risk-block', at, by: 'desk', data: { account, maintenance: { from, until } } },
    },
    {
      kind: 'tell',
      lane: 'normal',
      topic: `exchange:${account}`,
      event: { kind: 'notice', notice: { code: 'maintenance-soon', account, from, until } },
    },
  ]);
  if (done.ok || done.error.code === 'CONFLICT') venue.closingTold = from;
}

/** One card for all positions, once; what the exchange would not take now (halted, unpriced) is left out. It ends when the exchange closes. */
async function proposeFlatten(
  context: DeskContext,
  account: DeskAccount,
  snapshot: AccountSnapshot,
  { from, until }: Closing,
): Promise<void> {
  if (snapshot.positions.length === 0 || standstill(context, account.name).length > 0) return;
  const source = `maintenance:${account.name}:${from}`;
  if ((await alreadyProposed(context, source)) !== undefined) return;
  const order = (leftOut: ReadonlySet<string>): ProposalOrder => ({
    source,
    action: {
      kind: 'close',
      cuts: snapshot.positions
        .filter(({ symbol }) => !leftOut.has(symbol))
        .map(({ symbol, side, quantity }) => ({ symbol, side, quantity: quantity.value, rounding: 'down' })),
    },
    reason: { kind: 'maintenance', from, until },
    proposedBy: 'desk',
    notAfter: from,
  });
  let built = await buildProposal(context, account, snapshot, order(new Set()));
  if (!built.ok) built = await buildProposal(context, account, snapshot, order(symbolsOf(built.error)));
  if (!built.ok) {
    context.ports.log.warn({ account: account.name, refusals: built.error }, 'nothing can be closed in time');
    return;
  }
  await keepProposal(context, built.value);
}

const symbolsOf = (refusals: readonly Refusal[]): ReadonlySet<string> =>
  new Set(refusals.flatMap((refusal) => ('symbol' in refusal ? refusal.symbol : [])));
