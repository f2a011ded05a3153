// The manifest asks Slack for what the adapter uses, and for no name that Slack keeps to itself.
import { expect, test } from 'vitest';
import { slackManifest } from '../../../src/adapters/slack/manifest.ts';

const COMMANDS = [
  { name: 'risk', description: 'How much is at risk', usage: '[symbol]' },
  { name: 'status', description: 'How it stands' },
  { name: 'mute', description: 'Fewer messages' },
  { name: 'killswitch', description: 'Stops trading' },
];
const names = (manifest: ReturnType<typeof slackManifest>) =>
  manifest.features.slash_commands.map(({ command }) => command);

test('commands work by their own name where Slack leaves it free, and all of them behind /cutman', () => {
  expect(names(slackManifest(COMMANDS))).toEqual(['/cutman', '/risk', '/killswitch']);
});

test('over a socket no address is named; over http every entry names the same one', () => {
  const socket = slackManifest(COMMANDS);
  expect(socket.settings.socket_mode_enabled).toBe(true);
  expect(JSON.stringify(socket)).not.toContain('url');
  const http = slackManifest(COMMANDS, { url: 'https://bot.example/' });
  expect(http.settings).toMatchObject({
    socket_mode_enabled: false,
    event_subscriptions: { request_url: 'https://bot.example/slack/events' },
    interactivity: { is_enabled: true, request_url: 'https://bot.example/slack/events' },
  });
  expect(new Set(http.features.slash_commands.map((each) => 'url' in each && each.url))).toEqual(
    new Set(['https://bot.example/slack/events']),
  );
});

test('it hears mentions, direct messages and the home tab, and may do what those need', () => {
  const { settings, oauth_config, features } = slackManifest(COMMANDS);
  expect(settings.event_subscriptions.bot_events).toEqual(['app_home_opened', 'app_mention', 'message.im']);
  expect(oauth_config.scopes.bot).toEqual(
    expect.arrayContaining([
      'app_mentions:read',
      'chat:write',
      'commands',
      'files:write',
      'im:history',
      'im:write',
    ]),
  );
  expect(features.app_home.home_tab_enabled).toBe(true);
});

test('more commands than Slack takes end at its limit, and descriptions are one line', () => {
  const many = Array.from({ length: 80 }, (_, at) => ({
    name: `c${at}`,
    description: `a\nb${' long'.repeat(60)}`,
  }));
  const { slash_commands } = slackManifest(many).features;
  expect(slash_commands).toHaveLength(50);
  for (const { description } of slash_commands) expect(description).toMatch(/^[^\n]{1,140}$/);
});
