// The methods about the app's identity, conversations and people, and the one that opens a socket.
import type { MethodTable } from './app-state.ts';
import { slackError } from './slack-error.ts';
import type { SlackChannel, SlackUser } from './workspace.ts';

const wireChannel = (channel: SlackChannel, botUserId: string): Record<string, unknown> => ({
  id: channel.id,
  ...(channel.kind === 'im'
    ? { user: [...channel.members].find((id) => id !== botUserId) }
    : { name: channel.name }),
  is_channel: channel.kind === 'public',
  is_group: channel.kind === 'private',
  is_im: channel.kind === 'im',
  is_private: channel.kind !== 'public',
  is_archived: channel.archived,
  is_member: channel.members.has(botUserId),
  num_members: channel.members.size,
});

const wireUser = (user: SlackUser, teamId: string, withLocale: boolean): Record<string, unknown> => ({
  id: user.id,
  team_id: teamId,
  name: user.name,
  deleted: false,
  real_name: user.real_name,
  tz: user.tz,
  tz_label: user.tz,
  profile: { real_name: user.real_name, display_name: user.name },
  is_bot: user.is_bot,
  is_admin: false,
  ...(withLocale ? { locale: user.locale } : {}),
});

export const workspaceMethods: MethodTable = {
  'auth.test'({ workspace }) {
    const { app } = workspace;
    return {
      url: `https://${app.teamDomain}.slack.com/`,
      team: app.teamDomain,
      user: workspace.user(app.botUserId).name,
      team_id: app.teamId,
      user_id: app.botUserId,
      bot_id: app.botId,
      is_enterprise_install: false,
    };
  },

  'apps.connections.open'({ sockets, url }) {
    return { url: `${url().replace(/^http/, 'ws')}${sockets.issueTicket()}` };
  },

  'conversations.open'({ workspace }, args) {
    const users = args.text('users')?.split(',');
    if (users === undefined) {
      const channel = workspace.find(args.text('channel'));
      return { channel: { id: channel.id }, no_op: true, already_open: true };
    }
    const [user] = users;
    if (users.length !== 1 || user === undefined) throw slackError('not_enough_users');
    if (!workspace.users.has(user)) throw slackError('user_not_found');
    return { channel: { id: workspace.directMessage(user).id } };
  },

  'conversations.info'({ workspace }, args) {
    return { channel: wireChannel(workspace.find(args.text('channel')), workspace.app.botUserId) };
  },

  'conversations.list'({ workspace }) {
    const visible = [...workspace.channels.values()].filter(
      (channel) => channel.kind === 'public' || channel.members.has(workspace.app.botUserId),
    );
    return {
      channels: visible.map((channel) => wireChannel(channel, workspace.app.botUserId)),
      response_metadata: { next_cursor: '' },
    };
  },

  'conversations.members'({ workspace }, args) {
    const channel = workspace.find(args.text('channel'));
    return { members: [...channel.members], response_metadata: { next_cursor: '' } };
  },

  'conversations.join'({ workspace }, args) {
    const channel = workspace.find(args.text('channel'));
    if (channel.archived) throw slackError('is_archived');
    if (channel.kind !== 'public') throw slackError('method_not_supported_for_channel_type');
    channel.members.add(workspace.app.botUserId);
    return { channel: wireChannel(channel, workspace.app.botUserId) };
  },

  'users.info'({ workspace }, args) {
    const user = workspace.users.get(args.required('user'));
    if (user === undefined) throw slackError('user_not_found');
    return { user: wireUser(user, workspace.app.teamId, args.flag('include_locale')) };
  },
};
