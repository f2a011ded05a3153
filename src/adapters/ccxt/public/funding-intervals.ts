// How long each symbol goes between two fundings. The venue lists only what was ever adjusted; all others have eight hours.
import { z } from 'zod';

const HOUR_MS = 3_600_000;
/** What a symbol has that the list does not name. */
export const STANDARD_INTERVAL_MS = 8 * HOUR_MS;

export const fundingInfo = z.array(
  z.object({ symbol: z.string().max(64), fundingIntervalHours: z.number().positive().max(24) }),
);

export const intervalsFrom = (listed: z.output<typeof fundingInfo>): ReadonlyMap<string, number> =>
  new Map(listed.map(({ symbol, fundingIntervalHours }) => [symbol, fundingIntervalHours * HOUR_MS]));
