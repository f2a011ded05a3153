// Reads the layers (defaults, profile, your file, command line) into one checked configuration, or into every problem at once with its line.
import { closestMatch } from 'leven';
import { type Document, isMap, isScalar, LineCounter, parseDocument } from 'yaml';
import type { z } from 'zod';
import { type Config, configSchema } from './schema.ts';

export interface Layer {
  /** What a person knows the file by, such as `cutman.yaml`. */
  readonly name: string;
  readonly text: string;
}

export interface ConfigProblem {
  /** `approval.ttl`, or empty for the file as a whole. */
  readonly path: string;
  readonly where: string;
  readonly message: string;
}

export interface LoadedConfig {
  readonly config: Config;
  /** `path -> default.yaml:12`, for every leaf. */
  readonly origins: ReadonlyMap<string, string>;
}

export type LoadResult =
  | { readonly ok: true; readonly value: LoadedConfig }
  | { readonly ok: false; readonly error: readonly ConfigProblem[] };

interface ParsedLayer {
  readonly name: string;
  readonly document: Document;
  readonly lines: LineCounter;
  readonly content: unknown;
}

type Tree = Readonly<Record<string, unknown>>;
const isTree = (value: unknown): value is Tree =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Later layers lie over earlier ones, key by key; lists are replaced whole. */
export function loadConfig(layers: readonly Layer[]): LoadResult {
  const parsed: ParsedLayer[] = [];
  const problems: ConfigProblem[] = [];
  for (const layer of layers) {
    const lines = new LineCounter();
    const document = parseDocument(layer.text, { lineCounter: lines, prettyErrors: false });
    for (const error of document.errors) {
      const { line, col } = lines.linePos(error.pos[0]);
      problems.push({
        path: '',
        where: `${layer.name}:${line}:${col}`,
        message: `is not valid YAML: ${error.message}`,
      });
    }
    if (document.errors.length > 0) continue;
    const content: unknown = document.toJS() ?? {};
    if (!isTree(content)) {
      problems.push({
        path: '',
        where: `${layer.name}:1`,
        message: 'must be settings by name, such as "timezone: UTC"',
      });
      continue;
    }
    parsed.push({ name: layer.name, document, lines, content });
  }
  if (problems.length > 0) return { ok: false, error: problems };
  let merged: Tree = {};
  for (const layer of parsed) merged = mergeTrees(merged, layer.content as Tree);
  const result = configSchema.safeParse(merged);
  if (!result.success)
    return { ok: false, error: result.error.issues.flatMap((issue) => problemsOf(issue, parsed, merged)) };
  const crossProblems = crossCheck(result.data, parsed);
  if (crossProblems.length > 0) return { ok: false, error: crossProblems };
  const origins = new Map<string, string>();
  collectOrigins(merged, [], parsed, origins);
  return { ok: true, value: { config: result.data, origins } };
}

function mergeTrees(under: Tree, over: Tree): Tree {
  const merged: Record<string, unknown> = { ...under };
  for (const [key, value] of Object.entries(over)) {
    const below = merged[key];
    Object.defineProperty(merged, key, {
      value: isTree(below) && isTree(value) ? mergeTrees(below, value) : value,
      enumerable: true,
      configurable: true,
      writable: true,
    });
  }
  return merged;
}

function problemsOf(issue: z.core.$ZodIssue, layers: readonly ParsedLayer[], merged: Tree): ConfigProblem[] {
  const path = issue.path.map(String);
  if (issue.code === 'unrecognized_keys') {
    const siblings = knownKeys(path);
    return issue.keys.map((key) => {
      const near = closestMatch(key, siblings, { maxDistance: 3 });
      const hint = near === undefined ? '' : `; did you mean ${near}?`;
      const secret = /token|secret|password|passphrase|key$/i.test(key)
        ? '; secrets come from the environment only'
        : '';
      return {
        path: [...path, key].join('.'),
        where: locate([...path, key], layers),
        message: `is not a setting${hint}${secret}`,
      };
    });
  }
  const given = valueAt(merged, path);
  const got =
    given === undefined || isTree(given) || Array.isArray(given) ? '' : ` (got ${JSON.stringify(given)})`;
  return [{ path: path.join('.'), where: locate(path, layers), message: `${issue.message}${got}` }];
}

/** Keys that the schema knows at a path, for the nearest name. */
function knownKeys(path: readonly string[]): string[] {
  let schema: unknown = configSchema;
  for (const key of path) {
    const def = (
      schema as {
        def?: { shape?: Record<string, unknown>; element?: unknown; innerType?: unknown };
      }
    ).def;
    schema = def?.shape?.[key] ?? def?.element ?? def?.innerType;
    // What is read into another form: the shape is that of what comes in.
    schema = (schema as { def?: { in?: unknown } } | undefined)?.def?.in ?? schema;
  }
  const shape = (
    schema as {
      def?: { shape?: Record<string, unknown>; innerType?: { def?: { shape?: Record<string, unknown> } } };
    }
  )?.def;
  return Object.keys(shape?.shape ?? shape?.innerType?.def?.shape ?? {});
}

function valueAt(tree: unknown, path: readonly string[]): unknown {
  let value = tree;
  for (const key of path) {
    if (Array.isArray(value)) value = value[Number(key)];
    else if (isTree(value)) value = Object.hasOwn(value, key) ? value[key] : undefined;
    else return undefined;
  }
  return value;
}

/** File, line and column of the value at a path, in the last layer that has it; else of its nearest parent. */
function locate(path: readonly string[], layers: readonly ParsedLayer[]): string {
  for (let depth = path.length; depth > 0; depth -= 1) {
    const wanted = path.slice(0, depth);
    for (const layer of [...layers].reverse()) {
      const position = positionOf(layer, wanted);
      if (position !== undefined) return `${layer.name}:${position}`;
    }
  }
  return layers.at(-1)?.name ?? 'configuration';
}

function positionOf(layer: ParsedLayer, path: readonly string[]): string | undefined {
  const keys = path.map((part) => (/^\d+$/.test(part) ? Number(part) : part));
  if (!layer.document.hasIn(keys)) return undefined;
  const parent = layer.document.getIn(keys.slice(0, -1), true);
  const last = keys.at(-1);
  let offset: number | undefined;
  const map = keys.length === 1 ? layer.document.contents : parent;
  if (isMap(map)) {
    const pair = map.items.find((item) => isScalar(item.key) && String(item.key.value) === String(last));
    if (pair !== undefined && isScalar(pair.key)) offset = pair.key.range?.[0];
  }
  if (offset === undefined) {
    const node = layer.document.getIn(keys, true) as { range?: [number, number, number] } | undefined;
    offset = node?.range?.[0];
  }
  if (offset === undefined) return undefined;
  const { line, col } = layer.lines.linePos(offset);
  return `${line}:${col}`;
}

function collectOrigins(
  value: unknown,
  path: string[],
  layers: readonly ParsedLayer[],
  into: Map<string, string>,
): void {
  if (isTree(value) && Object.keys(value).length > 0) {
    for (const [key, inner] of Object.entries(value)) collectOrigins(inner, [...path, key], layers, into);
    return;
  }
  into.set(path.join('.'), locate(path, layers).replace(/:\d+$/, ''));
}

/** What no single field can tell: thresholds in order, people and accounts named once, contacts that exist. */
function crossCheck(config: Config, layers: readonly ParsedLayer[]): ConfigProblem[] {
  const problems: ConfigProblem[] = [];
  const add = (path: string[], message: string): void => {
    problems.push({ path: path.join('.'), where: locate(path, layers), message });
  };
  for (const [metric, limits] of Object.entries(config.risk.thresholds)) {
    const steps = [limits.warning, limits.critical, limits.emergency].filter((step) => step !== undefined);
    const falling = metric === 'liquidation-distance';
    const ordered = steps.every(
      (step, index) => index === 0 || (falling ? step < steps[index - 1]! : step > steps[index - 1]!),
    );
    if (!ordered)
      add(
        ['risk', 'thresholds', metric],
        `warning, critical and emergency must ${falling ? 'fall' : 'rise'}`,
      );
  }
  const once = (list: readonly string[], path: string[], what: string): void => {
    list.forEach((value, index) => {
      if (list.indexOf(value) !== index) add([...path, String(index)], `${value} is ${what} twice`);
    });
  };
  once(
    config.people.map((person) => person.name),
    ['people'],
    'named',
  );
  once(
    config.accounts.map((account) => account.name),
    ['accounts'],
    'named',
  );
  once(
    config.people.flatMap((person) => (person.telegram === undefined ? [] : [person.telegram])),
    ['people'],
    'on Telegram',
  );
  once(
    config.people.flatMap((person) => (person.slack === undefined ? [] : [person.slack])),
    ['people'],
    'on Slack',
  );
  config.alerts.contacts.forEach((contact, index) => {
    if (!config.people.some((person) => person.name === contact)) {
      add(['alerts', 'contacts', String(index)], `${contact} is not in people`);
    }
  });
  const accounts = config.accounts.length === 0 ? ['main'] : config.accounts.map(({ name }) => name);
  config.exchange.maintenance.forEach((window, index) => {
    for (const name of window.accounts ?? []) {
      if (accounts.includes(name)) continue;
      add(['exchange', 'maintenance', String(index), 'accounts'], `${name} is not in accounts`);
    }
  });
  if (config.paper.feed === 'replay' && config.paper.files.length === 0) {
    add(['paper', 'files'], 'a replay needs a file: start with --file candles.csv');
  }
  return problems;
}
