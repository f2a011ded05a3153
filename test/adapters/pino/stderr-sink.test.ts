// A log target that is slow, full, stuck or gone costs lines and never the desk.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { type SinkCalls, StderrSink } from '../../../src/adapters/pino/stderr-sink.ts';

/** A target that answers when the test says so. */
class Target implements SinkCalls {
  text = '';
  pending: (() => void)[] = [];
  fault: string | undefined;
  most = Number.POSITIVE_INFINITY;
  write(
    _fd: number,
    bytes: Uint8Array,
    done: (error: NodeJS.ErrnoException | null, written: number) => void,
  ): void {
    this.pending.push(() => {
      if (this.fault !== undefined)
        return done(Object.assign(new Error(this.fault), { code: this.fault }), 0);
      done(null, this.writeSync(0, bytes));
    });
  }
  writeSync(_fd: number, bytes: Uint8Array): number {
    const part = bytes.subarray(0, this.most);
    this.text += Buffer.from(part).toString();
    return part.length;
  }
  answerAll(): void {
    for (let next = this.pending.shift(); next !== undefined; next = this.pending.shift()) next();
  }
}

test('lines arrive whole and in order, also when the target takes them in pieces', () => {
  const target = new Target();
  target.most = 3;
  const sink = new StderrSink(2, target);
  for (const line of ['first\n', 'second\n', 'third\n']) sink.write(line);
  target.answerAll();
  expect(target.text).toBe('first\nsecond\nthird\n');
});

test('a stuck target holds one write, and what waits is bounded', () => {
  const target = new Target();
  const sink = new StderrSink(2, target);
  for (let count = 0; count < 5_000; count += 1) sink.write(`${'x'.repeat(999)}\n`);
  expect(target.pending).toHaveLength(1);
  expect(sink.dropped).toBe(5_000 - 1_048);
});

test('a closed target ends the writing quietly', () => {
  const target = new Target();
  const sink = new StderrSink(2, target);
  target.fault = 'EPIPE';
  sink.write('a\n');
  sink.write('b\n');
  target.answerAll();
  target.fault = undefined;
  sink.write('c\n');
  target.answerAll();
  expect([target.text, sink.dropped]).toEqual(['', 3]);
});

test('a full disk behind the target loses lines and takes them again later', () => {
  const target = new Target();
  const sink = new StderrSink(2, target);
  target.fault = 'ENOSPC';
  sink.write('lost\n');
  target.answerAll();
  target.fault = undefined;
  sink.write('kept\n');
  target.answerAll();
  expect([target.text, sink.dropped]).toEqual(['kept\n', 1]);
});

const child = fileURLToPath(new URL('./logging-child.ts', import.meta.url));

test('a process whose standard error nobody reads goes on and ends', async () => {
  const running = spawn(process.execPath, [child, 'many'], { stdio: ['ignore', 'pipe', 'pipe'] });
  running.stderr.pause();
  const [[text], [code]] = await Promise.all([
    once(running.stdout.setEncoding('utf8'), 'data') as Promise<[string]>,
    once(running, 'exit') as Promise<[number]>,
  ]);
  expect([text, code]).toEqual(['alive\n', 3]);
  running.stderr.destroy();
});

test('the last line of a process that ends at once is there', async () => {
  const running = spawn(process.execPath, [child, 'last'], { stdio: ['ignore', 'ignore', 'pipe'] });
  let text = '';
  running.stderr.setEncoding('utf8').on('data', (part: string) => {
    text += part;
  });
  const [code] = (await once(running, 'close')) as [number];
  expect(code).toBe(1);
  expect(text).toContain('the reason');
});
