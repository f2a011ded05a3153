// The house as a table: who may import whom, what no folder may contain, and that this test saw the whole tree. Each rule is also
// shown an offence in memory, so that a rule that sees nothing does not pass for a house in order.
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { houseOf, readHouse, SOURCE_FOLDERS } from './support/house.ts';
import { file, planted } from './support/house-offences.ts';
import * as rules from './support/house-rules.ts';

const root = resolve(import.meta.dirname, '..');
const house = readHouse(root);
const paths = house.files.map(({ path }) => path);

const RULES: readonly (readonly [string, rules.Rule])[] = [
  ['has imports that point down only', rules.importsPointDown],
  ['takes only types into ports, and from risk into chat and commands', rules.typesOnly],
  ['keeps packages out of the pure rooms', rules.pureRooms],
  ['names each vendor in one folder only, and each numerical library in one file', rules.oneVendorOneFolder],
  ['has no circle of imports, types counted', rules.noCircles],
  [
    'has no circle of rooms in the desk, the chat, the risk engine or the ccxt adapter',
    rules.roomsWithoutCircles,
  ],
  ['lets the kill path reach only the kill switch, events, results and ports, by value', rules.shortKillPath],
  ['switches on the mode in one place: compose plugs the exchange in', rules.modeInOnePlace],
  ['keeps every file under 300 lines', rules.smallFiles],
  ['gives files names that say something', rules.meaningfulNames],
  ['opens every file with a comment that says what it decides', rules.openingComments],
  ['has one file a command, named after it, and lists each of them', rules.oneFileACommand],
  ['has no unfinished work in it', rules.nothingUnfinished],
  ['touches more than four folders in compose alone', rules.fewFolders],
  ['imports nothing that this test cannot follow', rules.readableImports],
];

describe('the house', () => {
  it('was seen whole: every tracked source file was read, and all of it is TypeScript', () => {
    const tracked = execFileSync('git', ['ls-files', ...SOURCE_FOLDERS], { cwd: root, encoding: 'utf8' })
      .split('\n')
      .filter((file) => file !== '' && existsSync(join(root, file)));
    const code = tracked.filter((file) => !file.endsWith('.yaml'));
    expect(code.length).toBeGreaterThan(100);
    expect(code.filter((file) => !paths.includes(file))).toEqual([]);
    expect(paths.filter((path) => !path.endsWith('.ts'))).toEqual([]);
    expect(house.imports.length).toBeGreaterThan(paths.length);
  });

  it.each(RULES)('%s', (_, rule) => {
    expect(rule(house)).toEqual([]);
  });

  it('keeps most files under 200 lines', () => {
    const long = house.files.filter(({ text }) => text.split('\n').length > 201);
    expect(long.length / paths.length).toBeLessThan(0.25);
  });

  it('has the rooms that it should have, and tests that mirror them', () => {
    const rooms = readdirSync(join(root, 'src')).sort();
    const floors = [
      'adapters',
      'chat',
      'cli',
      'compose',
      'compose.ts',
      'desk',
      'domain',
      'main.ts',
      'ports',
      'risk',
    ];
    expect(rooms).toEqual(floors);
    const tested = readdirSync(join(root, 'test'), { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => name);
    // Ports are tested by their contracts, compose and main by what stands on them.
    const mirrored = ['adapters', 'chat', 'cli', 'commands', 'config', 'desk', 'domain', 'risk', 'contracts'];
    expect(mirrored.filter((name) => !tested.includes(name))).toEqual([]);
    const vendors = readdirSync(join(root, 'src/adapters')).sort();
    expect(vendors.filter((vendor) => !/^[a-z0-9]+$/.test(vendor))).toEqual([]);
  });
});

describe('a planted offence is found:', () => {
  it.each(planted)('%s', (_, rule, files, offence) => {
    expect(rule(houseOf(files))).toContain(offence);
  });

  it('every rule has one', () => {
    const shown = new Set(planted.map(([, rule]) => rule));
    expect(RULES.filter(([, rule]) => !shown.has(rule)).map(([name]) => name)).toEqual([]);
    expect(Object.values(rules).filter((rule) => !RULES.some(([, each]) => each === rule))).toEqual([]);
  });

  it('a file that does not parse stops the test', () => {
    expect(() => houseOf([file('src/desk/a.ts', 'import {')])).toThrow('src/desk/a.ts does not parse');
  });
});
