// The list of commands as a contract: one file each, names that do not collide, examples that parse, help in every language.
import { readdirSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { commands } from '../../commands/index.ts';
import { wordsOf } from '../../src/chat/core/speech.ts';
import { parseLine, readArguments } from '../../src/chat/reading/parse.ts';

const folder = resolve(import.meta.dirname, '../../commands');
const SPECIFIED =
  'help status risk positions orders balance pnl trades funding cut close stop trail setleverage margin approve reject ack mute alerts thresholds threshold killswitch reset mode pause resume report journal health debug version whoami lang liq var stress montecarlo whatif size kelly leverage regime correlation budget performance allocate'.split(
    ' ',
  );

describe('the catalogue', () => {
  it('has every command that people were promised', () => {
    const names = commands.filter((command) => command.hidden !== true).map((command) => command.name);
    expect([...names].sort()).toEqual([...SPECIFIED].sort());
  });

  it('has one file a command, and no file without one', () => {
    const files = readdirSync(folder)
      .map((file) => basename(file, '.ts'))
      .filter((name) => name !== 'index');
    expect(files.sort()).toEqual(commands.map((command) => command.name).sort());
  });

  it('has no name or alias twice', () => {
    const names = commands.flatMap((command) => [command.name, ...(command.aliases ?? [])]);
    expect(new Set(names).size).toBe(names.length);
  });

  it.each(commands.map((command) => [command.name, command] as const))(
    '/%s has examples that parse',
    (_name, command) => {
      expect(command.examples.length).toBeGreaterThan(0);
      for (const example of command.examples) {
        const parsed = parseLine(example, { catalogue: commands });
        if (parsed.kind !== 'command') throw new Error(`${example} is not a command`);
        expect(parsed.command.name).toBe(command.name);
        expect(readArguments(command, parsed.words)).toMatchObject({ ok: true });
      }
    },
  );

  it.each(commands.map((command) => [command.name, command] as const))(
    '/%s says what it does, shortly, in both languages',
    (_name, command) => {
      for (const language of ['en', 'ko'] as const) {
        const help = wordsOf(language).help[command.help];
        expect(help.length).toBeLessThanOrEqual(60);
        expect(help.endsWith('.')).toBe(false);
      }
    },
  );

  it('lets nothing that changes state past a trader, and only admins at settings', () => {
    for (const command of commands) {
      if (command.effect === 'kill') expect(command.role).toBe('trader');
      if (command.effect === 'change' && command.name !== 'mode') expect(command.role).not.toBe('viewer');
    }
    expect(commands.filter((command) => command.role === 'admin').map((command) => command.name)).toEqual([
      'debug',
      'threshold',
      'reset',
    ]);
  });
});
