// A look at each account's exchange itself, every half minute: is it open, how fast does it answer, do its clock and ours agree?
import type { VenueNotice } from '../../domain/venue-notice.ts';
import type { LedgerChange } from '../../ports/ledger.ts';
import { memoryOf } from '../state/account-memory.ts';
import { commit } from '../state/commit.ts';
import type { DeskAccount, DeskContext } from '../state/context.ts';
import { stopOnBug } from '../state/stop-on-bug.ts';
import type { VenueMemory } from '../state/venue-memory.ts';
import { venueOf } from '../state/venue-state.ts';

/** Above this the clocks are compared anew; what is still left then stops orders. */
const CLOCK_LIMIT_MS = 1_000;

/** The mode was changed meanwhile. */
const isGone = (context: DeskContext, account: DeskAccount): boolean => !context.accounts.includes(account);

/** Starts the looks that are due, behind the pass that calls it: a slow exchange holds up nothing. */
export function tendVenues(context: DeskContext): void {
  const now = context.ports.clock.now();
  for (const account of context.accounts) {
    const venue = venueOf(context, account.name);
    const isDue =
      venue.checkedAt === undefined || now - venue.checkedAt >= context.settings.venue.healthEveryMs;
    if (venue.checking || !isDue || context.memory.stopping === true) continue;
    venue.checking = true;
    venue.checkedAt = now;
    const name = `health of ${account.name}`;
    context.jobs.start(
      name,
      async () => {
        try {
          await lookAtVenue(context, account, venue);
        } finally {
          venue.checking = false;
        }
      },
      stopOnBug(context, name),
    );
  }
}

async function lookAtVenue(context: DeskContext, account: DeskAccount, venue: VenueMemory): Promise<void> {
  const { exchange, name } = account;
  const now = context.ports.clock.now();
  const status = await exchange.status();
  if (isGone(context, account)) return;
  const isUntold = !status.ok && status.error.code === 'UNSUPPORTED';
  const wasSilent = venue.silent;
  if (status.ok || isUntold) delete venue.silent;
  else venue.silent = { since: wasSilent?.since ?? now, why: status.error.message };
  const changes: LedgerChange[] = [];
  if ((wasSilent === undefined) !== (venue.silent === undefined)) {
    changes.push(
      journal(context, name, { answers: venue.silent === undefined, why: venue.silent?.why ?? null }),
    );
  }
  if (changes.length > 0) await commit(context, changes);
  if (status.ok) {
    if (status.value.state === 'maintenance') {
      await noteMaintenance(context, name, status.value.detail ?? '');
    } else if (memoryOf(context, name).outage === undefined) await noteOpen(context, name);
  }
  await compareClocks(context, account, venue);
}

/** The exchange says, in its status or in an answer, that it is being worked on. Told once. */
export async function noteMaintenance(context: DeskContext, account: string, detail: string): Promise<void> {
  const venue = venueOf(context, account);
  if (venue.maintenance !== undefined) return;
  venue.maintenance = { since: context.ports.clock.now(), detail };
  await tell(context, account, { code: 'maintenance-began', account, detail }, { maintenance: true, detail });
}

/** It serves again. */
export async function noteOpen(context: DeskContext, account: string): Promise<void> {
  const venue = venueOf(context, account);
  if (venue.maintenance === undefined) return;
  const lastedMs = context.ports.clock.now() - venue.maintenance.since;
  delete venue.maintenance;
  await tell(
    context,
    account,
    { code: 'maintenance-over', account, lastedMs },
    { maintenance: false, lastedMs },
  );
}

/**
 * Compares the clocks. Requests are signed with the exchange's time, so a clock of ours that is off is only told; when
 * two comparisons in a row disagree by more than the limit, nobody knows the exchange's time, and no order is sent.
 */
async function compareClocks(context: DeskContext, account: DeskAccount, venue: VenueMemory): Promise<void> {
  const first = await compare(context, account);
  if (first === undefined || isGone(context, account)) return;
  const last = Math.abs(first.error) > CLOCK_LIMIT_MS ? ((await compare(context, account)) ?? first) : first;
  if (isGone(context, account)) return;
  const { clock } = context.ports;
  venue.clock = { offMs: last.off, at: clock.now() };
  const blocks = Math.abs(last.error) > CLOCK_LIMIT_MS;
  const wasBlocked = venue.clockError !== undefined;
  if (blocks) venue.clockError = { offMs: Math.round(Math.abs(last.error)), limitMs: CLOCK_LIMIT_MS };
  else delete venue.clockError;
  const isOff = blocks || Math.abs(last.off) > CLOCK_LIMIT_MS;
  if (isOff === (venue.clockTold === true) && blocks === wasBlocked) return;
  venue.clockTold = isOff;
  const { name } = account;
  const offMs = Math.round(blocks ? last.error : last.off);
  await tell(
    context,
    name,
    isOff ? { code: 'clock-off', account: name, offMs, blocks } : { code: 'clock-right', account: name },
    { clockOffMs: offMs, blocks },
  );
}

/** How far the exchange is ahead of this machine, and how far from where the comparison before put it. */
async function compare(
  context: DeskContext,
  { exchange }: DeskAccount,
): Promise<{ readonly off: number; readonly error: number } | undefined> {
  const { clock } = context.ports;
  const believed = exchange.signingWindow.skewMs;
  const time = await exchange.serverTime();
  if (!time.ok) return undefined;
  const off = time.value - clock.now();
  return { off, error: off - believed };
}

const journal = (context: DeskContext, account: string, data: Record<string, unknown>): LedgerChange => ({
  kind: 'journal',
  entry: { type: 'desk', at: context.ports.clock.now(), by: 'desk', data: { account, ...data } },
});

/** Journalled and told in one commit. */
export async function tell(
  context: DeskContext,
  account: string,
  notice: VenueNotice,
  data: Record<string, unknown>,
): Promise<void> {
  await commit(context, [
    journal(context, account, { exchange: notice.code, ...data }),
    { kind: 'tell', lane: 'normal', topic: `exchange:${account}`, event: { kind: 'notice', notice } },
  ]);
}
