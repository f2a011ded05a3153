// Ledger and journal files end at the same line: before the money moves, and after every crash.
import { readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { type JournalDisk, NODE_DISK } from '../../../src/adapters/journal/journal-disk.ts';
import { readKey } from '../../../src/adapters/journal/journal-key.ts';
import { verifyJournal } from '../../../src/adapters/journal/verify-journal.ts';
import type { Database } from '../../../src/adapters/sqlite/database.ts';
import type { LedgerChange } from '../../../src/ports/ledger.ts';
import { AT, entry, latched, proposal } from '../../contracts/ledger-worlds.ts';
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
const dayFile = (folder: string): string => join(folder, 'journal', '2026-11-21.jsonl');
const linesIn = (folder: string): string[] => readFileSync(dayFile(folder), 'utf8').trimEnd().split('\n');
const journalled = (type: Parameters<typeof entry>[0]): LedgerChange => ({
  kind: 'journal',
  entry: entry(type),
});

async function verified(made: TestLedger) {
  const key = readKey(join(made.folder, 'journal'));
  return verifyJournal(join(made.folder, 'journal'), key!, value(await made.ledger.journalHead()));
}

test.each(['order-intent', 'approval', 'latch', 'exchange-answer', 'mode'] as const)(
  'a commit with %s is in the file when it resolves',
  async (type) => {
    const { folder, ledger } = await open();
    value(await ledger.commit([journalled(type)]));
    expect(linesIn(folder)).toHaveLength(1);
  },
);

test('the file is fsynced before the commit resolves, once for what moves money and not for the rest', async () => {
  let syncs = 0;
  const disk: JournalDisk = {
    ...NODE_DISK,
    sync(handle) {
      syncs += 1;
      NODE_DISK.sync(handle);
    },
  };
  const { ledger } = await open(newFolder(), { disk });
  value(await ledger.commit([journalled('command')]));
  expect(syncs).toBe(0);
  value(await ledger.commit([journalled('order-intent')]));
  expect(syncs).toBe(1);
});

test('lines of one commit follow those of the commit before, waiting or not', async () => {
  const made = await open();
  value(await made.ledger.commit([journalled('command'), journalled('alert')]));
  value(await made.ledger.commit([journalled('approval')]));
  expect(linesIn(made.folder).map((line) => JSON.parse(line).type)).toEqual(['command', 'alert', 'approval']);
  expect(await verified(made)).toMatchObject({ kind: 'sound', lines: 3 });
});

test('when the journal cannot be written, nothing of the commit happened', async () => {
  const full = { on: false };
  const disk: JournalDisk = {
    ...NODE_DISK,
    write(handle, bytes, offset) {
      if (full.on) throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
      return NODE_DISK.write(handle, bytes, offset);
    },
  };
  const made = await open(newFolder(), { disk });
  full.on = true;
  const change: LedgerChange = { kind: 'proposal', row: proposal('p1') };
  expect(await made.ledger.commit([change, journalled('order-intent')])).toMatchObject({
    ok: false,
    error: { code: 'STORE_FULL', retryable: true },
  });
  expect(value(await made.ledger.proposal('p1'))).toBeUndefined();
  full.on = false;
  value(await made.ledger.commit([change, journalled('order-intent')]));
  expect(await verified(made)).toMatchObject({ kind: 'sound', lines: 1 });
});

test("when the journal's fsync fails, the ledger stops writing for good and says so once", async () => {
  const disk: JournalDisk = {
    ...NODE_DISK,
    sync() {
      throw Object.assign(new Error('input/output error'), { code: 'EIO' });
    },
  };
  const told: string[] = [];
  const { ledger } = await open(newFolder(), { disk, onBroken: (fault) => told.push(fault.code) });
  expect(await ledger.commit([journalled('approval')])).toMatchObject({
    ok: false,
    error: { retryable: false },
  });
  expect(await ledger.commit([{ kind: 'once', name: 'later' }])).toMatchObject({
    ok: false,
    error: { code: 'STORE_FAILED', retryable: false },
  });
  expect(told).toEqual(['STORE_FAILED']);
});

test('when the commit itself fails, the lines that were written for it are taken back', async () => {
  const made = await open();
  const { db } = made.ledger as unknown as { readonly db: Database };
  db.exec(`CREATE TABLE parent (id INTEGER PRIMARY KEY);
    CREATE TABLE child (id INTEGER REFERENCES parent (id) DEFERRABLE INITIALLY DEFERRED);
    CREATE TRIGGER fail_late AFTER INSERT ON once BEGIN INSERT INTO child VALUES (9); END;`);
  value(await made.ledger.commit([journalled('approval')]));
  const before = readFileSync(dayFile(made.folder));
  const failed = await made.ledger.commit([{ kind: 'once', name: 'x' }, journalled('order-intent')]);
  expect(failed).toMatchObject({ ok: false, error: { code: 'STORE_FAILED' } });
  expect(readFileSync(dayFile(made.folder))).toEqual(before);
  value(await made.ledger.commit([journalled('order-intent')]));
  expect(await verified(made)).toMatchObject({ kind: 'sound', lines: 2 });
});

test('a conflict leaves no line behind', async () => {
  const made = await open();
  value(await made.ledger.commit([{ kind: 'latch', row: latched() }, journalled('latch')]));
  const again = await made.ledger.commit([{ kind: 'latch', row: latched() }, journalled('latch')]);
  expect(again.ok).toBe(false);
  expect(await verified(made)).toMatchObject({ kind: 'sound', lines: 1 });
});

test('lines that were in the ledger and not yet in the files are written at the next start', async () => {
  const first = await openTestLedger();
  value(await first.ledger.commit([journalled('approval')]));
  value(await first.ledger.commit([journalled('command'), journalled('alert')]));
  first.ledger.close();
  // The process dies here: what waited in its memory is gone.
  const second = await open(first.folder);
  expect(second.opening.findings).toEqual([]);
  expect(linesIn(first.folder)).toHaveLength(3);
  expect(await verified(second)).toMatchObject({ kind: 'sound', lines: 3 });
});

test('a file cut anywhere is made whole again out of the ledger, and a torn line is told in the journal', async () => {
  const first = await openTestLedger();
  for (let count = 0; count < 3; count += 1) value(await first.ledger.commit([journalled('approval')]));
  first.close();
  const whole = readFileSync(dayFile(first.folder));
  for (let size = 0; size < whole.length; size += 97) {
    truncateSync(dayFile(first.folder), 0);
    writeFileSync(dayFile(first.folder), whole.subarray(0, size));
    const made = await openTestLedger(first.folder);
    const torn = size > 0 && whole[size - 1] !== 0x0a;
    expect(made.opening.findings.map((finding) => finding.reason)).toEqual(torn ? ['torn'] : []);
    made.journal.flush();
    expect(await verified(made)).toMatchObject({ kind: 'sound' });
    expect(readFileSync(dayFile(first.folder)).subarray(0, whole.length)).toEqual(whole);
    made.close();
  }
});

test('lines whose commit never happened stay, are declared void, and the chain goes on', async () => {
  const first = await openTestLedger();
  value(await first.ledger.commit([journalled('approval')]));
  const ahead = first.journal.seal(first.journal.head, entry('order-intent', { lost: true }));
  first.journal.writeNow([ahead]);
  first.close();
  const second = await open(first.folder);
  expect(second.opening.findings).toEqual([{ reason: 'not-committed', from: 2, to: 2 }]);
  value(await second.ledger.commit([journalled('approval')]));
  expect(linesIn(first.folder).map((line) => JSON.parse(line).type)).toEqual([
    'approval',
    'order-intent',
    'tear',
    'approval',
  ]);
  expect(await verified(second)).toMatchObject({ kind: 'sound', lines: 4 });
});

test('files of another chain are told and break the verification', async () => {
  const first = await openTestLedger();
  value(await first.ledger.commit([journalled('approval')]));
  first.close();
  const stranger = await openTestLedger();
  value(await stranger.ledger.commit([{ kind: 'journal', entry: entry('approval', { other: true }, AT) }]));
  stranger.close();
  writeFileSync(dayFile(first.folder), readFileSync(dayFile(stranger.folder)));
  const second = await open(first.folder);
  expect(second.opening.findings.map((finding) => finding.reason)).toEqual([
    'last-line-not-authentic',
    'other-chain',
  ]);
  expect((await verified(second)).kind).toBe('broken');
});
