// What the ledger answers when the disk is full, a row is damaged or the process is killed in the middle of a commit.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, test } from 'vitest';
import { readKey } from '../../../src/adapters/journal/journal-key.ts';
import { verifyJournal } from '../../../src/adapters/journal/verify-journal.ts';
import type { Database } from '../../../src/adapters/sqlite/database.ts';
import type { Reserve } from '../../../src/adapters/sqlite/store.ts';
import type { LedgerChange } from '../../../src/ports/ledger.ts';
import { alert, latched, leg, proposal } from '../../contracts/ledger-worlds.ts';
import { newFolder, openTestLedger, type TestLedger, value } from './open-test-ledger.ts';

const running: TestLedger[] = [];
afterEach(() => {
  for (const each of running.splice(0)) each.close();
});
const open = async (...args: Parameters<typeof openTestLedger>): Promise<TestLedger> => {
  const made = await openTestLedger(...args);
  running.push(made);
  return made;
};

/** Makes the ledger's file as full as a disk: it may not grow by another page. */
class FullDisk implements Reserve {
  released = false;
  restorable = false;
  readonly #ledger: { readonly db: Database };
  constructor(made: TestLedger) {
    this.#ledger = made.ledger as unknown as { readonly db: Database };
  }
  fill(): void {
    const { db } = this.#ledger;
    db.exec(`PRAGMA max_page_count = ${db.number('PRAGMA page_count')}`);
  }
  empty(): void {
    this.#ledger.db.exec('PRAGMA max_page_count = 1000000');
  }
  release(): boolean {
    if (this.released) return false;
    this.released = true;
    this.empty();
    return true;
  }
  restore(): boolean {
    if (this.restorable) this.released = false;
    return this.restorable;
  }
}

const big = (name: string): LedgerChange => ({ kind: 'value', name, value: 'x'.repeat(50_000) });

async function onFullDisk(withReserve: boolean): Promise<{ made: TestLedger; disk: FullDisk }> {
  const holder: { disk?: FullDisk } = {};
  const reserve: Reserve = {
    get released() {
      return holder.disk?.released ?? false;
    },
    release: () => holder.disk?.release() ?? false,
    restore: () => holder.disk?.restore() ?? true,
  };
  const made = await open(newFolder(), withReserve ? { reserve } : {});
  holder.disk = new FullDisk(made);
  holder.disk.fill();
  return { made, disk: holder.disk };
}

test('a full disk refuses the commit, keeps what was there, and resumes by itself', async () => {
  const { made, disk } = await onFullDisk(false);
  expect(await made.ledger.commit([big('a')])).toMatchObject({
    ok: false,
    error: { code: 'STORE_FULL', retryable: true, outcome: 'none' },
  });
  expect(value(await made.ledger.value('a'))).toBeUndefined();
  disk.empty();
  value(await made.ledger.commit([big('a')]));
});

test('on a full disk the latch gets through out of the reserve, and nothing else does until there is room', async () => {
  const { made, disk } = await onFullDisk(true);
  expect((await made.ledger.commit([big('a')])).ok).toBe(false);
  expect(disk.released).toBe(false);
  const pull = [{ kind: 'latch', row: latched() }, big('cause')] as const;
  value(await made.ledger.commit(pull));
  expect(disk.released).toBe(true);
  value(await made.ledger.commit([{ kind: 'leg', row: leg('kill-1', 0) }]));
  value(await made.ledger.commit([{ kind: 'latch', row: latched({ version: 2, state: 'clear' }) }]));
  expect(await made.ledger.commit([{ kind: 'once', name: 'x' }])).toMatchObject({
    error: { code: 'STORE_FULL' },
  });
  expect(await made.ledger.finish('telegram:1')).toMatchObject({ error: { code: 'STORE_FULL' } });
  disk.restorable = true;
  value(await made.ledger.commit([{ kind: 'once', name: 'x' }]));
});

test.each<[string, LedgerChange, string, (made: TestLedger) => Promise<unknown>, string]>([
  [
    'proposal',
    { kind: 'proposal', row: proposal('p1') },
    'proposal',
    (m) => m.ledger.proposal('p1'),
    'proposal p1',
  ],
  ['leg', { kind: 'leg', row: leg('p1', 0) }, 'leg', (m) => m.ledger.legs('p1'), 'leg 0 of p1'],
  ['alert', { kind: 'alert', row: alert('a1') }, 'alert', (m) => m.ledger.openAlerts(), 'alert a1'],
  ['latch', { kind: 'latch', row: latched() }, 'latch', (m) => m.ledger.latch(), 'the latch'],
])('a damaged %s is named and not believed', async (_kind, change, table, read, name) => {
  const made = await open();
  value(await made.ledger.commit([change]));
  const other = new DatabaseSync(join(made.folder, 'ledger.db'));
  for (const body of ['{"half":', '{}', `{"version":"1"}`]) {
    other.prepare(`UPDATE ${table} SET body = ?`).run(body);
    const result = (await read(made)) as { ok: boolean; error: { code: string; message: string } };
    expect(result).toMatchObject({ ok: false, error: { code: 'CORRUPT', retryable: false } });
    expect(result.error.message).toContain(name);
  }
  other.close();
});

test('fields that a later version adds are let through unchanged', async () => {
  const made = await open();
  const row = { ...proposal('p1'), colour: 'blue', content: { ...proposal('p1').content, tag: { deep: 1 } } };
  value(await made.ledger.commit([{ kind: 'proposal', row }]));
  expect(value(await made.ledger.proposal('p1'))).toEqual(row);
});

test('a code that came round again names the card that is still open', async () => {
  const { ledger } = await open();
  const decided = proposal('decided', { createdAt: 9_000, state: { kind: 'rejected', by: 'ann', at: 1 } });
  value(await ledger.commit([{ kind: 'proposal', row: decided }]));
  value(await ledger.commit([{ kind: 'proposal', row: proposal('open', { createdAt: 1_000 }) }]));
  expect(value(await ledger.proposalByCode('C7K2'))?.content.id).toBe('open');
});

test('a second open alert of the same key is a conflict', async () => {
  const { ledger } = await open();
  value(await ledger.commit([{ kind: 'alert', row: alert('a1') }]));
  expect(await ledger.commit([{ kind: 'alert', row: alert('a2') }])).toMatchObject({
    error: { code: 'CONFLICT' },
  });
});

test('every epoch of the latch stays on record', async () => {
  const { ledger, folder } = await open();
  value(await ledger.commit([{ kind: 'latch', row: latched() }]));
  value(await ledger.commit([{ kind: 'latch', row: latched({ version: 2, state: 'clear' }) }]));
  value(await ledger.commit([{ kind: 'latch', row: latched({ version: 3, epoch: 2, reason: 'again' }) }]));
  const reader = new DatabaseSync(join(folder, 'ledger.db'), { readOnly: true });
  const rows = reader.prepare('SELECT epoch, body FROM latch_archive ORDER BY epoch').all();
  reader.close();
  expect(rows.map((row) => [row['epoch'], JSON.parse(String(row['body'])).state])).toEqual([
    [1, 'clear'],
    [2, 'latched'],
  ]);
});

test('a backup taken while commits go on opens as a sound ledger', async () => {
  const made = await open();
  const target = newFolder();
  const copying = made.ledger.backup(join(target, 'ledger.db'));
  for (let count = 0; count < 50; count += 1) {
    value(await made.ledger.commit([{ kind: 'value', name: `n${count}`, value: 'v' }]));
  }
  value(await copying);
  const copy = await open(target, { otherFiles: ['preferences.json'] });
  expect(copy.opening.kind).toBe('opened');
  expect(value(await copy.ledger.integrity())).toBeUndefined();
});

test('once a day what nobody asks for any more goes, and what protects money stays', async () => {
  const { ledger, clock } = await open();
  const told = {
    kind: 'tell',
    lane: 'low',
    topic: 't',
    event: { kind: 'mode', mode: 'paper', by: 'ann' },
  } as const;
  value(
    await ledger.commit([{ kind: 'proposal', row: proposal('p1') }, told, { kind: 'once', name: 'ask' }]),
  );
  value(
    await ledger.receive({ id: 'telegram:1', platform: 'telegram', receivedAt: clock.now(), payload: '{}' }),
  );
  value(
    await ledger.receive({ id: 'telegram:2', platform: 'telegram', receivedAt: clock.now(), payload: '{}' }),
  );
  value(await ledger.finish('telegram:1'));
  value(await ledger.plan(1, []));
  await clock.advance(8 * 86_400_000);
  value(await ledger.tidy());
  expect(value(await ledger.outboxAfter(0, 10))).toEqual([]);
  expect(value(await ledger.unfinished('telegram'))).toHaveLength(1);
  expect(
    value(await ledger.receive({ id: 'telegram:1', platform: 'telegram', receivedAt: 1, payload: '' })),
  ).toBe(true);
  expect(value(await ledger.proposal('p1'))?.version).toBe(1);
  expect((await ledger.commit([{ kind: 'once', name: 'ask' }])).ok).toBe(false);
});

test('killed at any moment, what was answered is there and the chain is whole', async () => {
  const folder = newFolder();
  (await openTestLedger(folder)).close();
  const child = fileURLToPath(new URL('./committing-child.ts', import.meta.url));
  for (let round = 0; round < 6; round += 1) {
    const running = spawn(process.execPath, [child, folder], { stdio: ['ignore', 'pipe', 'inherit'] });
    let answered = 0;
    running.stdout.setEncoding('utf8').on('data', (text: string) => {
      const lines = text.trim().split('\n');
      answered = Math.max(answered, ...lines.map(Number));
      if (answered % 1_000 >= 5 + round * 11) running.kill('SIGKILL');
    });
    await once(running, 'close');
    const made = await openTestLedger(folder, { otherFiles: ['journal/2026-11-21.jsonl'] });
    expect(made.opening.kind).toBe('opened');
    const row = value(await made.ledger.proposal('counted'));
    expect(row?.version).toBeGreaterThanOrEqual(answered);
    made.journal.flush();
    const key = readKey(join(folder, 'journal'));
    const head = value(await made.ledger.journalHead());
    expect(verifyJournal(join(folder, 'journal'), key!, head)).toMatchObject({ kind: 'sound' });
    const lines = value(await made.ledger.journalEntries(100_000));
    const intents = lines.filter((line) => line.entry.type === 'order-intent');
    expect(intents.length).toBeGreaterThanOrEqual(row?.version ?? 0);
    made.close();
  }
});
