// The table of what can go wrong at the exchange while an approved cut is executed, each row with the end it must have.
// Printed as a table, so that a reader sees what was walked.
import { afterAll, describe, expect, it } from 'vitest';
import { approve } from '../../src/desk/proposals/approving.ts';
import { offencesAgainst, witness } from '../support/invariants.ts';
import { btcExchange, LiveWorld } from '../support/live-world.ts';
import { FAULT_ROWS } from './exchange-fault-rows.ts';

const walked: string[] = [];

describe('an approved cut at a failing exchange', () => {
  it.each(FAULT_ROWS)('$name', async (row) => {
    const world = new LiveWorld({ exchanges: (clock) => [btcExchange(clock, row.mode ?? 'one-way')] });
    const { exchange } = world;
    const offences = witness(world);
    const watched = exchange.onSubmit;
    const card = await world.card({
      policy: { executeWithinMs: row.executeWithinMs ?? 1_200_000, slippageCap: 0.0005 },
    });
    row.set(exchange, world);
    const own = exchange.onSubmit;
    exchange.onSubmit = (intent) => {
      watched(intent);
      if (own !== watched) own(intent);
    };
    const pressed = await approve(world.context, world.ask(), card.code);
    expect(pressed.ok).toBe(true);
    if (row.healAfterMs !== undefined) {
      await world.live(row.healAfterMs);
      exchange.heal();
    }
    await world.live(row.lastsMs ?? 90_000);
    const stored = world.stored(card);
    const position = exchange.sim.signed('BTCUSDT').toFixed();
    const sent = exchange.sim.oracle.length;
    walked.push(
      `${row.name.padEnd(38)} ${stored.state.kind.padEnd(9)} ${position.padStart(6)} ${sent} orders`,
    );
    expect({ state: stored.state.kind, position }).toEqual({ state: row.end[0], position: row.end[1] });
    if (row.orders !== undefined) expect(sent).toBe(row.orders);
    if (row.refusal !== undefined) expect(JSON.stringify(stored.state)).toContain(row.refusal);
    expect([...offences, ...offencesAgainst(world, card)]).toEqual([]);
  });

  it('was walked in at least 40 ways', () => {
    expect(FAULT_ROWS.length).toBeGreaterThanOrEqual(40);
  });

  afterAll(() =>
    console.log(`\n${walked.length} faults, end state, position, accepted orders\n${walked.join('\n')}\n`),
  );
});
