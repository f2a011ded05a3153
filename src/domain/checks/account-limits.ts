// Limits on the whole account. An order that only makes a position smaller is never refused for them.
import type { Refusal } from '../refusal.ts';
import type { Check } from './check.ts';

export const accountLimits: Check = ({ exposure, snapshot, limits, state }) => {
  if (exposure.reduces) return [];
  const refusals: Refusal[] = [];
  const equity = snapshot.equity.value;
  const total = equity.gt(0) ? exposure.totalNotional.div(equity).toNumber() : Number.MAX_VALUE;
  if (total > limits.maxExposure) {
    refusals.push({ code: 'EXPOSURE_LIMIT', exposure: total, limit: limits.maxExposure });
  }
  if (total > limits.maxLeverage) {
    refusals.push({ code: 'LEVERAGE_TOO_HIGH', leverage: total, maximum: limits.maxLeverage });
  }
  if (exposure.openPositions > limits.maxPositions) {
    refusals.push({ code: 'POSITION_COUNT', count: exposure.openPositions, limit: limits.maxPositions });
  }
  if (state.tradesToday >= limits.maxTradesPerDay) {
    refusals.push({ code: 'DAILY_TRADES', count: state.tradesToday, limit: limits.maxTradesPerDay });
  }
  return refusals;
};
