// The desk's memory of one account: made on first use, and its peak and day start read back from the ledger once a mode.
import { parseDecimal } from '../../domain/decimal.ts';
import type { LedgerChange } from '../../ports/ledger.ts';
import type { AccountMemory, DeskContext } from './context.ts';
import { freshWatchMemory, type WatchMemory } from './watch-memory.ts';

export function memoryOf(context: DeskContext, account: string): AccountMemory {
  const { accounts } = context.memory;
  let memory = accounts.get(account);
  if (memory === undefined) {
    memory = { heldLevels: new Map(), returns: new Map() };
    accounts.set(account, memory);
  }
  return memory;
}

export function watchOf(context: DeskContext, memory: AccountMemory): WatchMemory {
  memory.watch ??= freshWatchMemory(context.ports.clock.now());
  return memory.watch;
}

/** The ledger's name of a small value that belongs to one account in one mode. */
export const accountValue = (context: DeskContext, account: string, name: string): string =>
  `${name}/${context.memory.mode}/${account}`;

/** Reads peak and day start back; a store that cannot be read is tried again at the next pass. */
export async function restoreAccount(context: DeskContext, account: string): Promise<void> {
  const memory = memoryOf(context, account);
  const watch = watchOf(context, memory);
  const { mode } = context.memory;
  if (watch.restoredFor === mode) return;
  const { ledger } = context.ports;
  const peak = await ledger.value(accountValue(context, account, 'peak'));
  const day = await ledger.value(accountValue(context, account, 'day-start'));
  if (!peak.ok || !day.ok || context.memory.mode !== mode) return;
  const peakRow = parse(peak.value);
  if (memory.peak === undefined && isAmount(peakRow?.['equity']) && typeof peakRow?.['at'] === 'number') {
    memory.peak = { equity: peakRow['equity'], at: peakRow['at'] };
  }
  const dayRow = parse(day.value);
  if (memory.day === undefined && isAmount(dayRow?.['equity']) && typeof dayRow?.['day'] === 'string') {
    memory.day = dayRow['day'];
    memory.equityAtDayStart = dayRow['equity'];
  }
  watch.restoredFor = mode;
}

export const peakChange = (context: DeskContext, account: string): LedgerChange => ({
  kind: 'value',
  name: accountValue(context, account, 'peak'),
  value: JSON.stringify(memoryOf(context, account).peak),
});

export function dayStartChange(context: DeskContext, account: string): LedgerChange {
  const { day, equityAtDayStart } = memoryOf(context, account);
  return {
    kind: 'value',
    name: accountValue(context, account, 'day-start'),
    value: JSON.stringify({ day, equity: equityAtDayStart }),
  };
}

const isAmount = (value: unknown): value is string => typeof value === 'string' && parseDecimal(value).ok;

function parse(text: string | undefined): Record<string, unknown> | undefined {
  if (text === undefined) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
