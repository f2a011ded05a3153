// One process on one folder, a folder that tells a first start from a lost ledger, and a kill switch that is a file.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, test } from 'vitest';
import { backupDataFolder } from '../../../src/adapters/system/backup-folder.ts';
import { openDataFolder } from '../../../src/adapters/system/data-folder.ts';
import { takeInstanceLock } from '../../../src/adapters/system/instance-lock.ts';
import { watchKillFile } from '../../../src/adapters/system/kill-watch.ts';
import { watchLoopLag } from '../../../src/adapters/system/loop-lag.ts';
import { RESERVE_BYTES, ReserveFile } from '../../../src/adapters/system/reserve-file.ts';
import { scratchFolder } from './scratch-folder.ts';

const newFolder = () => scratchFolder('data');
const holder = fileURLToPath(new URL('./lock-holder.ts', import.meta.url));
const children: ChildProcess[] = [];
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

async function secondProcess(folder: string) {
  const child = spawn(process.execPath, [holder, folder], { stdio: ['ignore', 'pipe', 'inherit'] });
  children.push(child);
  const [line] = (await once(child.stdout.setEncoding('utf8'), 'data')) as [string];
  return { child, answer: JSON.parse(line) as { kind: string; owner?: unknown } };
}

describe('the lock', () => {
  test('a second process is told who holds it, within a second', async () => {
    const folder = newFolder();
    const attempt = takeInstanceLock(folder, 42);
    expect(attempt.kind).toBe('held');
    const startedAt = performance.now();
    const here = takeInstanceLockInside(folder);
    expect(performance.now() - startedAt).toBeLessThan(1_000);
    expect(here).toEqual({ kind: 'taken', owner: { pid: process.pid, host: hostname(), since: 42 } });
    const { answer } = await secondProcess(folder);
    expect(answer).toEqual({ kind: 'taken', owner: { pid: process.pid, host: hostname(), since: 42 } });
    if (attempt.kind === 'held') attempt.release();
  });

  test('a killed process leaves no lock behind', async () => {
    const folder = newFolder();
    const { child, answer } = await secondProcess(folder);
    expect(answer.kind).toBe('held');
    expect(takeInstanceLock(folder, 1)).toMatchObject({ kind: 'taken', owner: { pid: child.pid } });
    child.kill('SIGKILL');
    await once(child, 'close');
    const attempt = takeInstanceLock(folder, 2);
    expect(attempt.kind).toBe('held');
    if (attempt.kind === 'held') attempt.release();
  });

  test('of two that start at once, one gets it', async () => {
    const folder = newFolder();
    const both = await Promise.all([secondProcess(folder), secondProcess(folder)]);
    expect(both.map(({ answer }) => answer.kind).sort()).toEqual(['held', 'taken']);
  });

  test('a network of its own does not make a process the only one on the volume', () => {
    const folder = newFolder();
    const attempt = takeInstanceLock(folder, 1);
    const apart = spawnSync('/usr/bin/unshare', ['-n', process.execPath, holder, folder], {
      encoding: 'utf8',
      timeout: 10_000,
    });
    if (apart.status === 0) expect(JSON.parse(apart.stdout)).toMatchObject({ kind: 'taken' });
    else expect(`${apart.stderr}${apart.error ?? ''}`).toMatch(/unshare|ENOENT|permitted/i);
    if (attempt.kind === 'held') attempt.release();
  });

  test('a folder that cannot be used is a fault', () => {
    expect(takeInstanceLock('/proc/nowhere', 1).kind).toBe('fault');
  });
});

/** The same process asks a second time: SQLite refuses the other handle as it refuses another process. */
const takeInstanceLockInside = (folder: string) => takeInstanceLock(folder, 43);

describe('the folder', () => {
  test('is made for its owner alone', () => {
    const path = join(newFolder(), 'deep', 'data');
    expect(openDataFolder(path)).toEqual({ ok: true, value: { path, otherFiles: [] } });
    expect(statSync(path).mode & 0o777).toBe(0o700);
  });

  test.each([
    'vault.json',
    'codes.json',
    'lock.db',
    'lock.json',
    'reserve.bin',
    'KILL',
    'ledger.db',
    'ledger.db-wal',
  ])('%s does not make it an old one', (name) => {
    const path = newFolder();
    writeFileSync(join(path, name), '');
    mkdirSync(join(path, 'journal'));
    writeFileSync(join(path, 'journal', '.key'), '');
    expect(openDataFolder(path)).toMatchObject({ value: { otherFiles: [] } });
  });

  test.each([
    'preferences.json',
    'KILLED.json',
    'history.db',
    'journal/2026-11-21.jsonl',
    'reports/kill-1.json',
    'ledger.db.damaged-2026',
  ])('%s does', (name) => {
    const path = newFolder();
    for (const folder of ['journal', 'reports']) mkdirSync(join(path, folder));
    writeFileSync(join(path, name), '');
    expect(openDataFolder(path)).toMatchObject({ value: { otherFiles: [name] } });
  });

  test('what lies in folders of something else says nothing', () => {
    const path = newFolder();
    mkdirSync(join(path, 'demo-4duLoR', 'journal'), { recursive: true });
    writeFileSync(join(path, 'demo-4duLoR', 'KILLED.json'), '{}');
    expect(openDataFolder(path)).toMatchObject({ value: { otherFiles: [] } });
  });

  test('rests of interrupted writes are cleared', () => {
    const path = newFolder();
    for (const name of ['.preferences.json.0a1b.tmp', 'lock.db']) writeFileSync(join(path, name), 'half');
    expect(openDataFolder(path)).toMatchObject({ value: { otherFiles: [] } });
    expect(readdirSync(path)).toEqual(['lock.db']);
    expect(statSync(path).mode & 0o777).toBe(0o700);
  });

  test('a folder of somebody else keeps its files and stays as open as it was', () => {
    const path = newFolder();
    chmodSync(path, 0o755);
    for (const name of ['letters.txt', '.draft.tmp']) writeFileSync(join(path, name), 'dear');
    expect(openDataFolder(path).ok).toBe(true);
    expect(readdirSync(path).sort()).toEqual(['.draft.tmp', 'letters.txt']);
    expect(statSync(path).mode & 0o777).toBe(0o755);
  });

  test('a place where no folder can be made is a fault, at once', () => {
    expect(openDataFolder('/proc/nowhere/data')).toMatchObject({
      ok: false,
      error: { message: '/proc/nowhere/data: no such file or directory' },
    });
  });
});

describe('the file KILL', () => {
  const touched = async (folder: string, onKill: (reason: string) => void | Promise<void>) => {
    const watch = watchKillFile({ folder, pollMs: 5, onKill });
    await new Promise((resolve) => setTimeout(resolve, 60));
    watch.stop();
  };

  test('pulls the switch once with its first line, and is renamed', async () => {
    const folder = newFolder();
    writeFileSync(join(folder, 'KILL'), 'exchange is burning\nmore');
    const reasons: string[] = [];
    await touched(folder, (reason) => void reasons.push(reason));
    expect(reasons).toEqual(['exchange is burning']);
    expect(readdirSync(folder)).toEqual(['KILL.taken-1']);
  });

  test('stays when pulling failed, and is tried again', async () => {
    const folder = newFolder();
    writeFileSync(join(folder, 'KILL'), '');
    let tries = 0;
    await touched(folder, () => {
      tries += 1;
      if (tries < 3) throw new Error('not yet');
    });
    expect(tries).toBe(3);
    expect(readdirSync(folder)).toEqual(['KILL.taken-1']);
  });

  test('a second file pulls it a second time', async () => {
    const folder = newFolder();
    let pulls = 0;
    for (let round = 0; round < 2; round += 1) {
      writeFileSync(join(folder, 'KILL'), '');
      await touched(folder, () => {
        pulls += 1;
      });
    }
    expect(pulls).toBe(2);
    expect(readdirSync(folder).sort()).toEqual(['KILL.taken-1', 'KILL.taken-2']);
  });
});

test('the reserve is a real mebibyte, given back once and put in place again', () => {
  const path = join(newFolder(), 'reserve.bin');
  let now = 0;
  const reserve = new ReserveFile(path, () => now);
  expect(reserve.restore()).toBe(true);
  expect(statSync(path).size).toBe(RESERVE_BYTES);
  expect(statSync(path).blocks * 512).toBeGreaterThanOrEqual(RESERVE_BYTES);
  expect([reserve.release(), reserve.released, existsSync(path)]).toEqual([true, true, false]);
  expect(reserve.release()).toBe(false);
  expect(reserve.restore()).toBe(false);
  now += 2_000;
  expect([reserve.restore(), reserve.released]).toEqual([true, false]);
});

test('a stalled loop is told with how long it stood', async () => {
  const lags: number[] = [];
  const lag = watchLoopLag({ thresholdMs: 60, lookEveryMs: 10, onLag: (ms) => lags.push(ms) });
  await new Promise((resolve) => setTimeout(resolve, 20));
  const until = performance.now() + 120;
  while (performance.now() < until);
  await new Promise((resolve) => setTimeout(resolve, 20));
  lag.stop();
  expect(Math.max(...lags)).toBeGreaterThanOrEqual(60);
  expect(lag.takeWorst()).toBeGreaterThanOrEqual(60);
  expect(lag.takeWorst()).toBe(0);
});

test('a backup has the files, the journal without what is not its, and the databases last', async () => {
  const from = newFolder();
  mkdirSync(join(from, 'journal'));
  writeFileSync(join(from, 'journal', '2026-11-21.jsonl'), 'line\n');
  writeFileSync(join(from, 'preferences.json'), '{}');
  writeFileSync(join(from, 'KILLED-3.json'), '{}');
  writeFileSync(join(from, 'lock.db'), '');
  const to = join(newFolder(), 'copy');
  const databases = [
    {
      name: 'ledger.db',
      save: async (file: string) => {
        writeFileSync(file, readdirSync(to).sort().join());
        return { ok: true, value: undefined } as const;
      },
    },
  ];
  expect(await backupDataFolder({ from, to, databases })).toEqual({
    ok: true,
    value: ['preferences.json', 'journal', 'KILLED-3.json', 'ledger.db'],
  });
  expect(readFileSync(join(to, 'ledger.db'), 'utf8')).toBe('KILLED-3.json,journal,preferences.json');
  expect(await backupDataFolder({ from, to, databases })).toMatchObject({ ok: false });
});
