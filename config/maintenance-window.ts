// Announced closings of an exchange as people write them: two moments, or a cron line and how long it lasts.
import { z } from 'zod';
import { parseCron } from '../src/domain/cron.ts';
import type { MaintenanceWindow } from '../src/domain/maintenance.ts';
import { duration } from './duration.ts';

const MINUTE = 60_000;
const DAY = 1_440 * MINUTE;

/** A moment with its zone said: without one it would mean another time on another machine. */
const moment = z.union([z.string(), z.date()]).transform((given, context) => {
  const isSaid =
    given instanceof Date || /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d)?(Z|[+-]\d\d:\d\d)$/.test(given);
  const at = given instanceof Date ? given.getTime() : Date.parse(given.replace(' ', 'T'));
  if (isSaid && Number.isFinite(at)) return at;
  context.addIssue({ code: 'custom', message: `"${given}" is not a moment such as 2026-12-01T06:00Z` });
  return z.NEVER;
});

const cron = z.string().transform((text, context) => {
  const parsed = parseCron(text);
  if (parsed.ok) return parsed.value;
  context.addIssue({ code: 'custom', message: parsed.error });
  return z.NEVER;
});

const accounts = z.array(z.string()).min(1).optional();

export const maintenanceWindow = z
  .strictObject({
    from: moment.optional(),
    until: moment.optional(),
    cron: cron.optional(),
    lasts: duration(MINUTE, 2 * DAY).optional(),
    accounts,
  })
  .transform((given, context): MaintenanceWindow => {
    const { from, until, cron: due, lasts, accounts: named } = given;
    const about = named === undefined ? {} : { accounts: named };
    if (from !== undefined && until !== undefined && due === undefined && lasts === undefined) {
      if (from < until) return { kind: 'dates', from, until, ...about };
      context.addIssue({ code: 'custom', message: 'ends before it begins' });
      return z.NEVER;
    }
    if (due !== undefined && lasts !== undefined && from === undefined && until === undefined) {
      return { kind: 'cron', cron: due, lastsMs: lasts, ...about };
    }
    context.addIssue({ code: 'custom', message: 'needs either from and until, or cron and lasts' });
    return z.NEVER;
  });
