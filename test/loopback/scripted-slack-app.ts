// A Bolt app small enough to see through, for tests of the loopback Slack, over HTTP and over Socket Mode.
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { App, type Logger, LogLevel, SocketModeReceiver } from '@slack/bolt';
import type { SlackServer } from '../support/slack-server/slack-driver.ts';
import { SLACK_DEFAULTS } from '../support/slack-server/slack-server.ts';

export interface HeardSlack {
  /** What reached the listeners: texts of mentions and messages, commands, values of buttons. */
  readonly texts: string[];
  /** X-Slack-Retry-Num of each event, undefined for first tries. */
  readonly retries: (number | undefined)[];
}

const card = {
  text: 'Cut BTC?',
  blocks: [
    { type: 'section', text: { type: 'mrkdwn', text: '*Cut* BTC &amp; hold?' } },
    {
      type: 'actions',
      block_id: 'decide',
      elements: [
        { type: 'button', action_id: 'approve', text: { type: 'plain_text', text: 'Approve' }, value: 'p1' },
        { type: 'button', action_id: 'reject', text: { type: 'plain_text', text: 'Reject' }, value: 'p1' },
      ],
    },
  ],
} as const;

function listen(app: App): HeardSlack {
  const heard: HeardSlack = { texts: [], retries: [] };
  app.use(async ({ context, next }) => {
    heard.retries.push(context.retryNum);
    await next();
  });
  app.event('app_mention', async ({ event, say }) => {
    heard.texts.push(event.text);
    await say(`heard ${event.text}`);
  });
  app.message(async ({ message, say }) => {
    if (!('text' in message)) return;
    heard.texts.push(message.text ?? '');
    await say(message.text === 'card' ? { text: card.text, blocks: [...card.blocks] as never } : 'pong');
  });
  app.command('/cutman', async ({ command, ack, respond }) => {
    heard.texts.push(command.text);
    await ack('looking');
    await respond({ text: `status of ${command.user_name}`, response_type: 'in_channel' });
  });
  app.action('approve', async ({ ack, action, respond }) => {
    await ack();
    heard.texts.push('value' in action ? (action.value ?? '') : '');
    await respond({ text: 'Done.', replace_original: true });
  });
  app.event('app_home_opened', async ({ event, client }) => {
    await client.views.publish({
      user_id: event.user,
      view: { type: 'home', blocks: [{ type: 'header', text: { type: 'plain_text', text: 'Calm' } }] },
    });
  });
  return heard;
}

/** Refusals and cuts are what these tests are about: Bolt need not print them. */
export const silent: Logger = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  setLevel: () => undefined,
  getLevel: () => LogLevel.ERROR,
  setName: () => undefined,
};

/** Failed calls come back at once instead of after half an hour of retries. */
const clientOptions = (server: SlackServer) => ({
  slackApiUrl: server.apiUrl,
  retryConfig: { retries: 0 },
});

export interface RunningApp {
  readonly app: App;
  readonly heard: HeardSlack;
  stop(): Promise<void>;
}

export async function startHttpApp(server: SlackServer): Promise<RunningApp> {
  const app = new App({
    token: SLACK_DEFAULTS.botToken,
    signingSecret: SLACK_DEFAULTS.signingSecret,
    clientOptions: clientOptions(server),
    logger: silent,
  });
  app.error(async () => undefined);
  const heard = listen(app);
  const listener = (await app.start({ port: 0, host: '127.0.0.1' })) as Server;
  server.deliverTo(`http://127.0.0.1:${(listener.address() as AddressInfo).port}/slack/events`);
  return {
    app,
    heard,
    stop: async () => {
      await app.stop();
    },
  };
}

/** Bolt waits `clientPingTimeout` before it opens the next socket: 5 s unless told. */
export async function startSocketApp(server: SlackServer, reconnectMs = 300): Promise<RunningApp> {
  const receiver = new SocketModeReceiver({
    appToken: SLACK_DEFAULTS.appToken,
    clientPingTimeout: reconnectMs,
    logger: silent,
    installerOptions: { clientOptions: { slackApiUrl: server.apiUrl } },
  });
  const app = new App({
    token: SLACK_DEFAULTS.botToken,
    receiver,
    clientOptions: clientOptions(server),
    logger: silent,
  });
  app.error(async () => undefined);
  const heard = listen(app);
  await app.start();
  return {
    app,
    heard,
    stop: async () => {
      const before = server.sockets.connections;
      await app.stop();
      await server.waitFor(() => server.sockets.connections < Math.max(1, before));
    },
  };
}
