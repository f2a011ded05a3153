// What every ledger must hold, whatever it is made of: run on SQLite and on the fake that other suites stand on.
import { describe, expect, test } from 'vitest';
import { CLEAR_LATCH } from '../../src/domain/kill-switch.ts';
import type { Ledger, LedgerChange } from '../../src/ports/ledger.ts';
import { AT, alert, entry, latched, leg, proposal } from './ledger-worlds.ts';

const read = async <T>(
  answer: Promise<{ ok: true; value: T } | { ok: false; error: { message: string } }>,
): Promise<T> => {
  const result = await answer;
  if (!result.ok) throw new Error(result.error.message);
  return result.value;
};

export function ledgerContract(name: string, open: () => Promise<Ledger>): void {
  describe(`${name} as a ledger`, () => {
    const take = async (ledger: Ledger, ...changes: LedgerChange[]) => {
      const result = await ledger.commit(changes);
      expect(result).toEqual({ ok: true, value: undefined });
    };
    const conflicts = async (ledger: Ledger, ...changes: LedgerChange[]) => {
      const result = await ledger.commit(changes);
      expect(result).toMatchObject({ ok: false, error: { code: 'CONFLICT', outcome: 'none' } });
    };

    test('a new ledger knows nothing and its latch is clear', async () => {
      const ledger = await open();
      expect(await read(ledger.latch())).toEqual(CLEAR_LATCH);
      expect(await read(ledger.openProposals())).toEqual([]);
      expect(await read(ledger.proposal('p1'))).toBeUndefined();
      expect(await read(ledger.proposalByCode('C7K2'))).toBeUndefined();
      expect(await read(ledger.value('mode'))).toBeUndefined();
      expect(await read(ledger.outboxAfter(0, 10))).toEqual([]);
      expect((await read(ledger.journalHead())).sequence).toBe(0);
    });

    test('rows come back exactly as they were committed', async () => {
      const ledger = await open();
      await take(
        ledger,
        { kind: 'proposal', row: proposal('p1') },
        { kind: 'leg', row: leg('p1', 0) },
        { kind: 'alert', row: alert('a1') },
        { kind: 'latch', row: latched() },
        { kind: 'value', name: 'mode', value: 'paper' },
      );
      expect(await read(ledger.proposal('p1'))).toEqual(proposal('p1'));
      expect(await read(ledger.proposalByCode('C7K2'))).toEqual(proposal('p1'));
      expect(await read(ledger.legs('p1'))).toEqual([leg('p1', 0)]);
      expect(await read(ledger.openAlerts())).toEqual([alert('a1')]);
      expect(await read(ledger.latch())).toEqual(latched());
      expect(await read(ledger.value('mode'))).toBe('paper');
    });

    test('a change takes effect only on the version before it', async () => {
      const ledger = await open();
      await take(ledger, { kind: 'proposal', row: proposal('p1') });
      await conflicts(ledger, { kind: 'proposal', row: proposal('p1') });
      await conflicts(ledger, { kind: 'proposal', row: proposal('p1', { version: 3 }) });
      await conflicts(ledger, { kind: 'proposal', row: proposal('p2', { version: 2 }) });
      const approved = proposal('p1', { version: 2, state: { kind: 'approved', at: AT } });
      await take(ledger, { kind: 'proposal', row: approved });
      await conflicts(ledger, { kind: 'proposal', row: approved });
      expect(await read(ledger.proposal('p1'))).toEqual(approved);
    });

    test.each<[string, LedgerChange, LedgerChange]>([
      ['leg', { kind: 'leg', row: leg('p1', 0) }, { kind: 'leg', row: leg('p1', 0, { version: 3 }) }],
      ['alert', { kind: 'alert', row: alert('a1') }, { kind: 'alert', row: alert('a1', { version: 3 }) }],
      ['latch', { kind: 'latch', row: latched() }, { kind: 'latch', row: latched({ version: 3 }) }],
    ])('the same holds for a %s', async (_kind, first, tooNew) => {
      const ledger = await open();
      await conflicts(ledger, tooNew);
      await take(ledger, first);
      await conflicts(ledger, first);
      await conflicts(ledger, tooNew);
    });

    test('one conflict in a list undoes the whole list', async () => {
      const ledger = await open();
      await take(ledger, { kind: 'once', name: 'ask-1' });
      await conflicts(
        ledger,
        { kind: 'proposal', row: proposal('p1') },
        { kind: 'value', name: 'mode', value: 'real' },
        { kind: 'tell', lane: 'normal', topic: 'mode', event: { kind: 'mode', mode: 'real', by: 'ann' } },
        { kind: 'journal', entry: entry('command', { command: '/mode real' }) },
        { kind: 'once', name: 'ask-1' },
      );
      expect(await read(ledger.proposal('p1'))).toBeUndefined();
      expect(await read(ledger.value('mode'))).toBeUndefined();
      expect(await read(ledger.outboxAfter(0, 10))).toEqual([]);
      expect((await read(ledger.journalHead())).sequence).toBe(0);
    });

    test('a mark is made once, whoever makes it and however often', async () => {
      const ledger = await open();
      const results = await Promise.all(
        Array.from({ length: 10 }, () => ledger.commit([{ kind: 'once', name: 'ask-7' }])),
      );
      expect(results.filter((result) => result.ok)).toHaveLength(1);
    });

    test('ten who press at once make one transition', async () => {
      const ledger = await open();
      await take(ledger, { kind: 'proposal', row: proposal('p1') });
      const results = await Promise.all(
        Array.from({ length: 10 }, (_, place) =>
          ledger.commit([
            {
              kind: 'proposal',
              row: proposal('p1', { version: 2, state: { kind: 'approved', at: AT + place } }),
            },
            { kind: 'journal', entry: entry('approval', { place }) },
          ]),
        ),
      );
      expect(results.filter((result) => result.ok)).toHaveLength(1);
      expect((await read(ledger.journalHead())).sequence).toBe(1);
    });

    test('open cards are those not decided, oldest first', async () => {
      const ledger = await open();
      await take(
        ledger,
        { kind: 'proposal', row: proposal('late', { createdAt: AT + 2_000, code: 'LATE' }) },
        { kind: 'proposal', row: proposal('early', { createdAt: AT + 1_000, code: 'ERLY' }) },
        { kind: 'proposal', row: proposal('done', { createdAt: AT, state: { kind: 'executed', at: AT } }) },
      );
      const open_ = await read(ledger.openProposals());
      expect(open_.map((row) => row.content.id)).toEqual(['early', 'late']);
      await take(ledger, {
        kind: 'proposal',
        row: proposal('early', { createdAt: AT + 1_000, state: { kind: 'expired', at: AT }, version: 2 }),
      });
      expect((await read(ledger.openProposals())).map((row) => row.content.id)).toEqual(['late']);
    });

    test('cards since a moment come latest first', async () => {
      const ledger = await open();
      for (const [id, at] of [
        ['one', AT],
        ['two', AT + 1_000],
        ['three', AT + 2_000],
      ] as const) {
        await take(ledger, {
          kind: 'proposal',
          row: proposal(id, { createdAt: at, code: id.toUpperCase() }),
        });
      }
      const since = await read(ledger.proposalsSince(AT + 1_000));
      expect(since.map((row) => row.content.id)).toEqual(['three', 'two']);
    });

    test('legs whose outcome is not settled are found after a restart of memory', async () => {
      const ledger = await open();
      const states = [
        'planned',
        'sending',
        'unknown',
        'accepted',
        'done',
        'not-accepted',
        'rejected',
      ] as const;
      for (const [index, state] of states.entries()) {
        await take(ledger, { kind: 'leg', row: leg('p1', index, { state }) });
      }
      const unsettled = await read(ledger.unsettledLegs());
      expect(unsettled.map((row) => row.state)).toEqual(['sending', 'unknown', 'accepted']);
      expect((await read(ledger.legs('p1'))).map((row) => row.index)).toEqual([0, 1, 2, 3, 4, 5, 6]);
    });

    test('the same leg sent again is a row of its own', async () => {
      const ledger = await open();
      await take(ledger, { kind: 'leg', row: leg('p1', 0, { state: 'not-accepted' }) });
      await take(ledger, { kind: 'leg', row: leg('p1', 0, { attempt: 2, state: 'sending' }) });
      expect((await read(ledger.legs('p1'))).map((row) => [row.attempt, row.state])).toEqual([
        [1, 'not-accepted'],
        [2, 'sending'],
      ]);
    });

    test('resolved alerts leave the open ones', async () => {
      const ledger = await open();
      await take(ledger, { kind: 'alert', row: alert('a1') });
      await take(
        ledger,
        { kind: 'alert', row: alert('a1', { state: 'resolved', resolvedAt: AT + 1, version: 2 }) },
        { kind: 'alert', row: alert('a2', { openedAt: AT + 10 }) },
      );
      expect((await read(ledger.openAlerts())).map((row) => row.id)).toEqual(['a2']);
      expect((await read(ledger.alertsSince(AT))).map((row) => row.id).toSorted()).toEqual(['a1', 'a2']);
      expect((await read(ledger.alertsSince(AT + 1))).map((row) => row.id)).toEqual(['a2']);
    });

    test('what people are told is queued in commit order', async () => {
      const ledger = await open();
      const event = { kind: 'notice', notice: { code: 'stopping' } } as const;
      await take(ledger, { kind: 'tell', lane: 'normal', topic: 'first', event });
      await take(
        ledger,
        { kind: 'tell', lane: 'emergency', topic: 'second', event },
        { kind: 'tell', lane: 'low', topic: 'third', event },
      );
      const rows = await read(ledger.outboxAfter(0, 10));
      expect(rows.map((row) => row.topic)).toEqual(['first', 'second', 'third']);
      expect(rows[0]?.event).toEqual(event);
      const [first, second] = rows;
      expect(second!.sequence).toBeGreaterThan(first!.sequence);
      expect((await read(ledger.outboxAfter(first!.sequence, 1))).map((row) => row.topic)).toEqual([
        'second',
      ]);
    });

    test('journal entries are numbered without a gap and their head moves with each', async () => {
      const ledger = await open();
      await take(ledger, { kind: 'journal', entry: entry('command', { command: '/status' }) });
      expect((await read(ledger.journalHead())).sequence).toBe(1);
      await take(
        ledger,
        { kind: 'journal', entry: entry('approval', { code: 'C7K2' }) },
        { kind: 'journal', entry: entry('order-intent', { symbol: 'BTCUSDT' }) },
      );
      expect((await read(ledger.journalHead())).sequence).toBe(3);
      const lines = await read(ledger.journalEntries(2));
      expect(lines.map((line) => line.sequence)).toEqual([3, 2]);
      expect(lines[0]?.entry).toEqual(entry('order-intent', { symbol: 'BTCUSDT' }));
    });
  });
}
