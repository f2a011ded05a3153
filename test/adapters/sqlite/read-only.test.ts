// What the command line may do with the files of a running desk: look and copy, never disturb.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import {
  checkDatabaseFile,
  copyDatabaseFile,
  journalHeadIn,
} from '../../../src/adapters/sqlite/read-only.ts';
import { entry, proposal } from '../../contracts/ledger-worlds.ts';
import { newFolder, openTestLedger, value } from './open-test-ledger.ts';

test('while a desk runs, its files are checked, copied and its journal head read', async () => {
  const made = await openTestLedger();
  value(await made.ledger.commit([{ kind: 'proposal', row: proposal('p1') }]));
  value(await made.ledger.commit([{ kind: 'journal', entry: entry('approval') }]));
  const file = join(made.folder, 'ledger.db');
  expect(checkDatabaseFile(file)).toBeUndefined();
  expect(value(journalHeadIn(file))).toEqual(value(await made.ledger.journalHead()));
  const copy = join(newFolder(), 'ledger.db');
  value(await copyDatabaseFile(file, copy));
  expect(checkDatabaseFile(copy)).toBeUndefined();
  expect(value(journalHeadIn(copy)).sequence).toBe(1);
  value(await made.ledger.commit([{ kind: 'once', name: 'still writable' }]));
  made.close();
});

test('a missing or damaged file is a fault and is not created or changed', async () => {
  const file = join(newFolder(), 'ledger.db');
  expect(journalHeadIn(file).ok).toBe(false);
  expect(checkDatabaseFile(file)).toContain('ledger.db');
  expect((await copyDatabaseFile(file, `${file}.copy`)).ok).toBe(false);
  writeFileSync(file, 'not a database '.repeat(300));
  expect(checkDatabaseFile(file)).toContain('not a database');
  expect(journalHeadIn(file)).toMatchObject({ ok: false, error: { code: 'CORRUPT' } });
  expect(readFileSync(file, 'utf8')).toBe('not a database '.repeat(300));
});
