// A Slack on 127.0.0.1 for tests: real HTTP and WebSockets, Slack's own checks and names, and a hand for the
// test to play the people on the other side.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { ChangeSignal } from '../loopback/change-signal.ts';
import { Lifetime } from '../loopback/lifetime.ts';
import { listenOnLoopback, send } from '../loopback/listener.ts';
import { readBody } from '../loopback/request-body.ts';
import { runUnderFault, ScriptedFaults, type WireAnswer } from '../loopback/scripted-faults.ts';
import { Acting } from './acting.ts';
import { type AppState, ChannelRates, type Method, Triggers } from './app-state.ts';
import { CallArguments } from './call-arguments.ts';
import { Deliverer } from './delivery.ts';
import { EventFeed } from './event-feed.ts';
import { fileMethods, takeUpload } from './file-methods.ts';
import { messageMethods } from './message-methods.ts';
import { RequestAddress } from './request-address.ts';
import { ResponseUrls } from './response-urls.ts';
import type { SlackCall } from './slack-call.ts';
import { SlackServer } from './slack-driver.ts';
import { SlackApiError, slackError } from './slack-error.ts';
import { SocketHub } from './socket-hub.ts';
import { viewMethods } from './view-methods.ts';
import { type AppIdentity, Workspace } from './workspace.ts';
import { workspaceMethods } from './workspace-methods.ts';

export interface SlackServerOptions {
  /** Bearer of every method but apps.connections.open. */
  readonly botToken?: string;
  /** Bearer of apps.connections.open. */
  readonly appToken?: string;
  readonly signingSecret?: string;
  readonly port?: number;
  readonly app?: Partial<AppIdentity>;
  /** Events the app gets; mentions, direct messages and the home tab unless told. */
  readonly subscriptions?: readonly string[];
  /** Milliseconds since 1970; time stamps, limits and expiries go by it. The wall clock unless told. */
  readonly now?: () => number;
  /** How long the app may take to acknowledge: 3,000 ms unless told. */
  readonly ackMs?: number;
  /** Waits before the retries of an event: Slack's 0, 60,000 and 300,000 ms unless told. */
  readonly retryDelaysMs?: readonly number[];
  readonly triggerMs?: number;
  readonly pingMs?: number;
  readonly messagesPerSecond?: number;
}

export const SLACK_DEFAULTS = {
  botToken: 'xoxb-loopback-bot',
  appToken: 'xapp-loopback-app',
  signingSecret: 'loopback-signing-secret',
  subscriptions: ['app_mention', 'message.im', 'app_home_opened'],
} as const;

const METHODS = new Map<string, Method>(
  Object.entries({ ...messageMethods, ...workspaceMethods, ...viewMethods, ...fileMethods }),
);

/** Throws Slack's refusal unless the call bears the right token. */
function checkToken(state: AppState, method: string, token: string | undefined): void {
  if (token === undefined) throw slackError('not_authed');
  const { bot, app } = state.tokens;
  if (token !== bot && token !== app) throw slackError('invalid_auth');
  const wanted = method === 'apps.connections.open' ? app : bot;
  if (token !== wanted && method !== 'auth.test') throw slackError('not_allowed_token_type');
}

function execute(state: AppState, method: string, args: CallArguments): WireAnswer {
  try {
    const run = METHODS.get(method);
    if (run === undefined) throw slackError('unknown_method');
    checkToken(state, method, args.token);
    return { status: 200, body: { ok: true, ...run(state, args) } };
  } catch (error) {
    if (error instanceof SlackApiError) return error.answer;
    throw error;
  }
}

export async function startSlackServer(options: SlackServerOptions = {}): Promise<SlackServer> {
  const lifetime = new Lifetime();
  const changes = new ChangeSignal();
  const faults = new ScriptedFaults();
  const calls: SlackCall[] = [];
  const now = options.now ?? Date.now;
  const onChange = () => changes.notify();
  const workspace = new Workspace(
    {
      appId: 'A1',
      botId: 'B1',
      botUserId: 'UCUTMAN',
      teamId: 'T1',
      teamDomain: 'loopback',
      ...options.app,
    },
    now,
  );
  const address = new RequestAddress(lifetime, options.signingSecret ?? SLACK_DEFAULTS.signingSecret, now);
  const sockets = new SocketHub(lifetime, options.pingMs ?? 10_000, workspace.app.appId, onChange);
  const deliverer = new Deliverer(
    lifetime,
    { ackMs: options.ackMs ?? 3_000, retryDelaysMs: options.retryDelaysMs ?? [0, 60_000, 300_000] },
    () => (address.url === '' ? sockets.transport : address.transport),
    onChange,
  );
  const events = new EventFeed(
    workspace,
    deliverer,
    options.subscriptions ?? SLACK_DEFAULTS.subscriptions,
    now,
  );
  const responses = new ResponseUrls(workspace, events, now);
  const state: AppState = {
    workspace,
    rates: new ChannelRates(now, options.messagesPerSecond),
    triggers: new Triggers(now, options.triggerMs ?? 3_000),
    events,
    sockets,
    homes: new Map(),
    modals: new Map(),
    uploads: new Map(),
    tokens: {
      bot: options.botToken ?? SLACK_DEFAULTS.botToken,
      app: options.appToken ?? SLACK_DEFAULTS.appToken,
    },
    url: () => listener.url,
    now,
  };

  /** What a path is called in the log of calls, and what answers it. */
  function route(path: string, args: CallArguments): { method: string; run: () => WireAnswer } | undefined {
    const [, kind, rest] = /^\/(api|upload\/v1|response)\/([\w.]+)$/.exec(path) ?? [];
    if (kind === undefined || rest === undefined) return undefined;
    if (kind === 'api') return { method: rest, run: () => execute(state, rest, args) };
    if (kind === 'response') return { method: 'response_url', run: () => responses.take(path, args) };
    return { method: 'upload', run: () => takeUpload(state, rest, args) };
  }

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await readBody(request);
    const path = new URL(request.url ?? '/', 'http://127.0.0.1').pathname;
    const args = new CallArguments(body, request.headers.authorization);
    const target = route(path, args);
    if (target === undefined) {
      return send(request, response, { kind: 'answer', answer: { status: 404, body: 'not found' } });
    }
    const { token: _token, ...params } = body.params;
    const call: SlackCall = { method: target.method, params, at: now(), answer: undefined };
    calls.push(call);
    onChange();
    const outcome = await runUnderFault(faults.take(target.method, params), lifetime, async () => {
      call.answer = target.run();
      return call.answer;
    });
    onChange();
    send(request, response, outcome);
  }

  const listener = await listenOnLoopback(options.port ?? 0, handle, (request, socket, head) =>
    sockets.upgrade(request, socket, head),
  );
  const acting = new Acting(state, deliverer, responses);
  return new SlackServer(state, { lifetime, changes, faults, calls, listener, deliverer, acting, address });
}
