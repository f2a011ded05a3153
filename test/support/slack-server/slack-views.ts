// A posted message as the wire shows it, and as a test reads it.
import type { UploadedFile } from '../loopback/request-body.ts';
import type { Block } from './block-kit.ts';
import { buttonRows, plainOf, renderBlocks } from './block-reading.ts';
import type { SlackMessage, Workspace } from './workspace.ts';

/** The message object on the wire. */
export function wireMessage(workspace: Workspace, message: SlackMessage): Record<string, unknown> {
  const { app } = workspace;
  const { text, blocks } = message.content;
  const byApp = message.user === app.botUserId;
  return {
    type: 'message',
    user: message.user,
    ts: message.ts,
    text,
    team: app.teamId,
    ...(byApp
      ? {
          bot_id: app.botId,
          app_id: app.appId,
          bot_profile: {
            id: app.botId,
            app_id: app.appId,
            name: 'cutman',
            team_id: app.teamId,
            deleted: false,
          },
        }
      : {}),
    ...(blocks.length > 0 ? { blocks } : {}),
    ...(message.threadTs === undefined ? {} : { thread_ts: message.threadTs }),
    ...(message.history.length > 0 ? { edited: { user: message.user, ts: message.ts } } : {}),
    ...(message.files.length > 0
      ? { files: message.files.map(({ id, name, title }) => ({ id, name, title })) }
      : {}),
  };
}

/** A message as a test reads it. */
export interface SlackMessageView {
  readonly ts: string;
  readonly channel: string;
  readonly from: 'bot' | string;
  /** The notification text, escapes undone. */
  readonly text: string;
  readonly blocks: readonly Block[];
  /** What the screen shows: the words of the blocks, or the text when there are none. */
  readonly rendered: string;
  /** Button labels, a row for each block that has some. */
  readonly buttons: readonly (readonly string[])[];
  /** What it said before, oldest first. */
  readonly edits: readonly {
    readonly text: string;
    readonly rendered: string;
    readonly buttons: string[][];
  }[];
  readonly deleted: boolean;
  readonly pinned: boolean;
  readonly threadTs: string | undefined;
  readonly ephemeralTo: string | undefined;
  readonly files: readonly {
    readonly id: string;
    readonly name: string;
    readonly upload: UploadedFile | undefined;
  }[];
  /** People by reaction name. */
  readonly reactions: Readonly<Record<string, readonly string[]>>;
}

const labels = (blocks: readonly Block[]): string[][] =>
  buttonRows(blocks).map((row) => row.map((button) => button.label));

const screen = (text: string, blocks: readonly Block[]): string =>
  blocks.length > 0 ? renderBlocks(blocks) : plainOf(text);

export function viewMessage(workspace: Workspace, message: SlackMessage): SlackMessageView {
  const { text, blocks } = message.content;
  return {
    ts: message.ts,
    channel: message.channel,
    from: message.user === workspace.app.botUserId ? 'bot' : message.user,
    text: plainOf(text),
    blocks,
    rendered: screen(text, blocks),
    buttons: labels(blocks),
    edits: message.history.map((old) => ({
      text: plainOf(old.text),
      rendered: screen(old.text, old.blocks),
      buttons: labels(old.blocks),
    })),
    deleted: message.deleted,
    pinned: message.pinned,
    threadTs: message.threadTs,
    ephemeralTo: message.ephemeralTo,
    files: message.files,
    reactions: Object.fromEntries(message.reactions),
  };
}
