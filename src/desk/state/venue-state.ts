// What an account's exchange allows at this moment, out of what was last seen of it: for reviews, proposals, health and the view.
import { type Closing, closingAt } from '../../domain/maintenance.ts';
import type { DeskState } from '../../domain/review.ts';
import { memoryOf, watchOf } from './account-memory.ts';
import type { DeskContext } from './context.ts';
import { freshVenueMemory, type VenueMemory } from './venue-memory.ts';

export function venueOf(context: DeskContext, account: string): VenueMemory {
  const watch = watchOf(context, memoryOf(context, account));
  watch.venue ??= freshVenueMemory();
  return watch.venue;
}

/** The announced closing that goes on or is so near that nothing is opened any more. */
export function closingOf(context: DeskContext, account: string): Closing | undefined {
  const { windows, noEntriesBeforeMs } = context.settings.venue.maintenance;
  return closingAt(windows, account, context.ports.clock.now(), noEntriesBeforeMs);
}

/** Since when the exchange is closed and serves nothing: it says that it is being worked on, and reads fail. */
export function closedSince(context: DeskContext, account: string): number | undefined {
  const { outage } = memoryOf(context, account);
  return outage === undefined ? undefined : venueOf(context, account).maintenance?.since;
}

/** The part of the desk's state that a review of this account's orders is made in. */
export function venueState(
  context: DeskContext,
  account: string,
): Pick<DeskState, 'closedSince' | 'closing' | 'clockOff'> {
  const { maintenance, clockError } = venueOf(context, account);
  const since = closedSince(context, account);
  // Maintenance that nobody announced has no end that we could know.
  const closing =
    closingOf(context, account) ?? (maintenance === undefined ? undefined : { from: maintenance.since });
  return {
    ...(since === undefined ? {} : { closedSince: since }),
    ...(closing === undefined ? {} : { closing }),
    ...(clockError === undefined ? {} : { clockOff: clockError }),
  };
}
