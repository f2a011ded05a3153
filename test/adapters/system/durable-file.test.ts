// A small file is replaced whole or not at all, whatever the disk does and wherever the process dies.
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { DurableFile, type FileCalls, NODE_FILES } from '../../../src/adapters/system/durable-file.ts';
import { SyncFailed } from '../../../src/adapters/system/file-fault.ts';
import { DiskKillFile } from '../../../src/adapters/system/kill-file.ts';
import { latched } from '../../contracts/ledger-worlds.ts';
import { scratchFolder } from './scratch-folder.ts';

const newFolder = () => scratchFolder('file');
const broken = (code: string) => Object.assign(new Error(code), { code });

test('what was written is read back, in a file of the owner alone, with no rest beside it', async () => {
  const folder = newFolder();
  const file = new DurableFile(join(folder, 'state.json'));
  expect(await file.read()).toEqual({ ok: true, value: undefined });
  expect(await file.write('{"a":"서울"}')).toEqual({ ok: true, value: undefined });
  expect(await file.read()).toEqual({ ok: true, value: '{"a":"서울"}' });
  expect(statSync(file.path).mode & 0o777).toBe(0o600);
  expect(readdirSync(folder)).toEqual(['state.json']);
});

test('writes that overlap end with the last one', async () => {
  const file = new DurableFile(join(newFolder(), 'state.json'));
  await Promise.all(Array.from({ length: 20 }, (_, place) => file.write(`${place}`)));
  expect(readFileSync(file.path, 'utf8')).toBe('19');
});

test('the steps are: all bytes and fsync, rename, fsync of the folder', async () => {
  const steps: string[] = [];
  const calls: FileCalls = {
    create: async (path, text, mode) => {
      steps.push('create');
      await NODE_FILES.create(path, text, mode);
    },
    rename: async (from, to) => {
      steps.push('rename');
      await NODE_FILES.rename(from, to);
    },
    remove: NODE_FILES.remove,
    syncFolder: async (path) => {
      steps.push('sync folder');
      await NODE_FILES.syncFolder(path);
    },
  };
  await new DurableFile(join(newFolder(), 'f'), { calls }).write('x');
  expect(steps).toEqual(['create', 'rename', 'sync folder']);
});

test.each([
  ['a full disk', 'ENOSPC', 'STORE_FULL', true],
  ['a quota', 'EDQUOT', 'STORE_FULL', true],
  ['a disk error', 'EIO', 'STORE_FAILED', false],
  ['a read-only disk', 'EROFS', 'STORE_FAILED', false],
])('%s leaves the old content and no temporary file', async (_name, code, fault, retryable) => {
  const folder = newFolder();
  const path = join(folder, 'state.json');
  await new DurableFile(path).write('old');
  const calls: FileCalls = {
    ...NODE_FILES,
    create: async (temporary) => {
      writeFileSync(temporary, 'ha');
      throw broken(code);
    },
  };
  const file = new DurableFile(path, { calls });
  expect(await file.write('new')).toMatchObject({ ok: false, error: { code: fault, retryable } });
  expect(readFileSync(path, 'utf8')).toBe('old');
  expect(readdirSync(folder)).toEqual(['state.json']);
});

test('after a failed fsync nothing is written any more', async () => {
  let fails = true;
  const calls: FileCalls = {
    ...NODE_FILES,
    create: (path, text, mode) => {
      if (fails) throw new SyncFailed('input/output error');
      return NODE_FILES.create(path, text, mode);
    },
  };
  const file = new DurableFile(join(newFolder(), 'f'), { calls });
  expect(await file.write('one')).toMatchObject({
    ok: false,
    error: { retryable: false, outcome: 'unknown' },
  });
  fails = false;
  expect((await file.write('two')).ok).toBe(false);
  expect(existsSync(file.path)).toBe(false);
});

test('the latch is written, read, and moved aside under its epoch without overwriting another', async () => {
  const folder = newFolder();
  const kill = new DiskKillFile({ folder });
  expect(await kill.read()).toEqual({ ok: true, value: undefined });
  await kill.write(latched());
  expect(await kill.read()).toEqual({ ok: true, value: latched() });
  await kill.archive(latched());
  await kill.write(latched({ reason: 'second' }));
  await kill.archive(latched());
  expect(await kill.archive(latched())).toEqual({ ok: true, value: undefined });
  expect(readdirSync(folder).sort()).toEqual(['KILLED-1-2.json', 'KILLED-1.json']);
  expect(await kill.read()).toEqual({ ok: true, value: undefined });
});

test.each(['', '{', '[]', '{"epoch":1}', JSON.stringify({ ...latched(), state: 'maybe' })])(
  'a latch file that reads "%s" is damaged, never clear',
  async (text) => {
    const folder = newFolder();
    writeFileSync(join(folder, 'KILLED.json'), text);
    expect(await new DiskKillFile({ folder }).read()).toMatchObject({
      ok: false,
      error: { code: 'CORRUPT' },
    });
  },
);

test('on a full disk the latch is written out of the reserve', async () => {
  const folder = newFolder();
  let full = true;
  const calls: FileCalls = {
    ...NODE_FILES,
    create: (path, text, mode) => {
      if (full) throw broken('ENOSPC');
      return NODE_FILES.create(path, text, mode);
    },
  };
  const reserve = {
    release: () => {
      full = false;
      return true;
    },
  };
  const kill = new DiskKillFile({ folder, reserve, calls });
  expect((await kill.write(latched())).ok).toBe(true);
  expect(await kill.read()).toEqual({ ok: true, value: latched() });
});

test('a report goes to its own folder under a plain name', async () => {
  const folder = newFolder();
  const kill = new DiskKillFile({ folder });
  expect(await kill.report('kill-1', { done: true })).toEqual({ ok: true, value: 'kill-1.json' });
  expect(JSON.parse(readFileSync(join(folder, 'reports', 'kill-1.json'), 'utf8'))).toEqual({ done: true });
  for (const name of ['../x', 'a/b', '', '.hidden']) expect((await kill.report(name, {})).ok).toBe(false);
});
