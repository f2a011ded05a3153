// Can the exchange be traded on: is it open, is a closing near, and do we agree with it about the time?
import type { Refusal } from '../refusal.ts';
import type { Check } from './check.ts';

export const venueOpen: Check = ({ intent, state, exposure }) => {
  if (state.forKillSwitch) return [];
  const refusals: Refusal[] = [];
  const { account } = intent;
  const { closedSince, closing, clockOff } = state;
  if (closedSince !== undefined) refusals.push({ code: 'EXCHANGE_CLOSED', account, since: closedSince });
  if (closing !== undefined && !exposure.reduces) {
    refusals.push({ code: 'MAINTENANCE_NEAR', account, ...closing });
  }
  if (clockOff !== undefined) refusals.push({ code: 'CLOCK_OFF', ...clockOff });
  return refusals;
};
