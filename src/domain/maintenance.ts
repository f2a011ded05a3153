// When an exchange is announced to be closed: fixed times or ones that come round, and what that means before, while and after.
import { type Cron, firstDue, isDue } from './cron.ts';

export type MaintenanceWindow = (
  | { readonly kind: 'dates'; readonly from: number; readonly until: number }
  | { readonly kind: 'cron'; readonly cron: Cron; readonly lastsMs: number }
) & {
  /** Names of the accounts that it is about; absent: all. */
  readonly accounts?: readonly string[];
};

/** One closing of the exchange, in milliseconds since the epoch; `until` is not part of it. */
export interface Closing {
  readonly from: number;
  readonly until: number;
}

const MINUTE_MS = 60_000;

const concerns = ({ accounts }: MaintenanceWindow, account: string): boolean =>
  accounts === undefined || accounts.includes(account);

/** The closing that goes on, or else the next one that begins within `noticeMs`. */
export function closingAt(
  windows: readonly MaintenanceWindow[],
  account: string,
  now: number,
  noticeMs: number,
): Closing | undefined {
  let next: Closing | undefined;
  for (const window of windows) {
    if (!concerns(window, account)) continue;
    const closing = closingOf(window, now, now + noticeMs);
    if (closing !== undefined && (next === undefined || closing.from < next.from)) next = closing;
  }
  return next;
}

/** The window's closing that is not over at `now` and begins at `latest` or before. */
function closingOf(window: MaintenanceWindow, now: number, latest: number): Closing | undefined {
  if (window.kind === 'dates') {
    const { from, until } = window;
    return now < until && from <= latest ? { from, until } : undefined;
  }
  const { cron, lastsMs } = window;
  const from = firstDue(cron, Math.max(0, now - lastsMs + 1), latest + 1);
  return from === undefined ? undefined : { from, until: from + lastsMs };
}

/** Every closing of the account that begins in [from, to), earliest first: for the report's look ahead. */
export function closingsBetween(
  windows: readonly MaintenanceWindow[],
  account: string,
  from: number,
  to: number,
): readonly Closing[] {
  const closings: Closing[] = [];
  for (const window of windows) {
    if (!concerns(window, account)) continue;
    if (window.kind === 'dates') {
      if (window.from >= from && window.from < to) closings.push({ from: window.from, until: window.until });
      continue;
    }
    for (let at = Math.ceil(from / MINUTE_MS) * MINUTE_MS; at < to; at += MINUTE_MS) {
      if (isDue(window.cron, at)) closings.push({ from: at, until: at + window.lastsMs });
    }
  }
  return closings.sort((a, b) => a.from - b.from);
}
