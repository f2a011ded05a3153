// Slack as a chat platform: ties receiving, sending, presses and rooms together behind the one port the chat core knows.
import { App, webApi } from '@slack/bolt';
import type { ChatPlatform, Intake } from '../../chat/core/platform.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Log } from '../../ports/log.ts';
import { answerPress } from './answer-press.ts';
import { ApiTransport, type SlackFetch } from './api-transport.ts';
import { boltLogger } from './bolt-logger.ts';
import { ConfirmGate } from './confirm-gate.ts';
import { ConnectionState } from './connection-state.ts';
import { Ephemerals } from './ephemerals.ts';
import { type HomeContent, HomeTab } from './home-tab.ts';
import { Inbox } from './inbox.ts';
import { SLACK_LIMITS, type SlackLimits } from './limits.ts';
import { lookAround } from './look-around.ts';
import { Messenger } from './messenger.ts';
import { People } from './people.ts';
import type { Fields } from './read-event.ts';
import { RequestReceiver } from './request-receiver.ts';
import { Rooms } from './rooms.ts';
import { makeScrub } from './scrub.ts';
import { wordFailure } from './send-faults.ts';
import { SocketReceiver } from './socket-receiver.ts';

export interface SlackOptions {
  readonly botToken: string;
  /** For the socket transport. */
  readonly appToken?: string;
  /** For the http transport. */
  readonly signingSecret?: string;
  /** `https://slack.com/api/`, or another address that speaks the Web API. */
  readonly apiUrl: string;
  readonly transport: 'socket' | 'http';
  /** Where the http transport listens; port 0 takes a free one. */
  readonly host: string;
  readonly port: number;
  /** Ids of the channels that get what the desk pushes. */
  readonly channels: readonly string[];
  readonly clock: Clock;
  readonly log: Log;
  /** What the app's home tab shows to a person. */
  readonly home?: HomeContent;
  /** Wall clock in milliseconds, where the desk's clock is market time. */
  readonly now?: () => number;
  readonly limits?: Partial<SlackLimits>;
}

export interface SlackPlatform extends ChatPlatform {
  /** The port the http transport listens on; undefined over a socket and before the start. */
  readonly port: number | undefined;
}

/** Throws on a mistake in the configuration: a token or secret that the transport needs is missing. Touches no network. */
export function openSlack(options: SlackOptions): SlackPlatform {
  const { clock, log, transport } = options;
  const { botToken, appToken, signingSecret } = checkSecrets(options);
  const limits: SlackLimits = { ...SLACK_LIMITS, ...options.limits };
  const apiUrl = `${options.apiUrl.replace(/\/+$/, '')}/`;
  const scrub = makeScrub([botToken, appToken, signingSecret]);
  const wallNow = options.now ?? (() => Date.now());
  const wire = new ApiTransport(limits);
  const fetch = wire.fetchWithin(limits.sendTimeoutMs);
  const logger = boltLogger(log, scrub);
  /** The desk's outbox tries again by itself: the client's own half an hour of retries would bring stale alerts twice. */
  const clientOptions = (by: SlackFetch): webApi.WebClientOptions => ({
    slackApiUrl: apiUrl,
    fetch: by,
    logger,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
  });
  const web = new webApi.WebClient(botToken, clientOptions(fetch));
  const pictureWeb = new webApi.WebClient(botToken, clientOptions(wire.fetchWithin(limits.uploadTimeoutMs)));
  const rooms = new Rooms(options.channels);
  const state = new ConnectionState(rooms, log);
  const people = new People(web, scrub, limits.people);
  const ephemerals = new Ephemerals(fetch, limits);
  const home = new HomeTab(web, options.home, limits, log, scrub);
  const talk = { web, pictureWeb, rooms, people, ephemerals, home, state, limits, log, scrub };
  const messenger = new Messenger(talk);
  const stopping = new AbortController();
  const onTheWay = new Set<Promise<unknown>>();
  let receiver: SocketReceiver | RequestReceiver | undefined;

  /** stop() waits for it, within reason. */
  async function underWay<T>(work: Promise<T>): Promise<T> {
    onTheWay.add(work);
    try {
      return await work;
    } finally {
      onTheWay.delete(work);
    }
  }

  const behind = (work: Promise<unknown>): void => {
    underWay(work).catch((error: unknown) =>
      log.warn({ reason: wordFailure(error, scrub) }, 'work behind a delivery failed'),
    );
  };

  function makeReceiver(intake: Intake): SocketReceiver | RequestReceiver {
    const failed = (error: unknown) =>
      log.warn({ reason: wordFailure(error, scrub) }, 'a confirmed delivery failed');
    const gate = new ConfirmGate(limits, failed);
    const common = { gate, state, limits, logger, log, scrub };
    const made =
      transport === 'socket'
        ? new SocketReceiver({ ...common, appToken, apiUrl, fetch })
        : new RequestReceiver({ ...common, signingSecret, host: options.host, port: options.port, wallNow });
    const deskNow = () => clock.now();
    listen(
      new App({
        receiver: made,
        logger,
        clientOptions: clientOptions(fetch),
        // What arrives is let in by the desk's own list of people; looking Slack up first would make a kill wait for Slack.
        authorize: async () => ({ botToken }),
        convoStore: false,
        ignoreSelf: false,
      }),
      new Inbox({ ...talk, intake, deskNow, wallNow, behind, stopping: stopping.signal }),
    );
    return made;
  }

  return {
    name: 'slack',
    rooms: rooms.configured,
    get port() {
      return receiver instanceof RequestReceiver ? receiver.port : undefined;
    },

    threads: true,
    progressEveryMs: () => limits.progressMs,

    async start(intake) {
      if (receiver !== undefined) throw new Error('Slack was started before');
      receiver = makeReceiver(intake);
      await receiver.start();
      behind(lookAround({ ...talk, stopping: stopping.signal }));
    },

    async stop() {
      stopping.abort();
      await receiver?.stop();
      let timer: NodeJS.Timeout | undefined;
      const enough = new Promise((resolve) => {
        timer = setTimeout(resolve, limits.stopMs);
      });
      await Promise.race([Promise.allSettled([...onTheWay]), enough]);
      clearTimeout(timer);
      wire.close();
      state.become({ kind: 'stopped' });
    },

    send: (room, message, to = {}) =>
      underWay(messenger.send({ room, thread: to.thread, onlyFor: to.onlyFor }, message)),
    edit: (room, messageId, message) => underWay(messenger.edit(room, messageId, message)),
    answerPress: (pressId, text) => underWay(answerPress(pressId, text, talk)),
    remove: (room, messageId) => underWay(messenger.remove(room, messageId)),
    privateRoom: (platformId) => underWay(people.privateRoom(platformId)),
    health: () => state.health(),
  };
}

function listen(app: App, inbox: Inbox): void {
  const fields = (body: object): Fields => body as Fields;
  // Not stored: the error goes up to the receiver, which does not confirm.
  app.error(async (error) => {
    throw error;
  });
  app.event(/^(app_mention|message|app_home_opened)$/, ({ body }) => inbox.takeEvent(fields(body)));
  app.command(/^\//, ({ body }) => inbox.takeCommand(fields(body)));
  app.action({ type: 'block_actions' }, ({ body }) => inbox.takePress(fields(body)));
}

/** The secrets that the transport needs; '' where it needs none. */
function checkSecrets({ botToken, appToken = '', signingSecret = '', transport }: SlackOptions) {
  if (botToken === '') throw new Error('Slack needs a bot token: set SLACK_BOT_TOKEN');
  if (transport === 'socket' && appToken === '') {
    throw new Error('Slack over a socket needs an app token: set SLACK_APP_TOKEN, or use the http transport');
  }
  if (transport === 'http' && signingSecret === '') {
    throw new Error(
      'Slack over http needs the signing secret: set SLACK_SIGNING_SECRET, or use the socket transport',
    );
  }
  return { botToken, appToken, signingSecret };
}
