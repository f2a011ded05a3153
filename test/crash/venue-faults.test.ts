// The table of what can go wrong between the desk and a real exchange while an approved cut is executed: the desk's own executor
// over ccxt over HTTP, judged by the books of the exchange. Printed as a table, so that a reader sees what was walked.
import { afterAll, describe, expect, it } from 'vitest';
import { LoopbackDesk } from '../support/loopback-desk.ts';
import { countOnPage } from './tested-page.ts';
import { VENUE_ROWS, type VenueRow } from './venue-fault-rows.ts';
import { cutOffences } from './venue-ledger.ts';

const walked: string[] = [];

const nameOf = ({ step, fault, mode }: VenueRow): string =>
  `${step}: ${fault}${mode === 'hedge' ? ' (hedge)' : ''}`;

describe('an approved cut through ccxt', () => {
  it.each(VENUE_ROWS.map((row) => [nameOf(row), row] as const))('%s', async (name, row) => {
    const desk = await LoopbackDesk.open({
      hedge: row.mode === 'hedge',
      streams: row.streams,
      ...(row.deskIsFirst ? { timeoutMs: 60_000 } : {}),
    });
    try {
      row.set(desk);
      const card = await desk.approvedCut();
      await desk.liveOut(card, row.lastsMs);
      const state = desk.stored(card).state.kind;
      const orders = desk.ordersOf(card).length;
      const told = desk.told(({ kind }) => kind === 'proposal').at(-1) ?? 'nothing';
      walked.push(`${name.padEnd(58)} ${state.padEnd(12)} ${desk.held.padStart(5)} ${orders}  ${told}`);
      expect({ state, position: desk.held, orders }).toEqual({
        state: row.end[0],
        position: row.end[1],
        orders: row.orders,
      });
      expect(cutOffences(desk, card, row.gone)).toEqual([]);
    } finally {
      await desk.close();
    }
  });

  it('are as many as the page about exchanges says', () => {
    expect(countOnPage('venue-faults.test.ts')).toBe(VENUE_ROWS.length);
  });

  afterAll(() =>
    console.log(
      `\n${walked.length} faults through ccxt: step and fault, end state, position and orders at the exchange, told\n${walked.join('\n')}\n`,
    ),
  );
});
