// The same on a loopback Slack in Socket Mode: from the envelope's delivery to the answer at its response address or in the channel.
import type { SlackServer } from '../../test/support/slack-server/slack-driver.ts';
import { SLACK_DEFAULTS, startSlackServer } from '../../test/support/slack-server/slack-server.ts';

export const SLACK_CHANNEL = 'C1';
const PEOPLE = ['U1', 'U2', 'U3', 'U4'] as const;
const ANSWERS = new Set(['response_url', 'chat.postMessage', 'chat.postEphemeral']);

export const SLACK_PEOPLE = PEOPLE.map((id) => ({
  name: `slack-${id.toLowerCase()}`,
  role: 'admin',
  slack: `T1/${id}`,
}));

export const SLACK_ENV = {
  SLACK_BOT_TOKEN: SLACK_DEFAULTS.botToken,
  SLACK_APP_TOKEN: SLACK_DEFAULTS.appToken,
  SLACK_SIGNING_SECRET: SLACK_DEFAULTS.signingSecret,
} as const;

export async function openSlackSide(): Promise<SlackServer> {
  const server = await startSlackServer();
  for (const id of PEOPLE) server.user(id);
  server.channel(SLACK_CHANNEL, { members: PEOPLE });
  return server;
}

/** Asks `count` times and answers the times in milliseconds. */
export async function askOnSlack(server: SlackServer, line: string, count: number): Promise<number[]> {
  await server.waitFor(() => server.sockets.connections > 0, { for: 'a socket' });
  const all: number[] = [];
  for (let asked = 0; asked < count; asked += 1) {
    const { length } = server.requests;
    const started = performance.now();
    const delivery = server.slash(PEOPLE[asked % PEOPLE.length]!, SLACK_CHANNEL, '/cutman', line);
    await server.waitFor(() => server.requests.slice(length).some(({ method }) => ANSWERS.has(method)), {
      for: `an answer to ${line}`,
    });
    all.push(performance.now() - started);
    await delivery.settled;
  }
  return all;
}
