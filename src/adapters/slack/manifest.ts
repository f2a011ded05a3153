// The app manifest to create the Slack app from: its rights, what it hears, and the slash commands whose names Slack leaves
// free. Every command works as `/cutman COMMAND`; the free names work by themselves too.

import { SLACK_LIMITS } from './limits.ts';
import { clip, oneLine } from './slack-text.ts';

export interface ManifestCommand {
  readonly name: string;
  readonly description: string;
  /** What goes after the name, such as `SYMBOL PERCENT`. */
  readonly usage?: string;
}

export interface ManifestOptions {
  /** The public address of the http transport; without it the app uses Socket Mode. */
  readonly url?: string;
}

/** Names that are Slack's own: an app's command of the same name is not reached, or not allowed. */
export const RESERVED_NAMES: ReadonlySet<string> = new Set([
  ...['active', 'apps', 'archive', 'away', 'call', 'collapse', 'dm', 'dnd', 'expand', 'feed', 'feedback'],
  ...['help', 'invite', 'join', 'kick', 'leave', 'me', 'msg', 'mute', 'open', 'part', 'prefs', 'remind'],
  ...['remove', 'rename', 'search', 'shortcuts', 'shrug', 'star', 'status', 'topic', 'unarchive', 'who'],
]);

const SCOPES = [
  'app_mentions:read',
  'channels:read',
  'chat:write',
  'commands',
  'files:write',
  'groups:read',
  'im:history',
  'im:read',
  'im:write',
  'users:read',
];
const EVENTS = ['app_home_opened', 'app_mention', 'message.im'];
const FREE_NAME = /^[a-z][a-z0-9_-]{0,30}$/;

/** A manifest as Slack's page "Create an app from a manifest" takes it. */
export function slackManifest(commands: readonly ManifestCommand[], options: ManifestOptions = {}) {
  const url = options.url === undefined ? undefined : `${options.url.replace(/\/+$/, '')}/slack/events`;
  const address = url === undefined ? {} : { url };
  const request = url === undefined ? {} : { request_url: url };
  const free = commands.filter(
    ({ name }) => FREE_NAME.test(name) && !RESERVED_NAMES.has(name) && name !== 'cutman',
  );
  return {
    display_information: {
      name: 'cutman',
      description: 'Watches leveraged positions, warns early, and cuts only what a person approves.',
      background_color: '#1d2733',
    },
    features: {
      app_home: { home_tab_enabled: true, messages_tab_enabled: true, messages_tab_read_only_enabled: false },
      bot_user: { display_name: 'cutman', always_online: true },
      slash_commands: [
        {
          command: '/cutman',
          ...address,
          description: 'Any command: /cutman status',
          usage_hint: 'COMMAND',
          should_escape: false,
        },
        ...free.slice(0, SLACK_LIMITS.commands - 1).map(({ name, description, usage }) => ({
          command: `/${name}`,
          ...address,
          description: clip(oneLine(description), SLACK_LIMITS.commandDescriptionUnits) || name,
          ...(usage === undefined || usage === '' ? {} : { usage_hint: usage }),
          should_escape: false,
        })),
      ],
    },
    oauth_config: { scopes: { bot: SCOPES } },
    settings: {
      event_subscriptions: { ...request, bot_events: EVENTS },
      interactivity: { is_enabled: true, ...request },
      org_deploy_enabled: false,
      socket_mode_enabled: url === undefined,
      token_rotation_enabled: false,
    },
  };
}
