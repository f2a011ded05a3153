// `cutman config check|show`: is the configuration right, and what is in force from where.
import { EXIT } from './exit-codes.ts';
import { loadInstallation, problemLines, type StartOptions } from './load-installation.ts';

export interface Output {
  readonly stdout: (text: string) => void;
  readonly stderr: (text: string) => void;
}

export function configCheck(
  env: NodeJS.ProcessEnv,
  options: StartOptions,
  out: Output,
  json: boolean,
): number {
  const loaded = loadInstallation(env, options);
  if (json)
    out.stdout(`${JSON.stringify(loaded.ok ? { ok: true } : { ok: false, problems: loaded.error })}\n`);
  else if (loaded.ok) out.stdout('The configuration is right.\n');
  else out.stderr(`${problemLines(loaded.error)}\n`);
  return loaded.ok ? EXIT.fine : EXIT.config;
}

export function configShow(
  env: NodeJS.ProcessEnv,
  options: StartOptions,
  out: Output,
  json: boolean,
): number {
  const loaded = loadInstallation(env, options);
  if (!loaded.ok) {
    out.stderr(`${problemLines(loaded.error)}\n`);
    return EXIT.config;
  }
  const rows = [...loaded.value.origins].map(([path, origin]) => ({
    path,
    value: valueAt(loaded.value.config, path),
    origin,
  }));
  if (json) {
    out.stdout(`${JSON.stringify(rows)}\n`);
    return EXIT.fine;
  }
  const width = Math.max(...rows.map((row) => row.path.length));
  for (const row of rows) {
    out.stdout(`${row.path.padEnd(width)}  ${JSON.stringify(row.value)}  (${row.origin})\n`);
  }
  return EXIT.fine;
}

function valueAt(config: unknown, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>((value, key) => (value as Record<string, unknown> | null)?.[key], config);
}
