// Telegram as a chat platform: ties receiving, sending, presses and rooms together behind the one port the chat core knows.
import { Api, type ApiClientOptions, GrammyError } from 'grammy';
import type { ChatPlatform, Intake, Outgoing, SendFault } from '../../chat/core/platform.ts';
import { failure, type Result, success } from '../../domain/result.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Log } from '../../ports/log.ts';
import { ApiTransport } from './api-transport.ts';
import { type CommandMenu, setMenus } from './command-menu.ts';
import { ConnectionState } from './connection-state.ts';
import { Inbox } from './inbox.ts';
import { TELEGRAM_LIMITS, type TelegramLimits } from './limits.ts';
import { Messenger } from './messenger.ts';
import { Polling } from './polling.ts';
import { Pushed } from './pushed.ts';
import { Rooms } from './rooms.ts';
import { makeScrub } from './scrub.ts';
import { toSendFault, wordFailure } from './send-faults.ts';
import { WaitingMarks } from './waiting-marks.ts';
import { requireSecret, type WebhookAddress } from './webhook.ts';

export interface TelegramOptions {
  readonly token: string;
  /** `https://api.telegram.org`, or the address of a Bot API server of one's own. */
  readonly apiRoot: string;
  /** Ids of the chats that get what the desk pushes. */
  readonly chats: readonly string[];
  readonly clock: Clock;
  readonly log: Log;
  readonly languageCommands: readonly CommandMenu[];
  /** Instead of polling; refused without a secret. */
  readonly webhook?: WebhookAddress;
  /** Wall clock in milliseconds, where the desk's clock is market time. */
  readonly now?: () => number;
  readonly limits?: Partial<TelegramLimits>;
}

export interface TelegramPlatform extends ChatPlatform {
  /** The port the webhook listens on; undefined when polling. */
  readonly webhookPort: number | undefined;
}

/** Throws on a mistake in the configuration: no token, or a webhook without a secret. Touches no network. */
export function openTelegram(options: TelegramOptions): TelegramPlatform {
  const { token, clock, log } = options;
  if (token === '') throw new Error('Telegram needs a token: set TELEGRAM_BOT_TOKEN');
  const webhook = options.webhook === undefined ? undefined : requireSecret(options.webhook);
  const limits: TelegramLimits = { ...TELEGRAM_LIMITS, ...options.limits };
  const scrub = makeScrub([token, ...(webhook === undefined ? [] : [webhook.secret])]);
  const rooms = new Rooms(options.chats);
  const state = new ConnectionState(rooms, log);
  const transport = new ApiTransport(limits.responseBytes, limits.idleSocketMs);
  const client: ApiClientOptions = { apiRoot: options.apiRoot.replace(/\/+$/, ''), fetch: transport.fetch };
  const api = new Api(token, { ...client, timeoutSeconds: limits.sendTimeoutSeconds });
  const pictureApi = new Api(token, { ...client, timeoutSeconds: limits.photoTimeoutSeconds });
  const marks = new WaitingMarks(api, limits, log, scrub);
  const messenger = new Messenger({ api, pictureApi, rooms, limits, log, scrub });
  const onTheWay = new Set<Promise<unknown>>();
  let receiver: Polling | Pushed | undefined;

  /** stop() waits for it, within reason. */
  async function underWay<T>(work: Promise<T>): Promise<T> {
    onTheWay.add(work);
    try {
      return await work;
    } finally {
      onTheWay.delete(work);
    }
  }

  /** Once connected: finds out which configured rooms can be written to, and tells Telegram the menus. */
  async function lookAround(): Promise<void> {
    for (const room of rooms.configured) {
      try {
        await api.getChat(room);
      } catch (error) {
        const moved = error instanceof GrammyError ? error.parameters.migrate_to_chat_id : undefined;
        const fault = toSendFault(error, scrub);
        if (moved !== undefined) rooms.move(room, String(moved));
        else if (fault.kind === 'room-gone') rooms.lose(room, fault.why);
        log.warn({ room, reason: wordFailure(error, scrub) }, 'a configured chat does not answer');
      }
    }
    await setMenus(api, options.languageCommands, limits, log, scrub);
  }

  function makeReceiver(intake: Intake): Polling | Pushed {
    const deskNow = () => clock.now();
    const inbox = new Inbox({ intake, rooms, marks, log, scrub, deskNow, wallNow: options.now ?? deskNow });
    const onConnected = () => void underWay(lookAround());
    const common = { inbox, state, limits, scrub, onConnected };
    return webhook === undefined
      ? new Polling({ ...common, token, client, log })
      : new Pushed({ ...common, api, webhook });
  }

  return {
    name: 'telegram',
    get rooms() {
      return rooms.configured;
    },
    get webhookPort() {
      return receiver instanceof Pushed ? receiver.port : undefined;
    },

    /** Groups have negative ids. */
    progressEveryMs: (room) => (room.startsWith('-') ? limits.groupProgressMs : limits.progressMs),

    async start(intake) {
      if (receiver !== undefined) throw new Error('Telegram was started before');
      receiver = makeReceiver(intake);
      await receiver.start();
    },

    async stop() {
      marks.close();
      await receiver?.stop();
      let timer: NodeJS.Timeout | undefined;
      const enough = new Promise((resolve) => {
        timer = setTimeout(resolve, limits.stopMs);
      });
      await Promise.race([Promise.allSettled([...onTheWay]), enough]);
      clearTimeout(timer);
      marks.close();
      transport.close();
      state.become({ kind: 'stopped' });
    },

    send: (room: string, message: Outgoing, to = {}) => underWay(messenger.send(room, message, to.thread)),
    edit: (room, messageId, message) => underWay(messenger.edit(room, messageId, message)),
    answerPress: (pressId, text) => underWay(marks.answer(pressId, text)),
    remove: (room, messageId) => underWay(messenger.remove(room, messageId)),

    /** A person's private chat has the person's own id; whether they ever started the bot shows when it is written to. */
    async privateRoom(platformId): Promise<Result<string, SendFault>> {
      if (/^[1-9]\d{0,15}$/.test(platformId)) return success(platformId);
      return failure({ kind: 'room-gone', why: 'a Telegram person has a number as id' });
    },

    health: () => state.health(),
  };
}
