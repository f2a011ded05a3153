// A crash may cut the journal at any byte, and the disk may be full or failing: the chain stays sound and is never a lie.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type JournalDisk, NODE_DISK } from '../../../src/adapters/journal/journal-disk.ts';
import { keyFile } from '../../../src/adapters/journal/journal-key.ts';
import { DAY_MS, NOON, newFolder, opened, sealed, textOf, verified, writeLines } from './journal-worlds.ts';

const DAY = '2026-11-21.jsonl';

test('cut at every byte, the journal opens at its last whole line, tells what was torn, and goes on in the chain', () => {
  const origin = newFolder();
  const lines = writeLines(opened(origin), [NOON, NOON + 1, NOON + 2]);
  const whole = Buffer.from(textOf(origin));
  const ends = lines.map((_, place) =>
    Buffer.byteLength(
      lines
        .slice(0, place + 1)
        .map((line) => `${line.text}\n`)
        .join(''),
    ),
  );
  const folder = newFolder();
  mkdirSync(folder, { recursive: true });
  writeFileSync(keyFile(folder), readFileSync(keyFile(origin)));
  for (let size = 0; size <= whole.length; size += 1) {
    writeFileSync(join(folder, DAY), whole.subarray(0, size));
    const kept = ends.filter((end) => end <= size);
    const rest = size - (kept.at(-1) ?? 0);
    const journal = opened(folder);
    expect(journal.head.sequence, `cut at ${size}`).toBe(kept.length);
    expect(journal.findings).toEqual(rest === 0 ? [] : [{ reason: 'torn', file: DAY, bytes: rest }]);
    writeLines(journal, [NOON + 10]);
    journal.close();
    expect(verified(folder)).toMatchObject({ kind: 'sound', lines: kept.length + 1 });
  }
});

test('a tail of zeros, as a power cut leaves it, is cut off like a torn line', () => {
  const folder = newFolder();
  writeLines(opened(folder), [NOON]);
  writeFileSync(join(folder, DAY), Buffer.concat([Buffer.from(textOf(folder)), Buffer.alloc(4_096)]));
  const journal = opened(folder);
  expect(journal.findings).toEqual([{ reason: 'torn', file: DAY, bytes: 4_096 }]);
  expect(journal.head.sequence).toBe(1);
});

test('a last line that somebody changed is kept as evidence and told', () => {
  const folder = newFolder();
  writeLines(opened(folder), [NOON, NOON + 1]);
  writeFileSync(
    join(folder, DAY),
    textOf(folder).replace(`"at":${NOON + 1},"type"`, `"at":${NOON + 2},"type"`),
  );
  const before = textOf(folder);
  expect(opened(folder).findings).toEqual([{ reason: 'last-line-not-authentic', file: DAY }]);
  expect(textOf(folder)).toBe(before);
});

/** A disk with so many bytes left, and a sync that may fail. */
function limitedDisk(left: { bytes: number; syncFails?: boolean }): JournalDisk {
  return {
    ...NODE_DISK,
    write(handle, bytes, offset) {
      const room = Math.min(left.bytes, bytes.length - offset);
      if (room === 0) throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
      left.bytes -= room;
      return NODE_DISK.write(handle, bytes.subarray(0, offset + room), offset);
    },
    sync(handle) {
      if (left.syncFails === true) throw Object.assign(new Error('input/output error'), { code: 'EIO' });
      NODE_DISK.sync(handle);
    },
  };
}

test('a full disk leaves the files as they were, and the same lines go through once there is room', () => {
  const folder = newFolder();
  const left = { bytes: 1_000_000 };
  const journal = opened(folder, limitedDisk(left));
  writeLines(journal, [NOON]);
  const before = textOf(folder);
  for (const room of [0, 1, 50, 300]) {
    left.bytes = room;
    const lines = sealed(journal, [NOON + 1, NOON + 2]);
    expect(journal.writeNow(lines)).toMatchObject({
      ok: false,
      error: { code: 'STORE_FULL', retryable: true },
    });
    expect(textOf(folder)).toBe(before);
    expect(journal.head.sequence).toBe(1);
  }
  left.bytes = 1_000_000;
  writeLines(journal, [NOON + 1, NOON + 2]);
  expect(verified(folder)).toMatchObject({ kind: 'sound', lines: 3 });
});

test('lines that wait survive a full disk', () => {
  const folder = newFolder();
  const left = { bytes: 0 };
  const journal = opened(folder, limitedDisk(left));
  const [first, second] = sealed(journal, [NOON, NOON + 1]);
  journal.enqueue([first!]);
  expect(journal.writeNow([second!]).ok).toBe(false);
  expect(journal.fault?.code).toBe('STORE_FULL');
  left.bytes = 1_000_000;
  expect(journal.writeNow([second!]).ok).toBe(true);
  expect(journal.fault).toBeUndefined();
  expect(verified(folder)).toMatchObject({ kind: 'sound', lines: 2 });
});

test('a failed fsync is final: nothing is written after it, and it is not tried again', () => {
  const folder = newFolder();
  const left: { bytes: number; syncFails?: boolean } = { bytes: 1_000_000, syncFails: true };
  const journal = opened(folder, limitedDisk(left));
  expect(journal.writeNow(sealed(journal, [NOON]))).toMatchObject({
    ok: false,
    error: { code: 'STORE_FAILED', retryable: false },
  });
  left.syncFails = false;
  expect(journal.writeNow(sealed(journal, [NOON + 1]))).toMatchObject({
    ok: false,
    error: { retryable: false },
  });
});

test('lines of a commit that did not happen are taken back, those before it stay', () => {
  const folder = newFolder();
  const journal = opened(folder);
  const [waiting, undone] = sealed(journal, [NOON, NOON + DAY_MS]);
  journal.enqueue([waiting!]);
  journal.writeNow([undone!]);
  journal.takeBack();
  expect(journal.head.sequence).toBe(1);
  expect(textOf(folder, '2026-11-22')).toBe('');
  writeLines(journal, [NOON + DAY_MS + 5]);
  expect(verified(folder)).toMatchObject({ kind: 'sound', lines: 2 });
});

test('lines after a sequence are read back over several days, authentic ones only', () => {
  const folder = newFolder();
  const journal = opened(folder);
  const lines = writeLines(journal, [NOON, NOON + DAY_MS, NOON + 2 * DAY_MS]);
  const after = journal.linesAfter(1);
  expect(after.ok && after.value.map((line) => line.text)).toEqual(lines.slice(1).map((line) => line.text));
});
