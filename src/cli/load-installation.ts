// The installation as the environment and the command line describe it: data folder, configuration layers, secrets.
import { readFileSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { getSystemErrorMessage } from 'node:util';
import { layerText, profileIn } from '../../config/layer.ts';
import { type ConfigProblem, type Layer, type LoadedConfig, loadConfig } from '../../config/load.ts';

export interface StartOptions {
  readonly feed?: string;
  readonly file?: readonly string[];
  readonly seed?: number;
  readonly speed?: number;
  readonly data?: string;
  readonly config?: string;
}

export interface Installation extends LoadedConfig {
  readonly dataDir: string;
  readonly layers: readonly Layer[];
}

export type InstallationResult =
  | { readonly ok: true; readonly value: Installation }
  | { readonly ok: false; readonly error: readonly ConfigProblem[] };

const configFile = (name: string): URL => new URL(`../../config/${name}`, import.meta.url);

/** The folder that everything is kept in. */
export const dataFolderOf = (env: NodeJS.ProcessEnv, { data }: StartOptions): string =>
  resolve(data ?? (env['CUTMAN_DATA_DIR'] || 'data'));

/** Somebody said which folder; otherwise it is `data` where the command was typed. */
export const isFolderNamed = (env: NodeJS.ProcessEnv, { data }: StartOptions): boolean =>
  data !== undefined || Boolean(env['CUTMAN_DATA_DIR']);

/** Reads default.yaml, the profile, CUTMAN_CONFIG and the options, in this order. Never throws for a bad file. */
export function loadInstallation(env: NodeJS.ProcessEnv, options: StartOptions): InstallationResult {
  const dataDir = dataFolderOf(env, options);
  const layers: Layer[] = [{ name: 'default.yaml', text: readFileSync(configFile('default.yaml'), 'utf8') }];
  const path = options.config ?? env['CUTMAN_CONFIG'];
  let own: Layer | undefined;
  if (path !== undefined && path !== '') {
    try {
      own = { name: basename(path), text: readFileSync(path, 'utf8') };
    } catch (error) {
      const { errno, message } = error as NodeJS.ErrnoException;
      const why = errno === undefined ? message : getSystemErrorMessage(errno);
      return { ok: false, error: [{ path: '', where: path, message: `cannot be read: ${why}` }] };
    }
  }
  const profile = own === undefined ? undefined : profileIn(own.text);
  if (profile !== undefined) {
    if (!/^[a-z0-9-]{1,32}$/.test(profile)) {
      return {
        ok: false,
        error: [{ path: 'profile', where: own!.name, message: `"${profile}" is not a profile name` }],
      };
    }
    try {
      layers.push({
        name: `profiles/${profile}.yaml`,
        text: readFileSync(configFile(`profiles/${profile}.yaml`), 'utf8'),
      });
    } catch {
      return {
        ok: false,
        error: [
          { path: 'profile', where: own!.name, message: `there is no config/profiles/${profile}.yaml` },
        ],
      };
    }
  }
  if (own !== undefined) layers.push(own);
  const overrides = overridesOf(options);
  if (overrides !== undefined) layers.push({ name: 'command line', text: overrides });
  const loaded = loadConfig(layers);
  return loaded.ok ? { ok: true, value: { ...loaded.value, dataDir, layers } } : loaded;
}

function overridesOf({ feed, file, seed, speed }: StartOptions): string | undefined {
  const paper: Record<string, unknown> = {};
  if (feed !== undefined) paper['feed'] = feed;
  if (file !== undefined && file.length > 0) {
    paper['files'] = file.map((each) => resolve(each));
    if (feed === undefined) paper['feed'] = 'replay';
  }
  if (seed !== undefined) paper['seed'] = seed;
  if (speed !== undefined) paper['speed'] = speed;
  return Object.keys(paper).length === 0 ? undefined : layerText({ paper });
}

/** One line a problem, for people: `cutman.yaml:3:5 risk.intervall is not a setting; did you mean interval?` */
export function problemLines(problems: readonly ConfigProblem[]): string {
  return problems
    .map(
      ({ where, path, message }) =>
        `${where.replace(/^command line:.*/, 'command line')}  ${path === '' ? '' : `${path}: `}${message}`,
    )
    .join('\n');
}
