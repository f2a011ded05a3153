// The product as people run it: `cutman …` in a process of its own, on a folder of its own, with nothing of this process's environment.
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import type { Reply } from '../../src/chat/core/reply.ts';

const CUTMAN = join(import.meta.dirname, '../../src/cli/cutman.ts');
/** A killed process leaves its page cache behind: memory serves as well as a disk, and is quicker. */
const MEMORY = '/dev/shm';
const LONGEST_LIFE_MS = 60_000;
const LONGEST_WAIT_MS = 15_000;
/** Commands that take a configuration and a data folder. */
const ON_A_FOLDER = new Set(['start', 'demo', 'kill', 'doctor', 'enrol', 'backup']);
export const TOKEN = 'token-of-the-admin-port-0123456789';

/** What the piped chat prints with --json, a line at a time. */
export interface Said {
  readonly in?: string;
  readonly reply?: Reply;
  readonly push?: Reply;
  readonly error?: string;
}

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly tookMs: number;
  /** Lines of stdout that are JSON. */
  readonly said: readonly Said[];
}

export interface RunOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** All that is typed, written at once; then the input ends. */
  readonly input?: string;
  /** Runs the command through a shell line in which "$@" stands for it: limits, wrappers. */
  readonly shell?: string;
  readonly cwd?: string;
  /** Does not say which folder: it is `data` where the command is typed, which is the rig's. */
  readonly namesNoFolder?: boolean;
  /** The configuration file's text. Without a word on http any free port will do: many desks run at once here. */
  readonly config?: string;
}

/** One folder with its data folder, and every process that was started on it. */
export class Rig {
  readonly folder = mkdtempSync(join(existsSync(MEMORY) ? MEMORY : tmpdir(), 'cutman-process-'));
  readonly data = join(this.folder, 'data');
  readonly #children = new Set<Running>();

  /** A file in the data folder, or in the folder beside it with `beside`. */
  path(...name: string[]): string {
    return join(this.data, ...name);
  }

  /** Writes a file beside the data folder and answers its path. */
  file(name: string, text: string): string {
    const path = join(this.folder, name);
    writeFileSync(path, text);
    return path;
  }

  read(...name: string[]): string {
    return readFileSync(this.path(...name), 'utf8');
  }

  bytes(...name: string[]): Buffer {
    return readFileSync(this.path(...name));
  }

  json<T>(...name: string[]): T {
    return JSON.parse(this.read(...name)) as T;
  }

  has(...name: string[]): boolean {
    return existsSync(this.path(...name));
  }

  names(...folder: string[]): string[] {
    return this.has(...folder) ? readdirSync(this.path(...folder)).sort() : [];
  }

  /** Puts a file into the data folder, which is made when it is not there. */
  put(name: string, content: string | Uint8Array): void {
    mkdirSync(this.data, { recursive: true });
    writeFileSync(this.path(name), content);
  }

  /** `cutman start` or another command on this folder, running; write lines with `say`. */
  start(args: readonly string[], options: RunOptions = {}): Running {
    const running = new Running(this.#command(args, options), options, this.folder);
    this.#children.add(running);
    void running.ended.then(() => this.#children.delete(running));
    return running;
  }

  /** A whole run: starts, gives the input, waits for the end. */
  async run(args: readonly string[], options: RunOptions = {}): Promise<Ended> {
    const running = this.start(args, options);
    running.write(options.input ?? '');
    running.end();
    return running.ended;
  }

  /** Ends whatever still runs, and removes the folder. */
  async remove(): Promise<void> {
    const left = [...this.#children];
    for (const child of left) child.signal('SIGKILL');
    await Promise.all(left.map((child) => child.ended));
    rmSync(this.folder, { recursive: true, force: true });
  }

  #command(args: readonly string[], { config = '', namesNoFolder = false }: RunOptions): string[] {
    if (!ON_A_FOLDER.has(args[0] ?? '') || args.includes('--help')) return [CUTMAN, ...args];
    const file = join(this.folder, 'cutman.yaml');
    if (!args.includes('--config')) {
      writeFileSync(file, config.includes('http:') ? config : `http: { port: 0 }\n${config}`);
    }
    return [
      CUTMAN,
      ...args,
      ...(args.includes('--config') ? [] : ['--config', file]),
      ...(args.includes('--data') || namesNoFolder ? [] : ['--data', this.data]),
    ];
  }
}

export class Running {
  readonly ended: Promise<Ended>;
  readonly #child: ChildProcessByStdio<Writable, Readable, Readable>;
  readonly #waiting = new Set<() => void>();
  #stdout = '';
  #stderr = '';

  constructor(command: readonly string[], { env = {}, shell, cwd }: RunOptions, folder: string) {
    const began = performance.now();
    const [file, args] =
      shell === undefined
        ? [process.execPath, command]
        : ['/bin/sh', ['-c', shell, 'sh', process.execPath, ...command]];
    this.#child = spawn(file, args, {
      stdio: ['pipe', 'pipe', 'pipe'],
      cwd: cwd ?? folder,
      env: { PATH: process.env['PATH'] ?? '', HOME: folder, LOG_LEVEL: 'warn', ...env },
    });
    const patience = setTimeout(() => this.#child.kill('SIGKILL'), LONGEST_LIFE_MS);
    this.#child.stdin.on('error', () => undefined);
    this.#child.stdout.setEncoding('utf8').on('data', (text: string) => {
      this.#stdout += text;
      for (const look of this.#waiting) look();
    });
    this.#child.stderr.setEncoding('utf8').on('data', (text: string) => {
      this.#stderr += text;
      for (const look of this.#waiting) look();
    });
    this.ended = once(this.#child, 'close').then(([code, signal]) => {
      clearTimeout(patience);
      for (const look of this.#waiting) look();
      return {
        code: code as number | null,
        signal: signal as NodeJS.Signals | null,
        stdout: this.#stdout,
        stderr: this.#stderr,
        tookMs: performance.now() - began,
        said: this.said,
      };
    });
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  get stdout(): string {
    return this.#stdout;
  }

  get said(): readonly Said[] {
    const whole = this.#stdout.slice(0, this.#stdout.lastIndexOf('\n') + 1);
    return whole
      .split('\n')
      .filter((line) => line.startsWith('{'))
      .map((line) => JSON.parse(line) as Said);
  }

  write(text: string): void {
    this.#child.stdin.write(text);
  }

  /** Types a line and waits for the answer to it. */
  async ask(line: string): Promise<Reply> {
    const before = this.said.filter((said) => said.in === line).length;
    this.write(`${line}\n`);
    const said = await this.until((each) => each.filter(({ in: typed }) => typed === line)[before]);
    return (
      said.reply ?? { title: said.error ?? '', tone: 'error', blocks: [], buttons: [], audience: 'person' }
    );
  }

  /** No more input: a piped desk answers what is left and stops. */
  end(): void {
    this.#child.stdin.end();
  }

  signal(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  /** What was said holds what is looked for; fails with everything that was said when it does not come. */
  until<T>(look: (said: readonly Said[]) => T | undefined): Promise<T> {
    return new Promise((resolve, reject) => {
      const give = (why: string): void =>
        finish(() => reject(new Error(`${why}\nstdout: ${this.#stdout}\nstderr: ${this.#stderr}`)));
      const finish = (settle: () => void): void => {
        clearTimeout(patience);
        this.#waiting.delete(check);
        settle();
      };
      const check = (): void => {
        const found = look(this.said);
        if (found !== undefined) finish(() => resolve(found));
        else if (this.#child.exitCode !== null || this.#child.signalCode !== null)
          give('the process ended before');
      };
      const patience = setTimeout(() => give('it did not come'), LONGEST_WAIT_MS);
      this.#waiting.add(check);
      check();
    });
  }

  /** A pushed message whose title matches. */
  told(title: RegExp): Promise<Reply> {
    return this.until((said) => said.find(({ push }) => push !== undefined && title.test(push.title))?.push);
  }

  /** The desk is open: it has told so. */
  opened(): Promise<Reply> {
    return this.told(/desk started/);
  }
}

/** Everything a reply shows, as one text. */
export function textOf({ title, blocks }: Reply): string {
  return [title, ...blocks.map((block) => ('text' in block ? block.text : JSON.stringify(block)))].join('\n');
}

/** A port that was free a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

/** Looks again and again, in real time, for what another process does. */
export async function eventually<T>(look: () => T | undefined, withinMs = LONGEST_WAIT_MS): Promise<T> {
  const until = performance.now() + withinMs;
  for (;;) {
    const found = look();
    if (found !== undefined) return found;
    if (performance.now() > until) throw new Error(`not within ${withinMs} ms`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
