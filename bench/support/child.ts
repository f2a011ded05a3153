// A program in a process of its own, as people run it, with the loop meter inside.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { MeterQuestion, MeterReading } from './loop-meter.ts';

export const ROOT = resolve(import.meta.dirname, '../..');
export const CUTMAN = join(ROOT, 'src/cli/cutman.ts');
const METER = new URL('loop-meter.ts', import.meta.url).href;

export interface ChildOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** Flags of Node itself. */
  readonly flags?: readonly string[];
  readonly meter?: boolean;
}

export class Child {
  readonly startedAt = performance.now();
  readonly process: ChildProcess;
  #output = '';
  #errors = '';
  #heard: (() => void)[] = [];

  constructor(file: string, args: readonly string[], options: ChildOptions = {}) {
    const flags = options.meter === false ? [] : ['--import', METER];
    this.process = spawn(process.execPath, [...flags, ...(options.flags ?? []), file, ...args], {
      cwd: ROOT,
      env: { PATH: process.env['PATH'], LOG_LEVEL: 'error', NO_COLOR: '1', ...options.env },
      stdio: ['pipe', 'pipe', 'pipe', 'ipc'],
    });
    this.process.stdout!.on('data', (chunk: Buffer) => {
      this.#output += chunk.toString();
      for (const hear of this.#heard) hear();
    });
    this.process.stderr!.on('data', (chunk: Buffer) => {
      this.#errors += chunk.toString();
    });
    this.process.on('exit', () => {
      for (const hear of this.#heard) hear();
    });
  }

  get output(): string {
    return this.#output;
  }

  say(line: string): void {
    this.process.stdin!.write(`${line}\n`);
  }

  /** Resolves with the time (performance.now) at which the output has what was waited for. */
  until(isThere: (output: string) => boolean): Promise<number> {
    return new Promise((done, fail) => {
      const hear = (): void => {
        if (isThere(this.#output)) done(performance.now());
        else if (this.process.exitCode !== null)
          fail(new Error(`the process ended early (${this.process.exitCode}): ${this.#errors}`));
        else return;
        this.#heard = this.#heard.filter((each) => each !== hear);
      };
      this.#heard.push(hear);
      hear();
    });
  }

  resetMeter(): Promise<unknown> {
    return this.#ask('reset');
  }

  readMeter(): Promise<MeterReading> {
    return this.#ask('read') as Promise<MeterReading>;
  }

  async stop(): Promise<void> {
    if (this.process.exitCode !== null || this.process.signalCode !== null) return;
    const ended = once(this.process, 'exit');
    this.process.kill('SIGTERM');
    await ended;
  }

  async #ask(question: MeterQuestion): Promise<unknown> {
    const answer = once(this.process, 'message');
    this.process.send(question);
    return (await answer)[0];
  }
}

/** A data folder that is gone afterwards. */
export async function withFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'cutman-bench-'));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
