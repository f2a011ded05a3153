// Preferences survive crashes and clumsy edits: a lost or damaged file is told, never silently taken for defaults.
import { expect, test } from 'vitest';
import { openPreferences } from '../../../src/adapters/lowdb/open-preferences.ts';
import type { Fault } from '../../../src/domain/fault.ts';
import type { Result } from '../../../src/domain/result.ts';
import type { Preferences, PreferencesContent } from '../../../src/ports/preferences.ts';
import type { StateFile } from '../../../src/ports/state-file.ts';

/** A durable file in memory that can fail. */
class MemoryFile implements StateFile {
  text: string | undefined;
  fault: Fault | undefined;
  constructor(text?: string) {
    this.text = text;
  }
  async read(): Promise<Result<string | undefined, Fault>> {
    return { ok: true, value: this.text };
  }
  async write(text: string): Promise<Result<void, Fault>> {
    if (this.fault !== undefined) return { ok: false, error: this.fault };
    this.text = text;
    return { ok: true, value: undefined };
  }
}

const ANN: PreferencesContent = {
  version: 1,
  people: { ann: { language: 'ko', timezone: 'Asia/Seoul', delivery: { report: 'silent' } } },
  thresholds: { 'drawdown.warning': 0.08 },
};
const EMPTY: PreferencesContent = { version: 1, people: {}, thresholds: {} };
const FULL: Fault = { code: 'STORE_FULL', message: 'full', retryable: true, outcome: 'none' };

async function open(main?: string, bak?: string, firstStart = false) {
  const files = { file: new MemoryFile(main), backup: new MemoryFile(bak), keptAside: new MemoryFile() };
  const result = await openPreferences({ ...files, firstStart });
  if (!result.ok) throw new Error(result.error.message);
  return { ...files, preferences: result.value };
}
const withAnn = (before: PreferencesContent): PreferencesContent => ({ ...before, people: ANN.people });
const reopened = async (files: { file: MemoryFile; backup: MemoryFile }): Promise<Preferences> =>
  (await open(files.file.text, files.backup.text)).preferences;

test('a first start writes the defaults, so that a file lost later is missed', async () => {
  const { preferences, file } = await open(undefined, undefined, true);
  expect(preferences.origin).toEqual({ kind: 'fresh' });
  expect(preferences.current()).toEqual(EMPTY);
  expect(JSON.parse(file.text!)).toEqual(EMPTY);
});

test('what was changed is there after a restart', async () => {
  const files = await open(undefined, undefined, true);
  expect(await files.preferences.update(withAnn)).toEqual({ ok: true, value: undefined });
  const again = await reopened(files);
  expect(again.origin).toEqual({ kind: 'loaded' });
  expect(again.current().people).toEqual(ANN.people);
});

test('changes made at the same time all take effect, each on the one before', async () => {
  const { preferences } = await open(undefined, undefined, true);
  await Promise.all(
    Array.from({ length: 20 }, (_, place) =>
      preferences.update((before) => ({
        ...before,
        thresholds: { ...before.thresholds, [`metric.${place}`]: place },
      })),
    ),
  );
  expect(Object.keys(preferences.current().thresholds)).toHaveLength(20);
});

test('the content before the last change is kept as a backup', async () => {
  const { preferences, backup } = await open(JSON.stringify(ANN));
  await preferences.update((before) => ({ ...before, thresholds: {} }));
  expect(JSON.parse(backup.text!)).toEqual(ANN);
});

test('a file missing from a folder with a past comes back from the backup, and is told', async () => {
  const { preferences, file } = await open(undefined, JSON.stringify(ANN));
  expect(preferences.origin).toEqual({
    kind: 'restored',
    from: 'backup',
    reason: 'preferences.json is missing',
  });
  expect(preferences.current()).toEqual(ANN);
  expect(JSON.parse(file.text!)).toEqual(ANN);
});

test.each([
  ['cut in half', '{"version":1,"peo', 'not readable JSON'],
  ['empty', '', 'not readable JSON'],
  ['a list', '[]', 'not an object'],
  [
    'an unknown language',
    JSON.stringify({ ...ANN, people: { ann: { language: 'fr' } } }),
    'people.ann.language',
  ],
  [
    'an unknown zone',
    JSON.stringify({ ...ANN, people: { ann: { timezone: 'Mars/Base' } } }),
    'people.ann.timezone',
  ],
  ['a threshold in words', JSON.stringify({ ...ANN, thresholds: { x: 'low' } }), 'thresholds.x'],
  ['a newer version', JSON.stringify({ ...ANN, version: 2 }), 'version 2 is newer'],
])(
  'a damaged file (%s) is told with its place, kept aside, and the backup takes over',
  async (_name, text, why) => {
    const { preferences, keptAside } = await open(text, JSON.stringify(ANN));
    expect(preferences.origin).toMatchObject({ kind: 'restored', from: 'backup' });
    expect((preferences.origin as { reason: string }).reason).toContain(why);
    expect(preferences.current()).toEqual(ANN);
    expect(keptAside.text).toBe(text);
  },
);

test('with neither file nor backup it is defaults, and that is told too', async () => {
  const { preferences } = await open('{', '{');
  expect(preferences.origin).toMatchObject({ kind: 'restored', from: 'defaults' });
  expect(preferences.current()).toEqual(EMPTY);
});

test('a file written by hand without a version is completed', async () => {
  const { preferences, file } = await open('{"people":{"ann":{"language":"ko"}}}');
  expect(preferences.origin).toEqual({ kind: 'loaded' });
  expect(preferences.current()).toEqual({ ...EMPTY, people: { ann: { language: 'ko' } } });
  expect(JSON.parse(file.text!).version).toBe(1);
});

test('what a person added by hand is kept', async () => {
  const files = await open(JSON.stringify({ ...ANN, note: 'do not touch' }));
  await files.preferences.update((before) => ({ ...before, thresholds: {} }));
  expect(JSON.parse(files.file.text!).note).toBe('do not touch');
});

test.each(['file', 'backup'] as const)(
  'when the %s cannot be written, everything stays as it was',
  async (which) => {
    const files = await open(JSON.stringify(ANN));
    files[which].fault = FULL;
    expect(await files.preferences.update(() => EMPTY)).toEqual({ ok: false, error: FULL });
    expect(files.preferences.current()).toEqual(ANN);
    expect(JSON.parse(files.file.text!)).toEqual(ANN);
    files[which].fault = undefined;
    expect((await files.preferences.update(() => EMPTY)).ok).toBe(true);
  },
);

test('a change that could not be read back is a bug and throws', async () => {
  const { preferences } = await open(JSON.stringify(ANN));
  const wrong = { ...ANN, thresholds: { x: Number.NaN } };
  await expect(preferences.update(() => wrong)).rejects.toThrow('thresholds.x');
  expect(preferences.current()).toEqual(ANN);
});
