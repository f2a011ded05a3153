// The rules of the house, each a function from the tree to its offences, so that a test can also plant one and see it found.
import { basename } from 'node:path';
import { type House, type Import, room } from './house.ts';

export type Rule = (house: House) => readonly string[];

const CHAT_ADAPTERS = ['adapters/telegram', 'adapters/slack', 'adapters/terminal'];
/** Numerical libraries, each in its one file of risk. */
const NUMERICAL = ['ml-matrix', 'quadprog', 'trading-signals', 'cephes'];
/** Tools of the language rather than vendors. */
const EVERYWHERE = new Set(['zod', 'decimal.js', 'leven', 'string-width']);

function allowed(from: string, to: string): boolean {
  if (from === to) return true;
  switch (from) {
    case 'domain':
      return false;
    case 'risk':
      return to === 'domain';
    case 'ports':
      return to === 'domain' || to === 'risk';
    case 'desk':
    case 'chat':
      return ['domain', 'risk', 'ports'].includes(to);
    case 'commands':
      return ['chat', 'ports', 'domain', 'risk'].includes(to);
    case 'config':
      return ['domain', 'risk'].includes(to);
    case 'compose':
      return to !== 'main' && to !== 'cli';
    case 'main':
    case 'cli':
      return true;
    default:
      if (!from.startsWith('adapters/')) return false;
      if (to === 'chat') return CHAT_ADAPTERS.includes(from);
      return to === 'ports' || to === 'domain';
  }
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

const arrow = ({ from, to }: Import): string => `${from} -> ${to}`;
const inside = ({ imports }: House): Import[] => imports.filter((each) => !each.isPackage);

export const importsPointDown: Rule = (house) =>
  inside(house)
    .filter((each) => !allowed(room(each.from), room(each.to)))
    .map(arrow);

/** Ports are interfaces; chat and commands word what the models found and compute nothing themselves. */
export const typesOnly: Rule = (house) =>
  inside(house)
    .filter(({ from, to, typeOnly }) => {
      if (typeOnly) return false;
      if (room(from) === 'ports') return true;
      return ['chat', 'commands'].includes(room(from)) && room(to) === 'risk';
    })
    .map(arrow);

export const pureRooms: Rule = ({ imports }) =>
  imports
    .filter((each) => {
      const known = PURE_PACKAGES[room(each.from)];
      return each.isPackage && known !== undefined && !known.includes(each.to);
    })
    .map(arrow);

/** A vendor in one folder, a numerical library in one file. */
export const oneVendorOneFolder: Rule = ({ imports }) => {
  const places = new Map<string, Set<string>>();
  for (const each of imports) {
    if (!each.isPackage || each.to.startsWith('node:') || EVERYWHERE.has(each.to)) continue;
    const place = NUMERICAL.includes(each.to) ? each.from : room(each.from);
    places.set(each.to, (places.get(each.to) ?? new Set()).add(place));
  }
  return [...places]
    .filter(([, where]) => where.size > 1)
    .map(([name, where]) => `${name}: ${[...where].join(', ')}`);
};

export const noCircles: Rule = (house) =>
  circlesOf(
    Map.groupBy(inside(house), ({ from }) => from),
    house.files.map(({ path }) => path),
  );

/** Rooms of the large floors and of the largest adapter stand on floors as well: a folder never reaches one that reaches it. */
export const roomsWithoutCircles: Rule = (house) => {
  const folder = (path: string) =>
    path
      .split('/')
      .slice(0, path.startsWith('src/adapters') ? 4 : 3)
      .filter((part) => !part.endsWith('.ts'))
      .join('/');
  const arrows = inside(house)
    .map(({ from, to }) => ({ from: folder(from), to: folder(to) }))
    .filter(({ from, to }) => from !== to && ROOMED.test(from) && ROOMED.test(to));
  return circlesOf(
    Map.groupBy(arrows, ({ from }) => from),
    arrows.map(({ from }) => from),
  );
};

const ROOMED = /^src\/(desk|chat|risk|adapters\/ccxt)(\/|$)/;

function circlesOf(
  graph: ReadonlyMap<string, readonly { readonly to: string }[]>,
  starts: readonly string[],
): string[] {
  const state = new Map<string, 'open' | 'done'>();
  const circles: string[] = [];
  const visit = (place: string, trail: string[]): void => {
    if (state.get(place) === 'done') return;
    if (state.get(place) === 'open') {
      circles.push([...trail.slice(trail.indexOf(place)), place].join(' -> '));
      return;
    }
    state.set(place, 'open');
    for (const { to } of graph.get(place) ?? []) visit(to, [...trail, place]);
    state.set(place, 'done');
  };
  for (const place of starts) visit(place, []);
  return circles;
}

/** By value and transitively: the kill works when everything clever is broken. */
export const shortKillPath: Rule = (house) => {
  const reached = new Set<string>();
  const visit = (file: string): void => {
    for (const { from, to, typeOnly } of inside(house)) {
      if (from !== file || typeOnly || reached.has(to)) continue;
      reached.add(to);
      visit(to);
    }
  };
  visit('src/desk/kill/kill.ts');
  const fine = /^src\/(domain\/(kill-[a-z-]+|event|result)|ports\/[a-z-]+|desk\/kill\/[a-z-]+)\.ts$/;
  const packages = house.imports.filter(
    ({ from, isPackage }) => isPackage && (from === 'src/desk/kill/kill.ts' || reached.has(from)),
  );
  return [...[...reached].filter((file) => !fine.test(file)), ...packages.map(arrow)];
};

/** Compose plugs the exchange in; nothing else asks which mode it is to do another thing. */
export const modeInOnePlace: Rule = ({ files }) =>
  files
    .filter(
      ({ path, text }) => !path.startsWith('src/compose') && /switch \((\w+\.)*mode(\.kind)?\)/.test(text),
    )
    .map(({ path }) => path);

export const smallFiles: Rule = ({ files }) =>
  files
    .map(({ path, text }) => ({ path, lines: text.split('\n').length - 1 }))
    .filter(({ lines }) => lines > 300)
    .map(({ path, lines }) => `${path}: ${lines} lines`);

export const meaningfulNames: Rule = ({ files }) => {
  const empty = /^(utils?|helpers?|common|misc|types|constants|manager|service|base|index)\.ts$/;
  const shape = /^[a-z0-9]+(-[a-z0-9]+)*(\.d)?\.ts$/;
  return files
    .map(({ path }) => path)
    .filter((path) => path !== 'commands/index.ts')
    .filter((path) => empty.test(basename(path)) || !shape.test(basename(path)));
};

export const openingComments: Rule = ({ files }) =>
  files.filter(({ text }) => !/^(#!.*\n)?(\/\/ \S|\/\*\* \S)/.test(text)).map(({ path }) => path);

/** One file a command, named after it, listed in the index, and knowing no other command. */
export const oneFileACommand: Rule = (house) => {
  const there = house.files.filter(
    ({ path }) => path.startsWith('commands/') && path !== 'commands/index.ts',
  );
  const listed = new Set(inside(house).flatMap(({ from, to }) => (from === 'commands/index.ts' ? [to] : [])));
  return [
    ...there.filter(({ path }) => !listed.has(path)).map(({ path }) => `${path} is not listed`),
    ...there
      .filter(({ path, text }) => /\bname: '([^']+)'/.exec(text)?.[1] !== basename(path, '.ts'))
      .map(({ path }) => `${path} names another command`),
    ...inside(house)
      .filter(
        ({ from, to }) =>
          from !== 'commands/index.ts' && from.startsWith('commands/') && to.startsWith('commands/'),
      )
      .map(arrow),
  ];
};

export const nothingUnfinished: Rule = ({ files }) =>
  files.filter(({ text }) => /\b(TODO|FIXME|XXX|HACK)\b|not implemented/i.test(text)).map(({ path }) => path);

/** Types do not tie; cli and main stand on top of everything. */
export const fewFolders: Rule = (house) => {
  const touched = new Map<string, Set<string>>();
  for (const { from, to, typeOnly } of inside(house)) {
    if (!typeOnly) touched.set(from, (touched.get(from) ?? new Set()).add(room(to)));
  }
  return [...touched]
    .filter(([file, rooms]) => rooms.size > 4 && !/^src\/(compose|cli|main)/.test(file))
    .map(([file, rooms]) => `${file}: ${[...rooms].join(', ')}`);
};

/** Every import leads somewhere that the other rules can see. */
export const readableImports: Rule = (house) => {
  const there = new Set(house.files.map(({ path }) => path));
  const astray = inside(house).filter(({ to }) => !there.has(to) && to !== 'package.json');
  return [...house.unreadable, ...astray.map(arrow)];
};
