// Nothing is decided on an old or partial picture. The kill switch reads positions itself and is not held up by price age.
import type { Refusal } from '../refusal.ts';
import type { Check } from './check.ts';

export const freshData: Check = ({ snapshot, limits, state, exposure }) => {
  if (state.forKillSwitch) return [];
  const refusals: Refusal[] = [];
  const ageMs = state.now - snapshot.pricesAt;
  const limitMs = exposure.reduces ? limits.reducingMaxAgeMs : limits.entryMaxAgeMs;
  if (ageMs > limitMs) refusals.push({ code: 'STALE_DATA', ageMs, limitMs });
  if (!snapshot.complete) {
    refusals.push({ code: 'INCOMPLETE_DATA', why: snapshot.incompleteBecause ?? 'a read failed' });
  }
  return refusals;
};
