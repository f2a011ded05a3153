// The methods that post, change and mark messages.
import type { AppState, MethodTable } from './app-state.ts';
import { checkBlocks } from './app-state.ts';
import { withIds } from './block-reading.ts';
import type { CallArguments } from './call-arguments.ts';
import { slackError } from './slack-error.ts';
import { wireMessage } from './slack-views.ts';
import type { SlackChannel, SlackMessage, SlackVersion } from './workspace.ts';

/** Characters a message text may have. */
export const TEXT_LIMIT = 40_000;

function readContent(state: AppState, args: CallArguments): SlackVersion {
  const text = args.text('text') ?? '';
  const blocks = args.blocks() ?? [];
  const attachments = args.json('attachments', 'invalid_attachments');
  if (text === '' && blocks.length === 0 && attachments === undefined) throw slackError('no_text');
  if ([...text].length > TEXT_LIMIT) throw slackError('msg_too_long');
  checkBlocks(blocks);
  return { text, blocks: withIds(blocks, () => state.workspace.nextId('b')) };
}

function existing(channel: SlackChannel, ts: string | undefined): SlackMessage {
  const message = channel.messages.get(ts ?? '');
  if (message === undefined || message.deleted) throw slackError('message_not_found');
  return message;
}

function readThread(channel: SlackChannel, args: CallArguments): string | undefined {
  const thread = args.text('thread_ts');
  if (thread !== undefined && !channel.messages.has(thread)) throw slackError('thread_not_found');
  return thread;
}

export const messageMethods: MethodTable = {
  'chat.postMessage'(state, args) {
    const { workspace } = state;
    const channel = workspace.writable(args.text('channel'));
    const content = readContent(state, args);
    const threadTs = readThread(channel, args);
    state.rates.spend(channel.id);
    const message = workspace.post(channel, workspace.app.botUserId, content, { threadTs });
    state.events.posted(channel, message);
    return { channel: channel.id, ts: message.ts, message: wireMessage(workspace, message) };
  },

  'chat.postEphemeral'(state, args) {
    const { workspace } = state;
    const channel = workspace.writable(args.text('channel'));
    const user = args.required('user');
    if (!channel.members.has(user)) throw slackError('user_not_in_channel');
    const content = readContent(state, args);
    const threadTs = readThread(channel, args);
    state.rates.spend(channel.id);
    const message = workspace.post(channel, workspace.app.botUserId, content, {
      threadTs,
      ephemeralTo: user,
    });
    return { message_ts: message.ts };
  },

  'chat.update'(state, args) {
    const { workspace } = state;
    const channel = workspace.writable(args.text('channel'));
    const message = existing(channel, args.text('ts'));
    const own = message.user === workspace.app.botUserId && message.ephemeralTo === undefined;
    if (!own)
      throw slackError(message.ephemeralTo === undefined ? 'cant_update_message' : 'message_not_found');
    const content = readContent(state, args);
    // A text without blocks takes the old blocks away, as Slack documents it.
    state.rates.spend(channel.id);
    message.history.push(message.content);
    message.content = content;
    state.events.changed(channel, message);
    return {
      channel: channel.id,
      ts: message.ts,
      text: content.text,
      message: wireMessage(workspace, message),
    };
  },

  'chat.delete'(state, args) {
    const { workspace } = state;
    const channel = workspace.writable(args.text('channel'));
    const message = existing(channel, args.text('ts'));
    if (message.user !== workspace.app.botUserId) throw slackError('cant_delete_message');
    message.deleted = true;
    state.events.deleted(channel, message);
    return { channel: channel.id, ts: message.ts };
  },

  'chat.getPermalink'(state, args) {
    const channel = state.workspace.find(args.text('channel'));
    const { ts } = existing(channel, args.text('message_ts'));
    const domain = state.workspace.app.teamDomain;
    const permalink = `https://${domain}.slack.com/archives/${channel.id}/p${ts.replace('.', '')}`;
    return { channel: channel.id, permalink };
  },

  'reactions.add'(state, args) {
    const { workspace } = state;
    const message = existing(workspace.writable(args.text('channel')), args.text('timestamp'));
    const name = (args.text('name') ?? '').replaceAll(':', '');
    if (!/^[a-z0-9_+'-]+$/.test(name)) throw slackError('invalid_name');
    const people = message.reactions.get(name) ?? [];
    if (people.includes(workspace.app.botUserId)) throw slackError('already_reacted');
    message.reactions.set(name, [...people, workspace.app.botUserId]);
    return {};
  },

  'reactions.remove'(state, args) {
    const { workspace } = state;
    const message = existing(workspace.writable(args.text('channel')), args.text('timestamp'));
    const name = (args.text('name') ?? '').replaceAll(':', '');
    const people = message.reactions.get(name) ?? [];
    if (!people.includes(workspace.app.botUserId)) throw slackError('no_reaction');
    const left = people.filter((id) => id !== workspace.app.botUserId);
    if (left.length === 0) message.reactions.delete(name);
    else message.reactions.set(name, left);
    return {};
  },

  'pins.add'(state, args) {
    const message = existing(state.workspace.writable(args.text('channel')), args.text('timestamp'));
    if (message.pinned) throw slackError('already_pinned');
    message.pinned = true;
    return {};
  },

  'pins.remove'(state, args) {
    const message = existing(state.workspace.writable(args.text('channel')), args.text('timestamp'));
    if (!message.pinned) throw slackError('no_pin');
    message.pinned = false;
    return {};
  },
};
