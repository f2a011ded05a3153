// A ledger that is missing or damaged is never mistaken for a first start: it is kept aside, and SAFE lasts until an admin decides.
import { existsSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, describe, expect, test } from 'vitest';
import { UNUSABLE_MARK } from '../../../src/adapters/sqlite/open-ledger.ts';
import { entry, latched, proposal } from '../../contracts/ledger-worlds.ts';
import { newFolder, openTestLedger, type TestLedger } from './open-test-ledger.ts';

const running: TestLedger[] = [];
afterEach(() => {
  for (const each of running.splice(0)) each.close();
});
const open = async (...args: Parameters<typeof openTestLedger>): Promise<TestLedger> => {
  const made = await openTestLedger(...args);
  running.push(made);
  return made;
};
const OTHERS = { otherFiles: ['journal/2026-11-20.jsonl', 'preferences.json'] };

async function aliveLedger(): Promise<string> {
  const { folder, ledger, close } = await openTestLedger();
  const rows = Array.from({ length: 60 }, (_, place) => proposal(`p${place}`, { code: `X${place}` }));
  for (const row of rows) await ledger.commit([{ kind: 'proposal', row }]);
  await ledger.commit([{ kind: 'latch', row: latched() }]);
  close();
  return folder;
}

test('an empty data folder is a first start', async () => {
  const { opening } = await open();
  expect(opening).toMatchObject({ kind: 'opened', fresh: true, findings: [] });
});

test('a sound ledger opens with everything in it', async () => {
  const folder = await aliveLedger();
  const { opening, ledger } = await open(folder, OTHERS);
  expect(opening).toMatchObject({ kind: 'opened', fresh: false });
  expect(await ledger.latch()).toMatchObject({ ok: true, value: { state: 'latched', epoch: 1 } });
});

test('every commit is written ahead and fsynced', async () => {
  const { folder } = await open();
  const reader = new DatabaseSync(join(folder, 'ledger.db'), { readOnly: true });
  expect(reader.prepare('PRAGMA journal_mode').get()).toEqual({ journal_mode: 'wal' });
  reader.close();
});

test('a ledger missing from a folder with other files is not a first start', async () => {
  const { opening } = await open(newFolder(), OTHERS);
  expect(opening).toMatchObject({
    kind: 'unusable',
    safeModeReason: 'ledger.db is missing, although journal/2026-11-20.jsonl, preferences.json are there',
  });
});

describe('a file that cannot be trusted is kept aside, untouched', () => {
  const cases: [string, (file: string) => void, RegExp][] = [
    ['text instead of a database', (file) => writeFileSync(file, 'hello '.repeat(1_000)), /not a database/],
    ['zeros in its middle', (file) => overwrite(file, 4_096, Buffer.alloc(8_192)), /damaged/],
    ['a broken header', (file) => overwrite(file, 0, Buffer.alloc(16)), /damaged/],
    ['half of it gone', (file) => truncateSync(file, 8_192), /damaged/],
    ['of another program', (file) => execute(file, 'PRAGMA application_id = 7'), /another program/],
    ['of a newer schema', (file) => execute(file, 'PRAGMA user_version = 99'), /version 99 is newer/],
  ];
  test.each(cases)('%s', async (_name, damage, why) => {
    const folder = await aliveLedger();
    const file = join(folder, 'ledger.db');
    damage(file);
    const before = readFileSync(file);
    const { opening } = await open(folder, OTHERS);
    if (opening.kind !== 'unusable') throw new Error('it was believed');
    expect(opening.safeModeReason).toMatch(why);
    expect(opening.safeModeReason).toContain('it is kept as ledger.db.damaged-2026-11-21T05-03-22-000Z');
    expect(readFileSync(opening.keptAside!)).toEqual(before);
    expect(await opening.ledger.openProposals()).toEqual({ ok: true, value: [] });
  });
});

test('random flipped bytes never open as a sound ledger with other rows', async () => {
  const origin = await aliveLedger();
  const bytes = readFileSync(join(origin, 'ledger.db'));
  for (let round = 0; round < 40; round += 1) {
    const folder = newFolder();
    const changed = Buffer.from(bytes);
    const start = (round * 7_919) % (changed.length - 64);
    for (let place = start; place < start + 64; place += 1)
      changed[place] = (changed[place] as number) ^ 0xff;
    writeFileSync(join(folder, 'ledger.db'), changed);
    const made = await openTestLedger(folder, OTHERS);
    if (made.opening.kind === 'opened') {
      const rows = await made.ledger.proposalsSince(0);
      const sound = rows.ok ? rows.value.every((row) => row.content.account === 'main') : rows.error.code;
      expect([true, 'CORRUPT']).toContain(sound);
    }
    made.close();
  }
});

test('SAFE lasts over restarts until an admin decides', async () => {
  const folder = newFolder();
  const first = await openTestLedger(folder, OTHERS);
  first.close();
  const second = await openTestLedger(folder, OTHERS);
  expect(second.opening.kind).toBe('unusable');
  await second.ledger.commit([{ kind: 'value', name: UNUSABLE_MARK, value: '' }]);
  second.close();
  expect((await open(folder, OTHERS)).opening.kind).toBe('opened');
});

test('a first start that was interrupted before the first table is still a first start', async () => {
  const folder = newFolder();
  writeFileSync(join(folder, 'ledger.db'), '');
  expect((await open(folder)).opening).toMatchObject({ kind: 'opened', fresh: true });
});

test('an empty file where a ledger was is not a first start', async () => {
  const folder = newFolder();
  writeFileSync(join(folder, 'ledger.db'), '');
  const { opening } = await open(folder, OTHERS);
  expect(opening.kind).toBe('unusable');
  expect(readdirSync(folder).some((name) => name.startsWith('ledger.db.damaged-'))).toBe(true);
});

test('a log without its ledger is moved away with it and never replayed into the new one', async () => {
  const folder = await aliveLedger();
  rmSync(join(folder, 'ledger.db'));
  writeFileSync(join(folder, 'ledger.db-wal'), 'rest of a log');
  const { opening, ledger } = await open(folder, OTHERS);
  expect(opening.kind).toBe('unusable');
  expect(existsSync(`${(opening as { keptAside: string }).keptAside}-wal`)).toBe(true);
  expect(await ledger.openProposals()).toEqual({ ok: true, value: [] });
});

test('two damaged ledgers at the same moment keep two names', async () => {
  const folder = newFolder();
  for (let round = 0; round < 2; round += 1) {
    for (const ending of ['-wal', '-shm']) rmSync(join(folder, `ledger.db${ending}`), { force: true });
    writeFileSync(join(folder, 'ledger.db'), 'no database at all, twice '.repeat(300));
    (await openTestLedger(folder, OTHERS)).close();
  }
  const kept = readdirSync(folder).filter((name) => /damaged-[^.]*$/.test(name) && !/-(wal|shm)$/.test(name));
  expect(kept).toHaveLength(2);
});

test('a new ledger goes on in the chain that an earlier one wrote', async () => {
  const folder = newFolder();
  const first = await openTestLedger(folder);
  await first.ledger.commit([{ kind: 'journal', entry: entry('approval') }]);
  first.close();
  rmSync(join(folder, 'ledger.db'));
  const { opening, ledger } = await open(folder, OTHERS);
  expect(opening.findings).toEqual([{ reason: 'earlier-ledger', from: 1, to: 1 }]);
  const lines = await ledger.journalEntries(10);
  expect(lines.ok && lines.value.map((line) => line.entry.type)).toEqual(['tear', 'approval']);
});

function overwrite(file: string, at: number, bytes: Buffer): void {
  const content = readFileSync(file);
  bytes.copy(content, at);
  writeFileSync(file, content);
}

function execute(file: string, sql: string): void {
  const db = new DatabaseSync(file);
  db.exec(sql);
  db.close();
}
