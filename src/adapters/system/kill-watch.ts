// The kill switch that needs no chat and no network: a file named KILL in the data folder.
import { existsSync, readFileSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';

const POLL_MS = 500;
const LONGEST_REASON = 200;

export interface KillWatchOptions {
  /** The data folder. */
  readonly folder: string;
  /** Called with the first line of the file, or the empty text. A throw or rejection leaves the file for the next look. */
  readonly onKill: (reason: string) => void | Promise<void>;
  readonly onFault?: (error: unknown) => void;
  /** Milliseconds between looks, 500 unless told. */
  readonly pollMs?: number;
}

/**
 * Looks for the file now and then every half second. The file is renamed to `KILL.taken-<n>` only after the callback has
 * resolved: a crash in between pulls the switch again, which is harmless. A file that cannot be renamed is answered once.
 */
export function watchKillFile(options: KillWatchOptions): { readonly stop: () => void } {
  const file = join(options.folder, 'KILL');
  let busy = false;
  let answered = 0;
  const look = async () => {
    if (busy) return;
    busy = true;
    try {
      if (!existsSync(file)) return;
      const { mtimeMs, ino } = statSync(file);
      const mark = mtimeMs + ino;
      if (mark === answered) return;
      await options.onKill(reasonIn(file));
      answered = mark;
      renameSync(file, freeName(file));
      answered = 0;
    } catch (error) {
      options.onFault?.(error);
    } finally {
      busy = false;
    }
  };
  void look();
  const timer = setInterval(() => void look(), options.pollMs ?? POLL_MS);
  timer.unref();
  return { stop: () => clearInterval(timer) };
}

function reasonIn(file: string): string {
  try {
    return (readFileSync(file, 'utf8').split('\n')[0] ?? '').trim().slice(0, LONGEST_REASON);
  } catch {
    return '';
  }
}

function freeName(file: string): string {
  for (let count = 1; ; count += 1) {
    const name = `${file}.taken-${count}`;
    if (!existsSync(name)) return name;
  }
}
