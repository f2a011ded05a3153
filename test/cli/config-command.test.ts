import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { configCheck, configShow } from '../../src/cli/config-command.ts';
import { loadInstallation } from '../../src/cli/load-installation.ts';

const folder = mkdtempSync(join(tmpdir(), 'cutman-config-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const file = (text: string): string => {
  const path = join(folder, 'mine.yaml');
  writeFileSync(path, text);
  return path;
};
function output() {
  const seen = { stdout: '', stderr: '' };
  const out = {
    stdout: (text: string) => {
      seen.stdout += text;
    },
    stderr: (text: string) => {
      seen.stderr += text;
    },
  };
  return { seen, out };
}

describe('cutman config', () => {
  it('is content with the defaults', () => {
    const { seen, out } = output();
    expect(configCheck({}, {}, out, false)).toBe(0);
    expect(seen.stdout).toBe('The configuration is right.\n');
  });

  it('prints every problem on a line of its own and exits with 3', () => {
    const { seen, out } = output();
    const config = file('risk: { intervall: 5s }\nhttp: { port: 99999 }\n');
    expect(configCheck({}, { config }, out, false)).toBe(3);
    expect(seen.stderr.trim().split('\n')).toHaveLength(2);
    expect(seen.stdout).toBe('');
  });

  it('gives the same as JSON', () => {
    const { seen, out } = output();
    configCheck({}, { config: file('moode: paper') }, out, true);
    expect(JSON.parse(seen.stdout)).toMatchObject({ ok: false, problems: [{ path: 'moode' }] });
  });

  it('says that a file is not there', () => {
    const { seen, out } = output();
    expect(configShow({ CUTMAN_CONFIG: join(folder, 'absent.yaml') }, {}, out, false)).toBe(3);
    expect(seen.stderr).toContain('no such file or directory');
  });

  it('shows each value with where it comes from, the command line included', () => {
    const { seen, out } = output();
    const config = file('risk: { interval: 2s }\n');
    expect(configShow({ CUTMAN_CONFIG: config }, { seed: 7 }, out, true)).toBe(0);
    const rows = JSON.parse(seen.stdout) as { path: string; value: unknown; origin: string }[];
    const row = (path: string) => rows.find((each) => each.path === path);
    expect(row('risk.interval')).toEqual({ path: 'risk.interval', value: 2_000, origin: 'mine.yaml:1' });
    expect(row('paper.seed')).toMatchObject({ value: 7, origin: expect.stringContaining('command line') });
    expect(row('gate.minTrades')).toMatchObject({
      value: 100,
      origin: expect.stringContaining('default.yaml'),
    });
  });
});

describe('an installation', () => {
  it('lays the profile under your own settings', () => {
    const loaded = loadInstallation({}, { config: file('profile: desk\napproval: { quorum: 2 }\n') });
    expect(loaded.ok && loaded.value.config.approval.twoPersonNotional).toBe('50000');
    expect(loaded.ok && loaded.value.config.approval.quorum).toBe(2);
  });

  it('does not follow a profile name out of its folder', () => {
    const loaded = loadInstallation({}, { config: file('profile: "../../etc/passwd"\n') });
    expect(!loaded.ok && loaded.error[0]?.message).toContain('is not a profile name');
  });

  it('takes a file to replay as the wish for a replay', () => {
    const loaded = loadInstallation({}, { file: ['BTCUSDT.csv'] });
    expect(loaded.ok && loaded.value.config.paper.feed).toBe('replay');
  });
});
