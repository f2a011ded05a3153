// Is anything, or only a reduction, allowed to be sent at all?
import type { Refusal } from '../refusal.ts';
import type { Check } from './check.ts';

export const tradingAllowed: Check = ({ state, exposure }) => {
  const refusals: Refusal[] = [];
  if (state.forKillSwitch) return refusals;
  if (state.latch.state === 'latched' && !state.latch.drill) {
    refusals.push({ code: 'LATCHED', by: state.latch.by, at: state.latch.at });
  }
  if (state.safeMode !== undefined) refusals.push({ code: 'SAFE_MODE', reason: state.safeMode });
  if (state.storeFault !== undefined) refusals.push({ code: 'STORE_UNAVAILABLE', why: state.storeFault });
  if (state.trading.kind === 'halted')
    refusals.push({ code: 'TRADING_HALTED', reason: state.trading.reason });
  if (state.trading.kind === 'reducing' && !exposure.reduces) {
    refusals.push({ code: 'TRADING_REDUCING', reason: state.trading.reason });
  }
  return refusals;
};
