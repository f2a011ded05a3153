// What a test holds of a running Slack server: the people's side of every channel, faults to come, and what the
// app has done so far.
import type { ChangeSignal, WaitOptions } from '../loopback/change-signal.ts';
import type { Lifetime } from '../loopback/lifetime.ts';
import type { Listener } from '../loopback/listener.ts';
import type { Fault, FaultRule, ScriptedFault, ScriptedFaults } from '../loopback/scripted-faults.ts';
import type { Acting, SlackPress, SlackSaid, SlackSayOptions } from './acting.ts';
import type { AppState, SlackView } from './app-state.ts';
import { buttonRows, renderBlocks } from './block-reading.ts';
import type { Attempt, Deliverer, Delivery, Forgery } from './delivery.ts';
import type { RequestAddress } from './request-address.ts';
import type { SlackCall } from './slack-call.ts';
import { type SlackMessageView, viewMessage } from './slack-views.ts';
import type { SocketHub } from './socket-hub.ts';
import type { SlackChannel } from './workspace.ts';

interface Machinery {
  readonly lifetime: Lifetime;
  readonly changes: ChangeSignal;
  readonly faults: ScriptedFaults;
  readonly calls: SlackCall[];
  readonly listener: Listener;
  readonly deliverer: Deliverer;
  readonly acting: Acting;
  readonly address: RequestAddress;
}

export interface SlackUserOptions {
  readonly name?: string;
  readonly real_name?: string;
  readonly tz?: string;
  readonly locale?: string;
}

export interface SlackChannelOptions {
  readonly name?: string;
  readonly kind?: 'public' | 'private';
  readonly members?: readonly string[];
  /** False: the app is not in the channel and may not write there. */
  readonly withBot?: boolean;
}

export class SlackServer {
  readonly #state: AppState;
  readonly #machinery: Machinery;
  #outage: ScriptedFault | undefined;

  constructor(state: AppState, machinery: Machinery) {
    this.#state = state;
    this.#machinery = machinery;
  }

  get url(): string {
    return this.#machinery.listener.url;
  }

  /** The address to give the app as slackApiUrl. */
  get apiUrl(): string {
    return `${this.url}/api/`;
  }

  get app(): AppState['workspace']['app'] {
    return this.#state.workspace.app;
  }

  get sockets(): SocketHub {
    return this.#state.sockets;
  }

  get openSockets(): number {
    return this.#machinery.listener.openSockets;
  }

  /** Sends deliveries to this address from now on, instead of over Socket Mode. */
  deliverTo(url: string): void {
    this.#machinery.address.url = url;
  }

  /** Asks the request address for its challenge back, as Slack does when the address is configured. */
  verifyUrl(): Promise<boolean> {
    return this.#machinery.address.verify();
  }

  user(id: string, options: SlackUserOptions = {}): void {
    const { name = id.toLowerCase(), real_name = name, tz = 'Etc/UTC', locale = 'en-US' } = options;
    this.#state.workspace.users.set(id, { id, name, real_name, tz, locale, is_bot: false });
  }

  channel(id: string, options: SlackChannelOptions = {}): void {
    const { name = id.toLowerCase(), kind = 'public', members = [], withBot = true } = options;
    const bot = withBot ? [this.app.botUserId] : [];
    this.#state.workspace.addChannel(id, name, kind, [...members, ...bot]);
  }

  /** The id of a person's direct message channel with the app. */
  dm(userId: string): string {
    return this.#state.workspace.directMessage(userId).id;
  }

  archive(channelId: string): void {
    this.#state.workspace.channel(channelId).archived = true;
  }

  /** Takes the app out of a channel, or a person. */
  remove(channelId: string, userId = this.app.botUserId): void {
    this.#state.workspace.channel(channelId).members.delete(userId);
  }

  say(userId: string, channelId: string, text: string, options?: SlackSayOptions): SlackSaid {
    return this.#machinery.acting.say(userId, channelId, text, options);
  }

  /** Says something to the app by name: `<@UCUTMAN> text`. */
  mention(userId: string, channelId: string, text: string, options?: SlackSayOptions): SlackSaid {
    return this.say(userId, channelId, `<@${this.app.botUserId}> ${text}`, options);
  }

  slash(userId: string, channelId: string, command: string, text = '', forgery?: Forgery): Delivery {
    return this.#machinery.acting.slash(userId, channelId, command, text, forgery);
  }

  /** Presses a button by label, or sends any action at all as a forged press. */
  press(userId: string, channelId: string, ts: string, press: SlackPress, forgery?: Forgery): Delivery {
    return this.#machinery.acting.press(userId, channelId, ts, press, forgery);
  }

  openHome(userId: string): Delivery | undefined {
    return this.#machinery.acting.openHome(userId);
  }

  pressHome(userId: string, press: SlackPress): Delivery {
    return this.#machinery.acting.pressHome(userId, press);
  }

  submit(view: SlackView, values: Readonly<Record<string, unknown>>): Delivery {
    return this.#machinery.acting.submit(view, values);
  }

  /** Sends a delivery once more with the same event_id or trigger_id, as after a lost acknowledgement. */
  redeliver(delivery: Delivery, num = 1, reason = 'http_timeout'): Promise<Attempt> {
    return this.#machinery.deliverer.redeliver(delivery, num, reason);
  }

  get deliveries(): readonly Delivery[] {
    return this.#machinery.deliverer.deliveries;
  }

  /** The home tab a person sees, as words and button labels. */
  home(userId: string): { readonly rendered: string; readonly buttons: string[][] } | undefined {
    const view = this.#state.homes.get(userId);
    if (view === undefined) return undefined;
    const buttons = buttonRows(view.blocks).map((row) => row.map((button) => button.label));
    return { rendered: renderBlocks(view.blocks), buttons };
  }

  /** Modals opened so far, oldest first. */
  get modals(): readonly SlackView[] {
    return [...this.#state.modals.values()];
  }

  /** Everything in a channel, oldest first: deleted and ephemeral messages too. */
  messages(channelId: string): SlackMessageView[] {
    return this.#views(this.#state.workspace.channel(channelId));
  }

  message(channelId: string, ts: string): SlackMessageView {
    const found = this.messages(channelId).find((message) => message.ts === ts);
    if (found === undefined) throw new Error(`There is no message ${ts} in channel ${channelId}.`);
    return found;
  }

  /** What the app shows in a channel now, oldest first. */
  botMessages(channelId: string): SlackMessageView[] {
    const all = this.messages(channelId).filter((message) => message.from === 'bot' && !message.deleted);
    const own = new Set(all.map(({ ts }) => ts));
    return all.filter(({ threadTs }) => threadTs === undefined || !own.has(threadTs));
  }

  /** What stands in the thread of a message of the app, oldest first. */
  thread(channelId: string, ts: string): SlackMessageView[] {
    return this.messages(channelId).filter(({ threadTs, deleted }) => threadTs === ts && !deleted);
  }

  /** The newest message of the app in a channel. */
  last(channelId: string): SlackMessageView | undefined {
    return this.botMessages(channelId).at(-1);
  }

  /** Waits until a message of the app in the channel shows, or matches, `text`; the newest such message. */
  waitForText(channelId: string, text: string | RegExp, options?: WaitOptions): Promise<SlackMessageView> {
    const fits = ({ rendered, text: plain }: SlackMessageView) =>
      [rendered, plain].some((words) => (typeof text === 'string' ? words.includes(text) : text.test(words)));
    return this.waitFor(() => this.botMessages(channelId).findLast(fits), {
      for: `a message with ${String(text)} in channel ${channelId}`,
      ...options,
    });
  }

  /** Resolves with the first truthy answer of `probe`; asked after every call and every 20 ms. */
  waitFor<T>(
    probe: () => T,
    options: WaitOptions = {},
  ): Promise<Exclude<T, false | undefined | null | 0 | ''>> {
    return this.#machinery.changes.waitFor(probe, options, () => this.#describe());
  }

  /** Every call the app made, oldest first; uploads and response addresses as `upload` and `response_url`. */
  get requests(): readonly SlackCall[] {
    return this.#machinery.calls;
  }

  calls(method: string): SlackCall[] {
    return this.#machinery.calls.filter((call) => call.method === method);
  }

  counters(): Record<string, number> {
    const counted: Record<string, number> = {};
    for (const { method } of this.#machinery.calls) counted[method] = (counted[method] ?? 0) + 1;
    return counted;
  }

  failNext(method: string, fault: Fault, times = 1): ScriptedFault {
    return this.fault({ method, fault, times });
  }

  /** Answers the next calls of a method with `ok: false` and this error name. */
  refuseNext(method: string, error: string, times = 1): ScriptedFault {
    return this.failNext(method, { kind: 'answer', status: 200, body: { ok: false, error } }, times);
  }

  fault(rule: FaultRule): ScriptedFault {
    return this.#machinery.faults.add(rule);
  }

  clearFaults(): void {
    this.#machinery.faults.clear();
    this.#outage = undefined;
    this.#state.rates.release();
  }

  /** Nothing gets through until comeBack(): open connections are cut, sockets included. */
  goDown(): void {
    this.#outage ??= this.fault({ method: '*', fault: { kind: 'drop', when: 'before' }, times: Infinity });
    this.sockets.refusing = true;
    this.#machinery.listener.cut();
  }

  comeBack(): void {
    this.#outage?.remove();
    this.#outage = undefined;
    this.sockets.refusing = false;
  }

  /** Messages a second in one channel; undefined for no limit. */
  set messagesPerSecond(limit: number | undefined) {
    this.#state.rates.perSecond = limit;
  }

  /** Answers 429 with Retry-After to every message of a channel, or of `all`, until `seconds` have passed. */
  rateLimit(channelId: string, seconds: number): void {
    this.#state.rates.hold(channelId, seconds);
  }

  /** Ends every wait, timer and connection. Rejects when the server itself had failed. */
  async close(): Promise<void> {
    this.#machinery.lifetime.end();
    this.#machinery.changes.end();
    await this.#machinery.listener.close();
  }

  #views(channel: SlackChannel): SlackMessageView[] {
    return [...channel.messages.values()].map((message) => viewMessage(this.#state.workspace, message));
  }

  #describe(): string {
    const messages = [...this.#state.workspace.channels.values()].flatMap((channel) =>
      this.#views(channel)
        .slice(-5)
        .map(({ from, rendered, ts }) => `  ${channel.id}#${ts} ${from}: ${rendered.slice(0, 200)}`),
    );
    const calls = this.#machinery.calls.slice(-8).map((call) => {
      const answer = call.answer?.body as { error?: string } | undefined;
      return `  ${call.method} ${call.answer?.status ?? 'waits'} ${answer?.error ?? ''}`;
    });
    const deliveries = this.deliveries.slice(-5).map(({ envelope, attempts }) => {
      return `  ${envelope.kind} ${attempts.map((attempt) => attempt.outcome.kind).join(', ') || 'waits'}`;
    });
    return ['Last messages:', ...messages, 'Last calls:', ...calls, 'Last deliveries:', ...deliveries].join(
      '\n',
    );
  }
}
