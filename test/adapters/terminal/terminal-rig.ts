// A terminal between a test and a chat core that answers as told: streams that are read back, hands that count what they are asked.
import { PassThrough, Writable } from 'node:stream';
import { openTerminal, type TerminalOptions } from '../../../src/adapters/terminal/open-terminal.ts';
import type { ChatPlatform, Incoming, Intake, Outgoing } from '../../../src/chat/core/platform.ts';
import type { Button, Reply } from '../../../src/chat/core/reply.ts';
import { SilentLog } from '../../support/silent-log.ts';

export const aReply = (title: string, more: Partial<Reply> = {}): Reply => ({
  tone: 'plain',
  title,
  blocks: [],
  buttons: [],
  audience: 'room',
  ...more,
});

export const aButton = (label: string, command: string): Button => ({
  label,
  command,
  style: 'plain',
  singleUse: false,
});

/** Buttons get the ids `v1:<label>`, so that a press can be told from another. */
export const outgoing = (reply: Reply, language: 'en' | 'ko' = 'en'): Outgoing => ({
  reply,
  buttons: reply.buttons.map((row) =>
    row.map(({ label, command, style }) => ({ id: `v1:${label}`, label, command, style })),
  ),
  silent: false,
  language,
});

export const aCard = (title: string, waiting = true): Reply =>
  aReply(title, {
    topic: 'proposal:p1',
    buttons: waiting ? [[aButton('Approve', '/approve C7K2'), aButton('Reject', '/reject C7K2')]] : [],
  });

export const anAlert = (title: string): Reply =>
  aReply(title, { tone: 'warning', topic: 'alert:a1', buttons: [[aButton('Ack', '/ack A1')]] });

export type Answering = (incoming: Incoming, platform: ChatPlatform) => Promise<void>;

export class Screen extends Writable {
  text = '';
  readonly columns: number = 40;
  override _write(chunk: Buffer, _encoding: string, done: (error?: Error | null) => void): void {
    this.text += chunk.toString('utf8');
    done();
  }
}

export class Rig implements Intake {
  readonly input = new PassThrough();
  readonly output: Screen;
  readonly log = new SilentLog();
  readonly accepted: Incoming[] = [];
  readonly advanced: number[] = [];
  readonly platform: ChatPlatform;
  readonly ended: Promise<void>;
  ends = 0;
  /** Market time: each step of an `advanceUntil` shows the next of these first. */
  readonly script: (() => Promise<unknown>)[] = [];
  readonly bounds: number[] = [];
  taken: 'accepted' | 'duplicate' | 'not-stored' = 'accepted';
  #answer: Answering = async () => undefined;
  readonly #working = new Set<Promise<void>>();

  constructor(options: Partial<TerminalOptions> = {}, output = new Screen()) {
    this.output = output;
    let end: () => void = () => undefined;
    this.ended = new Promise((resolve) => {
      end = resolve;
    });
    this.platform = openTerminal({
      hands: {
        log: this.log,
        now: () => 1_000,
        settled: async () => {
          await Promise.all(this.#working);
        },
        advance: async (milliseconds) => {
          this.advanced.push(milliseconds);
        },
        advanceUntil: async (reached, atMost) => {
          this.bounds.push(atMost);
          while (!reached()) {
            const next = this.script.shift();
            if (next === undefined) return;
            await next();
          }
        },
      },
      input: this.input,
      output,
      interactive: false,
      json: false,
      run: 'r1',
      personId: 'local',
      commands: ['status', 'stop', 'risk', 'cut'],
      symbols: () => ['BTCUSDT', 'ETHUSDT'],
      onEnd: () => {
        this.ends += 1;
        end();
      },
      ...options,
    });
  }

  /** What the chat core does with each line; it works behind `accept`, as the real one does. */
  answers(answer: Answering): this {
    this.#answer = answer;
    return this;
  }

  async accept(incoming: Incoming): Promise<'accepted' | 'duplicate' | 'not-stored'> {
    this.accepted.push(incoming);
    if (this.taken !== 'accepted') return this.taken;
    const work = Promise.resolve()
      .then(() => this.#answer(incoming, this.platform))
      .finally(() => this.#working.delete(work));
    this.#working.add(work);
    return 'accepted';
  }

  /** Feeds these lines to the end and answers everything that was printed. */
  async pipe(...lines: readonly string[]): Promise<string> {
    await this.platform.start(this);
    this.input.end(lines.map((line) => `${line}\n`).join(''));
    await this.ended;
    return this.output.text;
  }

  async pipeJson(...lines: readonly string[]): Promise<Record<string, unknown>[]> {
    const text = await this.pipe(...lines);
    return text
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
  }
}

/** Answers every text with one reply; presses get none. */
export const answersTexts =
  (reply: (text: string) => Reply): Answering =>
  async (incoming, platform) => {
    if (incoming.kind !== 'text') return;
    await platform.send('terminal', outgoing(reply(incoming.text)), { replyTo: incoming.messageId });
  };

/** Lets everything that is due now happen: streams hand over their chunks in later turns. */
export async function turns(count = 8): Promise<void> {
  for (let turn = 0; turn < count; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}
