// No line of the audit journal can be changed, moved, dropped or added unseen, and the first broken one is named.
import { readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import {
  DAY_MS,
  entry,
  NOON,
  newFolder,
  opened,
  sealed,
  textOf,
  verified,
  writeLines,
} from './journal-worlds.ts';

const DAY = '2026-11-21.jsonl';

test('an untouched journal is sound, over days and restarts', () => {
  const folder = newFolder();
  const first = opened(folder);
  writeLines(first, [NOON, NOON + 1, NOON + DAY_MS]);
  first.close();
  const second = opened(folder);
  writeLines(second, [NOON + DAY_MS + 1]);
  second.close();
  expect(second.findings).toEqual([]);
  expect(readdirSync(folder).filter((name) => name.endsWith('.jsonl'))).toEqual([DAY, '2026-11-22.jsonl']);
  expect(verified(folder)).toEqual({ kind: 'sound', lines: 4, head: second.head });
});

test('a line has its fields in a fixed order and ends in its own seal', () => {
  const folder = newFolder();
  const journal = opened(folder);
  writeLines(journal, [NOON]);
  const line = JSON.parse(textOf(folder));
  expect(Object.keys(line)).toEqual(['seq', 'at', 'type', 'by', 'data', 'prev', 'mac']);
  expect(line).toMatchObject({ seq: 1, at: NOON, type: 'order-intent', by: 'ann', prev: '0'.repeat(64) });
});

test('every single changed byte is found, in the line that holds it', () => {
  const folder = newFolder();
  const journal = opened(folder);
  writeLines(journal, [NOON, NOON + 1, NOON + 2]);
  const whole = Buffer.from(textOf(folder));
  for (let place = 0; place < whole.length; place += 1) {
    const changed = Buffer.from(whole);
    changed[place] = (changed[place] as number) ^ 1;
    writeFileSync(join(folder, DAY), changed);
    const line = whole.subarray(0, place).filter((byte) => byte === 0x0a).length + 1;
    expect(verified(folder), `byte ${place}`).toMatchObject({ kind: 'broken', file: DAY, line });
  }
});

test.each([
  ['a line taken out', (lines: string[]) => [lines[0], lines[2]], 2],
  ['two lines in the other order', (lines: string[]) => [lines[1], lines[0], lines[2]], 1],
  ['a line written twice', (lines: string[]) => [lines[0], lines[0], lines[1], lines[2]], 2],
  ['the first line taken out', (lines: string[]) => lines.slice(1), 1],
])('%s is found', (_name, change, line) => {
  const folder = newFolder();
  writeLines(opened(folder), [NOON, NOON + 1, NOON + 2]);
  const lines = textOf(folder).trimEnd().split('\n');
  writeFileSync(join(folder, DAY), `${change(lines).join('\n')}\n`);
  expect(verified(folder)).toMatchObject({ kind: 'broken', line });
});

test('a line of the same key and number from another branch of the chain is found', () => {
  const folder = newFolder();
  const journal = opened(folder);
  const [first] = writeLines(journal, [NOON]);
  const fork = journal.seal({ sequence: 1, mac: 'f'.repeat(64) }, entry(NOON + 1));
  writeFileSync(join(folder, DAY), `${first!.text}\n${fork.text}\n`);
  expect(verified(folder)).toEqual({ kind: 'broken', file: DAY, line: 2, sequence: 2, why: 'chain' });
});

test('a whole line cut off the end shows against the head that the ledger keeps', () => {
  const folder = newFolder();
  const journal = opened(folder);
  const [first, last] = writeLines(journal, [NOON, NOON + 1]);
  writeFileSync(join(folder, DAY), `${first!.text}\n`);
  expect(verified(folder).kind).toBe('sound');
  expect(verified(folder, last)).toMatchObject({
    kind: 'truncated',
    head: { sequence: 1 },
    expected: { sequence: 2 },
  });
});

test('another key cannot have written the journal', () => {
  const folder = newFolder();
  writeLines(opened(folder), [NOON]);
  rmSync(join(folder, '.key'));
  const journal = opened(folder);
  expect(journal.findings).toEqual([{ reason: 'key-replaced' }]);
  expect(verified(folder)).toMatchObject({ kind: 'broken', line: 1, why: 'changed' });
});

test('the key and the lines are for the owner alone', () => {
  const folder = newFolder();
  writeLines(opened(folder), [NOON]);
  expect(statSync(folder).mode & 0o777).toBe(0o700);
  expect(statSync(join(folder, '.key')).mode & 0o777).toBe(0o600);
  expect(statSync(join(folder, DAY)).mode & 0o777).toBe(0o600);
});

test('a clock that goes back over midnight does not bring the files out of order', () => {
  const folder = newFolder();
  const journal = opened(folder);
  writeLines(journal, [NOON + DAY_MS]);
  writeLines(journal, [NOON]);
  journal.close();
  const again = opened(folder);
  writeLines(again, [NOON + 1]);
  expect(verified(folder)).toMatchObject({ kind: 'sound', lines: 3 });
});

test('what waits is written before what is urgent, so that the order holds', () => {
  const folder = newFolder();
  const journal = opened(folder);
  const [waiting, urgent] = sealed(journal, [NOON, NOON + 1]);
  journal.enqueue([waiting!]);
  journal.writeNow([urgent!]);
  expect(textOf(folder)).toBe(`${waiting!.text}\n${urgent!.text}\n`);
});

test('a batch is written after 64 lines without waiting for the second', () => {
  const folder = newFolder();
  const journal = opened(folder);
  const lines = sealed(
    journal,
    Array.from({ length: 64 }, (_, place) => NOON + place),
  );
  journal.enqueue(lines.slice(0, 63));
  expect(journal.waiting).toBe(63);
  journal.enqueue(lines.slice(63));
  expect(journal.waiting).toBe(0);
  expect(verified(folder)).toMatchObject({ kind: 'sound', lines: 64 });
});

test('a clean stop leaves nothing waiting', () => {
  const folder = newFolder();
  const journal = opened(folder);
  journal.enqueue(sealed(journal, [NOON]));
  journal.close();
  expect(verified(folder)).toMatchObject({ kind: 'sound', lines: 1 });
});
