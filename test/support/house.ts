// The source tree as the architecture test sees it: files, and every way in which one reaches another, types counted.
import { readdirSync, readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { dirname, join, posix, relative } from 'node:path';
import { parseSync } from 'oxc-parser';

export const SOURCE_FOLDERS = ['src', 'commands', 'config'] as const;

export interface SourceFile {
  /** From the root, such as `src/desk/watch.ts`. */
  readonly path: string;
  readonly text: string;
}

export interface Import {
  readonly from: string;
  /** A file of this repository, or the name of a package. */
  readonly to: string;
  readonly isPackage: boolean;
  readonly typeOnly: boolean;
}

export interface House {
  readonly files: readonly SourceFile[];
  readonly imports: readonly Import[];
  /** Imports whose target is made up while the program runs, so that no rule can judge them. */
  readonly unreadable: readonly string[];
}

export function readHouse(root: string): House {
  const paths = SOURCE_FOLDERS.flatMap((folder) => walk(join(root, folder)));
  return houseOf(paths.map((path) => ({ path: relative(root, path), text: readFileSync(path, 'utf8') })));
}

function walk(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return walk(path);
    return /\.([cm]?[jt]s|[jt]sx)$/.test(entry.name) ? [path] : [];
  });
}

/** Throws when a file does not parse: an unread file would pass every rule. */
export function houseOf(files: readonly SourceFile[]): House {
  const read = files.map(importsOf);
  return {
    files,
    imports: read.flatMap(({ imports }) => imports),
    unreadable: read.flatMap(({ unreadable }) => unreadable),
  };
}

function importsOf({ path, text }: SourceFile): { imports: Import[]; unreadable: string[] } {
  const { module, errors, program } = parseSync(path, text);
  if (errors.length > 0) throw new Error(`${path} does not parse: ${errors[0]?.message}`);
  const imports: Import[] = [];
  const unreadable: string[] = [];
  const add = (specifier: string, typeOnly: boolean): void => {
    const local = specifier.startsWith('.');
    const to = local ? posix.join(dirname(path), specifier) : packageName(specifier);
    imports.push({ from: path, to, isPackage: !local, typeOnly });
  };
  for (const each of module.staticImports) {
    add(each.moduleRequest.value, each.entries.length > 0 && each.entries.every((entry) => entry.isType));
  }
  for (const each of module.staticExports) {
    for (const entry of each.entries)
      if (entry.moduleRequest !== null) add(entry.moduleRequest.value, entry.isType);
  }
  const resolved = [...text.matchAll(/import\.meta\.resolve\(['"]([^'"]+)['"]\)/g)].map(([, name]) => name!);
  for (const name of resolved) add(name, false);
  for (const each of module.dynamicImports) {
    const target = text.slice(each.moduleRequest.start, each.moduleRequest.end);
    const quoted = /^['"`]([^'"`$]+)['"`]$/.exec(target)?.[1];
    if (quoted !== undefined) add(quoted, false);
    else if (resolved.length === 0) unreadable.push(`${path}: import(${target})`);
  }
  for (const [, file] of text.matchAll(/new URL\(\s*['"](\.[^'"]+\.ts)['"],\s*import\.meta\.url/g))
    add(file!, false);
  if (/\brequire\s*\(|createRequire/.test(text)) unreadable.push(`${path}: require`);
  for (const specifier of text.includes('import(') ? typeImports(program) : []) add(specifier, true);
  return { imports, unreadable };
}

/** `import('./x.ts').Y` where a type stands; the parser's module record does not list them. */
function typeImports(node: unknown): string[] {
  if (Array.isArray(node)) return node.flatMap(typeImports);
  if (typeof node !== 'object' || node === null) return [];
  const own =
    'type' in node && node.type === 'TSImportType' && 'source' in node
      ? [String((node.source as { readonly value?: unknown }).value)]
      : [];
  return [...own, ...Object.values(node).flatMap(typeImports)];
}

function packageName(specifier: string): string {
  if (specifier.startsWith('node:') || builtinModules.includes(specifier)) return specifier;
  const parts = specifier.split('/');
  return specifier.startsWith('@') ? parts.slice(0, 2).join('/') : parts[0]!;
}

/** The room of a file: `domain`, `risk`, `adapters/telegram`, `commands`, `cli`, `compose`... */
export function room(path: string): string {
  const parts = path.split('/');
  if (parts[0] !== 'src') return parts[0]!;
  if (parts[1] === 'adapters') return `adapters/${parts[2]}`;
  return parts.length === 2 ? parts[1]!.replace(/\.ts$/, '') : parts[1]!;
}
