// The house as a table: who may import whom, what no folder may contain, and that this test saw the whole tree.
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { parseSync } from 'oxc-parser';
import { describe, expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '..');
const SOURCE_FOLDERS = ['src', 'commands', 'config'];

interface Import {
  readonly from: string;
  /** A file of this repository, or the name of a package. */
  readonly to: string;
  readonly isPackage: boolean;
  readonly typeOnly: boolean;
}

const files = SOURCE_FOLDERS.flatMap((folder) => walk(join(root, folder))).map((file) =>
  relative(root, file),
);
const imports = files.flatMap(importsOf);

function walk(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return walk(path);
    return entry.name.endsWith('.ts') ? [path] : [];
  });
}

function importsOf(file: string): Import[] {
  const text = readFileSync(join(root, file), 'utf8');
  const { module, errors, program } = parseSync(file, text);
  if (errors.length > 0) throw new Error(`${file} does not parse: ${errors[0]?.message}`);
  const found: Import[] = [];
  const add = (specifier: string, typeOnly: boolean): void => {
    const local = specifier.startsWith('.');
    const to = local ? relative(root, resolve(root, dirname(file), specifier)) : packageName(specifier);
    found.push({ from: file, to, isPackage: !local, typeOnly });
  };
  for (const each of module.staticImports) {
    add(each.moduleRequest.value, each.entries.length > 0 && each.entries.every((entry) => entry.isType));
  }
  for (const each of module.staticExports) {
    for (const entry of each.entries)
      if (entry.moduleRequest !== null) add(entry.moduleRequest.value, entry.isType);
  }
  for (const each of module.dynamicImports) {
    const literal = text.slice(each.moduleRequest.start, each.moduleRequest.end);
    const quoted = /^['"`]([^'"`$]+)['"`]$/.exec(literal)?.[1];
    if (quoted !== undefined) add(quoted, false);
    for (const resolved of literal.matchAll(/resolve\(['"]([^'"]+)['"]\)/g)) add(resolved[1]!, false);
  }
  void program;
  return found;
}

function packageName(specifier: string): string {
  if (specifier.startsWith('node:') || builtinModules.includes(specifier)) return specifier;
  const parts = specifier.split('/');
  return specifier.startsWith('@') ? parts.slice(0, 2).join('/') : parts[0]!;
}

/** The room of a file: `domain`, `risk`, `adapters/telegram`, `commands`, `cli`, `compose`... */
function room(file: string): string {
  const parts = file.split('/');
  if (parts[0] !== 'src') return parts[0]!;
  if (parts[1] === 'adapters') return `adapters/${parts[2]}`;
  return parts.length === 2 ? parts[1]!.replace(/\.ts$/, '') : parts[1]!;
}

const CHAT_ADAPTERS = ['adapters/telegram', 'adapters/slack', 'adapters/terminal'];
/** Numerical libraries, each in its one file of risk. */
const NUMERICAL = ['ml-matrix', 'quadprog', 'trading-signals', 'cephes'];

function allowed(from: string, to: string): boolean {
  if (from === to) return true;
  if (from === 'domain') return false;
  if (from === 'risk') return to === 'domain';
  if (from === 'ports') return to === 'domain' || to === 'risk';
  if (from === 'desk') return ['domain', 'risk', 'ports'].includes(to);
  if (from === 'chat') return ['domain', 'risk', 'ports'].includes(to);
  if (from === 'commands') return ['chat', 'ports', 'domain', 'risk'].includes(to);
  if (from === 'config') return ['domain', 'risk'].includes(to);
  if (from.startsWith('adapters/')) {
    if (to === 'chat') return CHAT_ADAPTERS.includes(from);
    return ['ports', 'domain'].includes(to);
  }
  return from === 'compose' || from === 'main' || from === 'cli';
}

const PURE_PACKAGES: Readonly<Record<string, readonly string[]>> = {
  domain: ['decimal.js'],
  risk: NUMERICAL,
  ports: [],
  desk: [],
  chat: ['zod', 'leven', 'string-width'],
  commands: ['zod'],
  config: ['zod', 'yaml', 'leven'],
};

describe('the house', () => {
  it('was seen whole: every tracked source file was read', () => {
    const tracked = execFileSync(
      'git',
      ['ls-files', ...SOURCE_FOLDERS.map((folder) => `${folder}/**/*.ts`), 'config/*.ts', 'commands/*.ts'],
      {
        cwd: root,
        encoding: 'utf8',
      },
    )
      .split('\n')
      .filter((file) => file !== '' && existsSync(join(root, file)));
    expect(tracked.length).toBeGreaterThan(100);
    expect(tracked.filter((file) => !files.includes(file))).toEqual([]);
  });

  it('has imports that point down only', () => {
    const wrong = imports.filter((each) => !each.isPackage && !allowed(room(each.from), room(each.to)));
    expect(wrong.map((each) => `${each.from} -> ${each.to}`)).toEqual([]);
  });

  it('takes only types from risk and ports where values would tie rooms together', () => {
    const valueFree = (from: string, to: string): boolean =>
      from === 'ports' && (to === 'risk' || to === 'domain' || to === 'ports');
    const wrong = imports.filter(
      (each) => !each.isPackage && valueFree(room(each.from), room(each.to)) && !each.typeOnly,
    );
    expect(wrong.map((each) => `${each.from} -> ${each.to}`)).toEqual([]);
  });

  it('keeps packages out of the pure rooms', () => {
    const wrong = imports.filter((each) => {
      const known = PURE_PACKAGES[room(each.from)];
      return each.isPackage && known !== undefined && !known.includes(each.to);
    });
    expect(wrong.map((each) => `${each.from} -> ${each.to}`)).toEqual([]);
  });

  it('names each vendor in one folder only, and each numerical library in one file', () => {
    const shared = new Set(['zod', 'decimal.js', 'leven', 'string-width']);
    const places = new Map<string, Set<string>>();
    for (const each of imports) {
      if (!each.isPackage || each.to.startsWith('node:') || shared.has(each.to)) continue;
      const place = NUMERICAL.includes(each.to) ? each.from : room(each.from);
      places.set(each.to, (places.get(each.to) ?? new Set()).add(place));
    }
    const spread = [...places]
      .filter(([, where]) => where.size > 1)
      .map(([name, where]) => `${name}: ${[...where].join(', ')}`);
    expect(spread).toEqual([]);
  });

  it('has no circle of imports, types counted', () => {
    const graph = new Map<string, string[]>();
    for (const each of imports)
      if (!each.isPackage) graph.set(each.from, [...(graph.get(each.from) ?? []), each.to]);
    const state = new Map<string, 'open' | 'done'>();
    const circles: string[] = [];
    const visit = (file: string, trail: string[]): void => {
      if (state.get(file) === 'done') return;
      if (state.get(file) === 'open') {
        circles.push([...trail.slice(trail.indexOf(file)), file].join(' -> '));
        return;
      }
      state.set(file, 'open');
      for (const next of graph.get(file) ?? []) visit(next, [...trail, file]);
      state.set(file, 'done');
    };
    for (const file of files) visit(file, []);
    expect(circles).toEqual([]);
  });

  it('lets the kill path reach only the kill switch, events, results and ports, by value', () => {
    const reached = new Set<string>();
    const visit = (file: string): void => {
      for (const each of imports) {
        if (each.from !== file || each.isPackage || each.typeOnly || reached.has(each.to)) continue;
        reached.add(each.to);
        visit(each.to);
      }
    };
    visit('src/desk/kill.ts');
    const fine = /^src\/(domain\/(kill-[a-z-]+|event|result)|ports\/[a-z-]+|desk\/kill-[a-z-]+)\.ts$/;
    expect([...reached].filter((file) => !fine.test(file))).toEqual([]);
  });

  it('switches on the mode in one place: compose plugs the exchange in', () => {
    const wrong = files.filter((file) =>
      /switch \((\w+\.)*mode(\.kind)?\)/.test(readFileSync(join(root, file), 'utf8')),
    );
    expect(wrong.filter((file) => !file.startsWith('src/compose'))).toEqual([]);
  });

  it('keeps every file under 300 lines, and most under 200', () => {
    const sizes = files.map((file) => ({
      file,
      lines: readFileSync(join(root, file), 'utf8').split('\n').length - 1,
    }));
    expect(sizes.filter(({ lines }) => lines > 300)).toEqual([]);
    expect(sizes.filter(({ lines }) => lines > 200).length / sizes.length).toBeLessThan(0.25);
  });

  it('gives files names that say something', () => {
    const empty = /^(utils?|helpers?|common|misc|types|constants|manager|service|base|index)\.ts$/;
    const wrong = files.filter((file) => empty.test(basename(file)) && file !== 'commands/index.ts');
    const shape = files.filter((file) => !/^[a-z0-9]+(-[a-z0-9]+)*(\.d)?\.ts$/.test(basename(file)));
    expect([...wrong, ...shape]).toEqual([]);
  });

  it('opens every file with a comment that says what it decides', () => {
    const bare = files.filter(
      (file) => !/^(#!.*\n)?(\/\/ \S|\/\*\* \S)/.test(readFileSync(join(root, file), 'utf8')),
    );
    expect(bare).toEqual([]);
  });

  it('has one file a command, and lists each of them', () => {
    const listed = imports
      .filter((each) => each.from === 'commands/index.ts' && each.to.startsWith('commands/'))
      .map((each) => each.to);
    const there = files.filter((file) => file.startsWith('commands/') && file !== 'commands/index.ts');
    expect([...new Set(listed)].sort()).toEqual(there.sort());
  });

  it('has no unfinished work in it', () => {
    const wrong = files.filter((file) =>
      /\b(TODO|FIXME|XXX|HACK)\b|not implemented/i.test(readFileSync(join(root, file), 'utf8')),
    );
    expect(wrong).toEqual([]);
  });

  it('touches more than four folders in compose alone', () => {
    const touched = new Map<string, Set<string>>();
    for (const each of imports) {
      if (each.isPackage || each.typeOnly) continue;
      touched.set(each.from, (touched.get(each.from) ?? new Set()).add(room(each.to)));
    }
    const wide = [...touched].filter(
      ([file, rooms]) => rooms.size > 4 && !/^src\/(compose|cli|main)/.test(file),
    );
    expect(wide.map(([file, rooms]) => `${file}: ${[...rooms].join(', ')}`)).toEqual([]);
  });
});
