// A disk that is really full: the desk's commits are refused, the kill switch gets through, and everything resumes with the room.
import { execFileSync, spawnSync } from 'node:child_process';
import { closeSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { readKey } from '../../../src/adapters/journal/journal-key.ts';
import { verifyJournal } from '../../../src/adapters/journal/verify-journal.ts';
import { DurableFile } from '../../../src/adapters/system/durable-file.ts';
import { DiskKillFile } from '../../../src/adapters/system/kill-file.ts';
import { ReserveFile } from '../../../src/adapters/system/reserve-file.ts';
import type { LedgerChange } from '../../../src/ports/ledger.ts';
import { entry, latched, leg, proposal } from '../../contracts/ledger-worlds.ts';
import { scratchFolder } from '../system/scratch-folder.ts';
import { openTestLedger, type TestLedger, value } from './open-test-ledger.ts';

const cleanUp: (() => void)[] = [];
afterEach(() => {
  for (const step of cleanUp.splice(0).reverse()) step();
});

/** A disk of so many KiB; undefined where this machine does not let us mount one. */
function smallDisk(kib: number): string | undefined {
  const folder = scratchFolder('disk');
  const mounted = spawnSync('/usr/bin/mount', ['-t', 'tmpfs', '-o', `size=${kib}k`, 'tmpfs', folder]);
  if (mounted.status !== 0) return undefined;
  cleanUp.push(() => execFileSync('/usr/bin/umount', ['-l', folder]));
  return folder;
}

function fill(file: string): void {
  const handle = openSync(file, 'w');
  try {
    for (const size of [65_536, 4_096, 1]) {
      try {
        for (;;) if (writeSync(handle, Buffer.alloc(size)) < size) break;
      } catch {
        // Full for this size: fill what is left with smaller pieces.
      }
    }
  } finally {
    closeSync(handle);
  }
}

async function deskOn(
  folder: string,
): Promise<{ made: TestLedger; reserve: ReserveFile; kill: DiskKillFile }> {
  let now = 0;
  const reserve = new ReserveFile(join(folder, 'reserve.bin'), () => (now += 10_000));
  expect(reserve.restore()).toBe(true);
  const made = await openTestLedger(folder, { reserve });
  cleanUp.push(() => made.close());
  return { made, reserve, kill: new DiskKillFile({ folder, reserve }) };
}

const intent = (name: string): readonly LedgerChange[] => [
  { kind: 'proposal', row: proposal(name) },
  { kind: 'journal', entry: entry('order-intent', { name }) },
];

test('on a full disk only the kill switch writes, and all resumes when there is room', async (context) => {
  const folder = smallDisk(6_000);
  if (folder === undefined) {
    await context.annotate('not checked here: this machine lets us mount no small disk');
    return;
  }
  const { made, reserve, kill } = await deskOn(folder);
  const ballast = join(folder, 'ballast');
  value(await made.ledger.commit(intent('before')));
  fill(ballast);

  const refused = await made.ledger.commit([
    ...intent('refused'),
    { kind: 'value', name: 'v', value: 'x'.repeat(9_000) },
  ]);
  expect(refused).toMatchObject({ ok: false, error: { code: 'STORE_FULL', retryable: true } });
  expect(value(await made.ledger.proposal('before'))?.version).toBe(1);
  expect(await new DurableFile(join(folder, 'state.json')).write('x'.repeat(9_000))).toMatchObject({
    error: { code: 'STORE_FULL' },
  });
  expect(reserve.released).toBe(false);

  value(
    await made.ledger.commit([
      { kind: 'latch', row: latched({ reason: 'y'.repeat(20_000) }) },
      { kind: 'journal', entry: entry('latch', { pulled: true }) },
    ]),
  );
  value(await kill.write(latched()));
  value(await made.ledger.commit([{ kind: 'leg', row: leg('kill-1', 0, { state: 'sending' }) }]));
  expect(reserve.released).toBe(true);

  value(await made.ledger.commit([{ kind: 'latch', row: latched({ version: 2, state: 'clear' }) }]));
  expect((await made.ledger.commit(intent('still-full'))).ok).toBe(false);
  rmSync(ballast);
  value(await made.ledger.commit(intent('after')));
  expect(reserve.released).toBe(false);
  const head = value(await made.ledger.journalHead());
  expect(verifyJournal(join(folder, 'journal'), readKey(join(folder, 'journal'))!, head).kind).toBe('sound');
  made.close();

  const again = await openTestLedger(folder, { otherFiles: ['journal'] });
  cleanUp.push(() => again.close());
  expect(again.opening.kind).toBe('opened');
  expect(
    value(await again.ledger.proposalsSince(0))
      .map((row) => row.content.id)
      .sort(),
  ).toEqual(['after', 'before']);
});
