// A message as the server keeps it, with everything it said before.
import type { UploadedFile } from '../loopback/request-body.ts';
import type { MessageEntity } from './html-entities.ts';
import type { InlineKeyboard } from './keyboards.ts';

/** What one version of a message says. */
export interface MessageContent {
  /** Plain text, or the caption of a picture or document. */
  readonly text: string;
  readonly entities: readonly MessageEntity[];
  /** The text as it was sent: HTML when it had a parse mode, escaped otherwise. */
  readonly html: string;
  readonly keyboard: InlineKeyboard | undefined;
}

export interface Attachment {
  readonly kind: 'photo' | 'document';
  readonly fileId: string;
  readonly file: UploadedFile | undefined;
  readonly width: number;
  readonly height: number;
}

export interface StoredMessage {
  readonly id: number;
  readonly chatId: number;
  readonly fromId: number;
  /** Unix seconds. */
  readonly date: number;
  editDate: number | undefined;
  content: MessageContent;
  attachment: Attachment | undefined;
  readonly history: MessageContent[];
  deleted: boolean;
  readonly threadId: number | undefined;
  readonly replyTo: number | undefined;
  readonly silent: boolean;
  /** Further fields on the wire: forward_origin, migrate_to_chat_id, a voice note. */
  readonly extra: Readonly<Record<string, unknown>>;
}
