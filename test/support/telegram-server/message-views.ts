// A kept message as the wire shows it to the bot, and as a test reads it.
import type { UploadedFile } from '../loopback/request-body.ts';
import type { InlineButton, InlineKeyboard } from './keyboards.ts';
import type { Attachment, MessageContent, StoredMessage } from './stored-message.ts';
import type { Chat, World } from './world.ts';

/** The Message object on the wire. */
export function wireMessage(world: World, chat: Chat, message: StoredMessage): Record<string, unknown> {
  const { content, attachment } = message;
  const reply = message.replyTo === undefined ? undefined : chat.messages.get(message.replyTo);
  const { language_code, ...sender } = world.user(message.fromId);
  return {
    message_id: message.id,
    ...(message.threadId === undefined
      ? {}
      : { message_thread_id: message.threadId, ...(chat.isForum ? { is_topic_message: true } : {}) }),
    from: language_code === undefined || sender.is_bot ? sender : { ...sender, language_code },
    chat: world.wireChat(chat),
    date: message.date,
    ...(message.editDate === undefined ? {} : { edit_date: message.editDate }),
    ...(reply === undefined ? {} : { reply_to_message: wireMessage(world, chat, withoutReply(reply)) }),
    ...wireAttachment(attachment),
    ...wireText(content, attachment !== undefined || message.extra['voice'] !== undefined),
    ...(content.keyboard === undefined ? {} : { reply_markup: { inline_keyboard: content.keyboard } }),
    ...message.extra,
  };
}

const withoutReply = (message: StoredMessage): StoredMessage => ({ ...message, replyTo: undefined });

function wireText(content: MessageContent, isMedia: boolean): Record<string, unknown> {
  if (content.text === '') return {};
  const [text, entities] = isMedia ? ['caption', 'caption_entities'] : ['text', 'entities'];
  return {
    [text]: content.text,
    ...(content.entities.length > 0 ? { [entities]: content.entities } : {}),
  };
}

function wireAttachment(attachment: Attachment | undefined): Record<string, unknown> {
  if (attachment === undefined) return {};
  const { kind, fileId, file, width, height } = attachment;
  const described = { file_id: fileId, file_unique_id: `u${fileId}`, file_size: file?.bytes.length ?? 0 };
  if (kind === 'photo') return { photo: [{ ...described, width, height }] };
  return {
    document: { ...described, file_name: file?.filename, mime_type: file?.contentType },
  };
}

/** A message as a test reads it. */
export interface MessageView {
  readonly id: number;
  readonly chatId: number;
  readonly from: 'bot' | number;
  readonly text: string;
  readonly html: string;
  /** Button labels, row by row. */
  readonly buttons: readonly (readonly string[])[];
  readonly keyboard: readonly (readonly InlineButton[])[];
  /** What it said before, oldest first. */
  readonly edits: readonly { readonly text: string; readonly html: string; readonly buttons: string[][] }[];
  readonly deleted: boolean;
  readonly pinned: boolean;
  readonly silent: boolean;
  readonly threadId: number | undefined;
  readonly replyTo: number | undefined;
  readonly photo: UploadedFile | undefined;
  readonly document: UploadedFile | undefined;
  /** Unix seconds. */
  readonly date: number;
}

const labels = (keyboard: InlineKeyboard | undefined): string[][] =>
  (keyboard ?? []).map((row) => row.map((button) => button.text));

export function viewMessage(world: World, chat: Chat, message: StoredMessage): MessageView {
  const { content, attachment } = message;
  return {
    id: message.id,
    chatId: message.chatId,
    from: message.fromId === world.bot.id ? 'bot' : message.fromId,
    text: content.text,
    html: content.html,
    buttons: labels(content.keyboard),
    keyboard: content.keyboard ?? [],
    edits: message.history.map((old) => ({
      text: old.text,
      html: old.html,
      buttons: labels(old.keyboard),
    })),
    deleted: message.deleted,
    pinned: chat.pinned.includes(message.id),
    silent: message.silent,
    threadId: message.threadId,
    replyTo: message.replyTo,
    photo: attachment?.kind === 'photo' ? attachment.file : undefined,
    document: attachment?.kind === 'document' ? attachment.file : undefined,
    date: message.date,
  };
}
