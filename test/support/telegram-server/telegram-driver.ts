// What a test holds of a running Telegram server: the people's side of every chat, faults to come, and what the
// bot has done so far.
import type { ChangeSignal, WaitOptions } from '../loopback/change-signal.ts';
import type { Lifetime } from '../loopback/lifetime.ts';
import type { Listener } from '../loopback/listener.ts';
import type { Fault, FaultRule, ScriptedFault, ScriptedFaults } from '../loopback/scripted-faults.ts';
import { commandListKey } from './bot-methods.ts';
import type { BotCommand, BotState, CallbackAnswer } from './bot-state.ts';
import type { FloodLimits } from './flood-control.ts';
import { type MessageView, viewMessage } from './message-views.ts';
import { People } from './people.ts';
import {
  type Button,
  type Pressed,
  type PressOptions,
  type Said,
  type SayOptions,
  Speaking,
} from './speaking.ts';
import type { TelegramCall } from './telegram-call.ts';
import type { Update } from './update-queue.ts';
import type { WebhookPush } from './webhook.ts';
import type { TelegramUser } from './world.ts';

interface Machinery {
  readonly lifetime: Lifetime;
  readonly changes: ChangeSignal;
  readonly faults: ScriptedFaults;
  readonly calls: TelegramCall[];
  readonly listener: Listener;
}

export class TelegramServer {
  readonly #state: BotState;
  readonly #machinery: Machinery;
  readonly #speaking: Speaking;
  #outage: ScriptedFault | undefined;
  /** Groups, membership, blocking, migration. */
  readonly people: People;

  constructor(state: BotState, machinery: Machinery) {
    this.#state = state;
    this.#machinery = machinery;
    this.#speaking = new Speaking(state);
    this.people = new People(state);
  }

  /** The API root to give the bot: `http://127.0.0.1:PORT`. */
  get url(): string {
    return this.#machinery.listener.url;
  }

  get port(): number {
    return this.#machinery.listener.port;
  }

  get bot(): TelegramUser {
    return this.#state.world.bot;
  }

  /** Open connections, for tests that count what is left behind. */
  get openSockets(): number {
    return this.#machinery.listener.openSockets;
  }

  /** Makes or changes a person; their private chat has the same id. */
  user(id: number, options?: Parameters<People['user']>[1]): TelegramUser {
    return this.people.user(id, options);
  }

  /** Makes a group that the bot is in. */
  group(id: number, options?: Parameters<People['group']>[1]): void {
    this.people.group(id, options);
  }

  say(userId: number, chatId: number, text: string, options?: SayOptions): Said {
    return this.#speaking.say(userId, chatId, text, options);
  }

  /** Presses a button by label, or sends any data at all as a forged press. */
  press(userId: number, chatId: number, messageId: number, button: Button, options?: PressOptions): Pressed {
    return this.#speaking.press(userId, chatId, messageId, button, options);
  }

  forward(userId: number, fromChatId: number, messageId: number, toChatId: number): Said {
    return this.#speaking.forward(userId, fromChatId, messageId, toChatId);
  }

  edit(userId: number, chatId: number, messageId: number, text: string): Said {
    return this.#speaking.edit(userId, chatId, messageId, text);
  }

  /** Hands an update out once more under the same update_id, also when it was confirmed long ago. */
  redeliver(updateId: number): void {
    this.#state.queue.redeliver(updateId);
  }

  /** Makes any update at all; answers undefined when the bot has not asked for its kind. */
  push(kind: string, content: unknown): Update | undefined {
    return this.#state.queue.push(kind, content);
  }

  /** Every message of a chat, oldest first, deleted ones included. */
  messages(chatId: number): MessageView[] {
    const chat = this.#state.world.chat(chatId);
    return [...chat.messages.values()].map((message) => viewMessage(this.#state.world, chat, message));
  }

  message(chatId: number, messageId: number): MessageView {
    const found = this.messages(chatId).find((message) => message.id === messageId);
    if (found === undefined) throw new Error(`There is no message ${messageId} in chat ${chatId}.`);
    return found;
  }

  /** What the bot shows in a chat now: its messages that are not deleted, oldest first. */
  botMessages(chatId: number): MessageView[] {
    return this.messages(chatId).filter((message) => message.from === 'bot' && !message.deleted);
  }

  /** The newest message of the bot in a chat. */
  last(chatId: number): MessageView | undefined {
    return this.botMessages(chatId).at(-1);
  }

  /** Says something and waits for the first message of the bot in that chat afterwards. */
  async ask(userId: number, chatId: number, text: string, options?: WaitOptions): Promise<MessageView> {
    const { messageId } = this.say(userId, chatId, text);
    const reply = () => this.botMessages(chatId).find((message) => message.id > messageId);
    return this.waitFor(reply, { for: `an answer to "${text}"`, ...options });
  }

  /** Waits until a message of the bot in the chat contains, or matches, `text`; the newest such message. */
  waitForText(chatId: number, text: string | RegExp, options?: WaitOptions): Promise<MessageView> {
    const fits = (message: MessageView) =>
      typeof text === 'string' ? message.text.includes(text) : text.test(message.text);
    return this.waitFor(() => this.botMessages(chatId).findLast(fits), {
      for: `a message with ${String(text)} in chat ${chatId}`,
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

  get callbackAnswers(): readonly CallbackAnswer[] {
    return this.#state.callbacks.answers;
  }

  get chatActions(): BotState['chatActions'] {
    return this.#state.chatActions;
  }

  /** Every call the bot made, oldest first. */
  get requests(): readonly TelegramCall[] {
    return this.#machinery.calls;
  }

  calls(method: string): TelegramCall[] {
    return this.#machinery.calls.filter((call) => call.method.toLowerCase() === method.toLowerCase());
  }

  /** How often each method was called. */
  counters(): Record<string, number> {
    const counted: Record<string, number> = {};
    for (const { method } of this.#machinery.calls) counted[method] = (counted[method] ?? 0) + 1;
    return counted;
  }

  /** The command menu for a scope (`{type: 'chat', chat_id: 1}`) and a language. */
  commands(scope?: Readonly<Record<string, unknown>>, language = ''): readonly BotCommand[] | undefined {
    return this.#state.commands.get(commandListKey(scope, language));
  }

  /** Updates the bot has not confirmed yet. */
  get unconfirmed(): readonly Update[] {
    return this.#state.queue.unconfirmed;
  }

  /** Whether a getUpdates call waits at this moment. */
  get polling(): boolean {
    return this.#state.queue.polling;
  }

  get webhookPushes(): readonly WebhookPush[] {
    return this.#state.webhook.pushes;
  }

  /** Lets the next calls of a method (or `*`) go wrong. */
  failNext(method: string, fault: Fault, times = 1): ScriptedFault {
    return this.fault({ method, fault, times });
  }

  /** Lets the calls that fit a rule go wrong, until its times are used up or it is removed. */
  fault(rule: FaultRule): ScriptedFault {
    return this.#machinery.faults.add(rule);
  }

  clearFaults(): void {
    this.#machinery.faults.clear();
    this.#outage = undefined;
    this.#state.flood.release();
  }

  /** Nothing gets through until comeBack(): open connections are cut, new calls too, with no effect. */
  goDown(): void {
    this.#outage ??= this.fault({ method: '*', fault: { kind: 'drop', when: 'before' }, times: Infinity });
    this.#machinery.listener.cut();
  }

  comeBack(): void {
    this.#outage?.remove();
    this.#outage = undefined;
  }

  set floodLimits(limits: FloodLimits) {
    this.#state.flood.limits = limits;
  }

  /** Answers 429 to every message of one chat, or of all, until `seconds` have passed. */
  floodWait(chatId: number | 'all', seconds: number): void {
    this.#state.flood.hold(chatId, seconds);
  }

  /** Somebody else polls with the same token: the waiting poll, or else the next, ends with 409. */
  conflict(): void {
    this.#state.queue.conflict();
  }

  /** Ends every wait, timer and connection. Rejects when the server itself had failed. */
  async close(): Promise<void> {
    this.#machinery.lifetime.end();
    this.#machinery.changes.end();
    await this.#machinery.listener.close();
  }

  #describe(): string {
    const chats = [...this.#state.world.chats.values()].flatMap((chat) =>
      this.messages(chat.id)
        .slice(-5)
        .map(({ from, text, id }) => `  ${chat.id}#${id} ${from}: ${text.slice(0, 200)}`),
    );
    const calls = this.#machinery.calls.slice(-8).map((call) => {
      const answer = call.answer?.body as { description?: string } | undefined;
      return `  ${call.method} ${call.answer?.status ?? 'waits'} ${answer?.description ?? ''}`;
    });
    return ['Last messages:', ...chats, 'Last calls:', ...calls].join('\n');
  }
}
