// One folder that a desk lives and dies in, life after life, each in a process of its own.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { StoredState } from '../../src/adapters/paper/state-text.ts';
import type { Life } from './desk-child.ts';

export type Venue = Record<keyof StoredState, unknown> & { orders: unknown[]; lastId: number };
export type LifePlan = Pick<Life, 'script' | 'die' | 'losesFirstAnswer' | 'real'>;

export interface Death {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stderr: string;
}

const CHILD = join(import.meta.dirname, 'desk-child.ts');
const LONGEST_LIFE_MS = 60_000;
/** A killed process leaves its page cache behind: memory serves as well as a disk, and is quicker. */
const MEMORY = '/dev/shm';

export const suiteFolder = (): string =>
  mkdtempSync(join(existsSync(MEMORY) ? MEMORY : tmpdir(), 'cutman-sigkill-'));

export class SigkillWorld {
  readonly folder: string;
  readonly dataDir: string;
  readonly #toldFile: string;
  readonly #stepsFile: string;

  constructor(folder: string, template?: SigkillWorld) {
    this.folder = folder;
    this.dataDir = join(folder, 'data');
    this.#toldFile = join(folder, 'told.jsonl');
    this.#stepsFile = join(folder, 'steps');
    if (template !== undefined) cpSync(template.dataDir, this.dataDir, { recursive: true });
  }

  /** One life of the desk, to its clean end or to its death; `slay` kills it from outside. */
  async live(plan: LifePlan, began: (slay: () => void) => void = () => undefined): Promise<Death> {
    const life: Life = {
      ...plan,
      dataDir: this.dataDir,
      toldFile: this.#toldFile,
      stepsFile: this.#stepsFile,
    };
    const child = spawn(process.execPath, [CHILD, JSON.stringify(life)], {
      stdio: ['ignore', 'ignore', 'pipe'],
      env: { ...process.env, NODE_COMPILE_CACHE: join(this.folder, '..', 'compiled') },
    });
    began(() => void child.kill('SIGKILL'));
    let stderr = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    const patience = setTimeout(() => child.kill('SIGABRT'), LONGEST_LIFE_MS);
    const [code, signal] = (await once(child, 'exit')) as [number | null, NodeJS.Signals | null];
    clearTimeout(patience);
    return { code, signal, stderr };
  }

  /** Changes what the venue remembers, between two lives of the desk. */
  editVenue(change: (venue: Venue) => void): void {
    const file = join(this.dataDir, 'paper-main.json');
    const venue = JSON.parse(readFileSync(file, 'utf8')) as Venue;
    change(venue);
    writeFileSync(file, JSON.stringify(venue));
  }

  told(): { readonly isEdit: boolean; readonly title: string }[] {
    return linesOf(this.#toldFile).map((line) => {
      const { isEdit, reply } = JSON.parse(line) as { isEdit: boolean; reply: { title: string } };
      return { isEdit, title: reply.title };
    });
  }

  steps(): string[] {
    return linesOf(this.#stepsFile);
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

const linesOf = (file: string): string[] =>
  existsSync(file) ? readFileSync(file, 'utf8').split('\n').filter(Boolean) : [];
