// A Bot API server on 127.0.0.1 for tests: real HTTP, Telegram's own checks and words, and a hand for the test
// to play the people on the other side.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { ChangeSignal } from '../loopback/change-signal.ts';
import { Lifetime } from '../loopback/lifetime.ts';
import { listenOnLoopback, send } from '../loopback/listener.ts';
import { type RequestBody, readBody } from '../loopback/request-body.ts';
import { runUnderFault, ScriptedFaults, type WireAnswer } from '../loopback/scripted-faults.ts';
import { TelegramApiError } from './api-error.ts';
import { botMethods } from './bot-methods.ts';
import { type BotState, CallbackQueries, type Method } from './bot-state.ts';
import { CallParameters } from './call-parameters.ts';
import { chatMethods } from './chat-methods.ts';
import { editingMethods } from './editing-methods.ts';
import { FloodControl, type FloodLimits } from './flood-control.ts';
import { sendingMethods } from './sending-methods.ts';
import type { TelegramCall } from './telegram-call.ts';
import { TelegramServer } from './telegram-driver.ts';
import { UpdateQueue } from './update-queue.ts';
import { Webhook } from './webhook.ts';
import { World } from './world.ts';

export interface TelegramServerOptions {
  readonly token: string;
  /** 0, the default, takes a free port. */
  readonly port?: number;
  readonly bot?: { readonly id?: number; readonly first_name?: string; readonly username?: string };
  /** No limits unless told; TELEGRAM_FLOOD_LIMITS holds the real ones. */
  readonly flood?: FloodLimits;
  /** True ends privacy mode: the bot hears everything said in its groups. */
  readonly canReadAllGroupMessages?: boolean;
  /** Milliseconds since 1970; dates, budgets and expiries go by it. The wall clock unless told. */
  readonly now?: () => number;
  /** How long a pressed button may wait for its answer: 15,000 ms unless told, as observed on Telegram. */
  readonly callbackExpiryMs?: number;
  readonly webhookAnswerMs?: number;
  readonly webhookRetryMs?: number;
  readonly firstUpdateId?: number;
}

const METHODS = new Map<string, Method>(
  Object.entries({ ...botMethods, ...chatMethods, ...editingMethods, ...sendingMethods }).map(
    ([name, method]) => [name.toLowerCase(), method],
  ),
);

async function execute(
  state: BotState,
  method: string,
  body: RequestBody,
  closed: AbortSignal,
): Promise<WireAnswer> {
  const run = METHODS.get(method.toLowerCase());
  try {
    if (run === undefined) throw new TelegramApiError(404, 'Not Found: method not found');
    return { status: 200, body: { ok: true, result: await run(state, new CallParameters(body), closed) } };
  } catch (error) {
    if (error instanceof TelegramApiError) return error.answer;
    throw error;
  }
}

export async function startTelegramServer(options: TelegramServerOptions): Promise<TelegramServer> {
  const lifetime = new Lifetime();
  const changes = new ChangeSignal();
  const faults = new ScriptedFaults();
  const calls: TelegramCall[] = [];
  const now = options.now ?? Date.now;
  const world = new World({
    id: Number(options.token.split(':')[0]) || 7_000_000_001,
    first_name: 'Cutman',
    username: 'cutman_bot',
    ...options.bot,
    is_bot: true,
  });
  const queue = new UpdateQueue(lifetime, options.firstUpdateId ?? 100_000_001, () => {
    void webhook.push();
    changes.notify();
  });
  const webhook: Webhook = new Webhook(
    lifetime,
    queue,
    { answerMs: options.webhookAnswerMs ?? 60_000, retryMs: options.webhookRetryMs ?? 1_000 },
    now,
    async (method, params) => {
      await record(method, { params, files: new Map(), raw: Buffer.alloc(0) }, AbortSignal.abort());
    },
    () => changes.notify(),
  );
  let files = 0;
  const state: BotState = {
    world,
    queue,
    webhook,
    flood: new FloodControl(now, options.flood ?? {}),
    callbacks: new CallbackQueries(now, options.callbackExpiryMs ?? 15_000),
    commands: new Map(),
    chatActions: [],
    canReadAllGroupMessages: options.canReadAllGroupMessages ?? false,
    now,
    fileId: () => {
      files += 1;
      return `AgACfile${files}`;
    },
  };

  async function record(method: string, body: RequestBody, closed: AbortSignal): Promise<void> {
    const call = remember(method, body);
    call.answer = await execute(state, method, body, closed);
    changes.notify();
  }

  function remember(method: string, body: RequestBody): TelegramCall {
    const call: TelegramCall = {
      method,
      params: body.params,
      files: [...body.files.keys()],
      at: now(),
      answer: undefined,
    };
    calls.push(call);
    changes.notify();
    return call;
  }

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const closed = new AbortController();
    response.on('close', () => closed.abort());
    const path = new URL(request.url ?? '/', 'http://127.0.0.1').pathname;
    const [, token, method] = /^\/bot([^/]+)\/(?:test\/)?(\w+)$/.exec(decodeURIComponent(path)) ?? [];
    const body = await readBody(request);
    if (token === undefined || method === undefined) {
      return send(request, response, {
        kind: 'answer',
        answer: new TelegramApiError(404, 'Not Found').answer,
      });
    }
    const call = remember(method, body);
    const outcome = await runUnderFault(faults.take(method, body.params), lifetime, async () => {
      call.answer =
        token === options.token
          ? await execute(state, method, body, closed.signal)
          : new TelegramApiError(401, 'Unauthorized').answer;
      return call.answer;
    });
    changes.notify();
    send(request, response, outcome);
  }

  const listener = await listenOnLoopback(options.port ?? 0, handle);
  return new TelegramServer(state, { lifetime, changes, faults, calls, listener });
}
