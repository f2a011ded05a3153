// The whole product in a process of its own, which kills itself with SIGKILL at a named step. One JSON argument says what it lives through.
import { appendFileSync, readFileSync } from 'node:fs';
import { layerText } from '../../config/layer.ts';
import { loadConfig } from '../../config/load.ts';
import { PaperExchange } from '../../src/adapters/paper/paper-exchange.ts';
import type { ChatPlatform, Intake, Outgoing } from '../../src/chat/core/platform.ts';
import { TERMINAL_ID } from '../../src/compose/chat-settings.ts';
import { openProduct } from '../../src/compose.ts';
import { success } from '../../src/domain/result.ts';

/** What a life of the desk is to do; the same shape is used by the matrix that starts it. */
export interface Life {
  readonly dataDir: string;
  /** Everything that people were shown, over all lives: one JSON line `{isEdit, reply}` a message. */
  readonly toldFile: string;
  /** Names of the steps that were passed, one a line. */
  readonly stepsFile: string;
  /** Die at the nth time that this step is passed. */
  readonly die?: { readonly step: string; readonly occurrence: number };
  /**
   * Lines to type; `press Approve` presses that button on the newest message that has it; `wait 60` lets so many seconds of
   * market time go by; `until DONE 20` waits at most 20 s until a message says so in its title.
   */
  readonly script: readonly string[];
  /** The venue takes the first order of this life and its answer never arrives. */
  readonly losesFirstAnswer?: boolean;
  /** Real mode, in real time, with its one account at this address; else paper in market time. */
  readonly real?: { readonly url: string; readonly key: string; readonly secret: string };
}

const life = JSON.parse(process.argv[2] ?? '') as Life;
const root = new URL('../../', import.meta.url);

const counts = new Map<string, number>();
function crashPoint(step: string): void {
  const count = (counts.get(step) ?? 0) + 1;
  counts.set(step, count);
  appendFileSync(life.stepsFile, `${step}\n`);
  if (life.die?.step === step && life.die.occurrence === count) process.kill(process.pid, 'SIGKILL');
}

let intake: Intake | undefined;
let messages = 0;
const shown = new Map<string, Outgoing>();
function show(messageId: string, message: Outgoing, isEdit: boolean): void {
  shown.delete(messageId);
  shown.set(messageId, message);
  appendFileSync(life.toldFile, `${JSON.stringify({ isEdit, reply: message.reply })}\n`);
}

const chat: ChatPlatform = {
  name: 'terminal',
  rooms: ['room'],
  async start(given) {
    intake = given;
  },
  async stop() {},
  async send(_room, message) {
    messages += 1;
    const id = `${process.pid}-${messages}`;
    show(id, message, false);
    return success(id);
  },
  async edit(_room, messageId, message) {
    show(messageId, message, true);
    return success(undefined);
  },
  async answerPress() {},
  async remove() {
    return false;
  },
  privateRoom: async () => success('room'),
  health: () => ({ ok: true, detail: '' }),
};

if (life.losesFirstAnswer === true) {
  const submit = PaperExchange.prototype.submit;
  PaperExchange.prototype.submit = async function (this: PaperExchange, order) {
    PaperExchange.prototype.submit = submit;
    await submit.call(this, order);
    const fault = { code: 'TIMEOUT', message: 'lost', retryable: true, outcome: 'unknown' } as const;
    return { kind: 'fault', fault };
  };
}

const loaded = loadConfig([
  { name: 'default.yaml', text: readFileSync(new URL('config/default.yaml', root), 'utf8') },
  {
    name: 'crash test',
    text: layerText({
      http: { enabled: false },
      ...(life.real === undefined ? { paper: { seed: 7, speed: 0 } } : realMode(life.real.url)),
    }),
  },
]);
if (!loaded.ok) throw new Error(JSON.stringify(loaded.error));

const opened = await openProduct({
  config: loaded.value.config,
  dataDir: life.dataDir,
  env:
    life.real === undefined ? {} : { CUTMAN_MAIN_KEY: life.real.key, CUTMAN_MAIN_SECRET: life.real.secret },
  version: 'crash test',
  repeatable: life.real === undefined,
  logLevel: 'silent',
  onFatal: (why) => {
    throw new Error(why);
  },
  platforms: () => [chat],
  crashPoint,
});
if (!opened.ok) throw new Error(opened.error.message);
const product = opened.value;
await product.chat.start();
await product.settled();

let events = 0;
const event = () => {
  events += 1;
  return {
    id: `terminal:${process.pid}:${events}`,
    platform: 'terminal',
    room: { id: 'room', isPrivate: true },
    sender: { platformId: TERMINAL_ID },
    sentAt: product.desk.desk.view().at,
  } as const;
};

if (life.real !== undefined) void product.run();
for (const line of life.script) {
  const [verb, what = '', seconds] = line.split(' ');
  if (verb === 'until') await until(new RegExp(what), Number(seconds));
  else if (verb === 'wait') await product.pacer.advance(Number(what) * 1_000);
  else if (verb === 'press') {
    const [messageId, buttonId] = buttonOn(what);
    const base = event();
    await intake?.accept({ ...base, kind: 'press', messageId, buttonId, pressId: base.id });
  } else {
    const base = event();
    await intake?.accept({ ...base, kind: 'text', messageId: base.id, text: line });
  }
  await product.settled();
}
await product.stop();

function buttonOn(label: string): [messageId: string, buttonId: string] {
  for (const [messageId, { buttons }] of [...shown].reverse()) {
    const found = buttons.flat().find((button) => button.label === label);
    if (found !== undefined) return [messageId, found.id];
  }
  throw new Error(`no message has a button ${label}`);
}

async function until(said: RegExp, seconds: number): Promise<void> {
  const last = performance.now() + seconds * 1_000;
  while (performance.now() < last && ![...shown.values()].some(({ reply }) => said.test(reply.title)))
    await new Promise((resolve) => setTimeout(resolve, 25));
}

function realMode(url: string) {
  return {
    mode: 'real',
    accounts: [
      {
        name: 'main',
        exchange: 'binanceusdm',
        baseUrl: url,
        streamUrl: url.replace('http', 'ws'),
        recvWindow: '3s',
      },
    ],
    gate: { minTrades: 0, minWinRate: 0, maxDrawdown: 1, minDays: 0, drillWithinDays: 0 },
    security: { oneTimeCodes: false },
    paper: { feed: 'synthetic', speed: 1 },
  };
}
