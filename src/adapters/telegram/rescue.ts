// A refused message is changed once in the way the refusal asks for, so that an alert is worn down rather than lost:
// plain instead of marked up, outside its topic, without its picture, without its buttons, in the group's new place.
import { GrammyError } from 'grammy';

/** How a message is about to be sent. */
export interface Attempt {
  readonly room: string;
  readonly thread: string | undefined;
  readonly markup: boolean;
  readonly picture: boolean;
  readonly buttons: boolean;
}

const MARKUP_REFUSED = /can't parse (entities|message text|caption)|ENTITY_/i;
const THREAD_REFUSED = /message thread not found|TOPIC_CLOSED|TOPIC_DELETED|TOPIC_ID_INVALID/i;
const BUTTONS_REFUSED = /BUTTON_|reply markup|inline keyboard/i;
const PICTURE_REFUSED =
  /PHOTO_|IMAGE_PROCESS_FAILED|photo|file is too big|not enough rights to send photos|MEDIA_|WEBPAGE_/i;

/** What to try instead; undefined when nothing is left to change. */
export function rescue(error: unknown, attempt: Attempt): Attempt | undefined {
  if (!(error instanceof GrammyError)) return undefined;
  if (error.error_code === 413) return attempt.picture ? { ...attempt, picture: false } : undefined;
  if (error.error_code !== 400) return undefined;
  const { description, parameters } = error;
  const moved = parameters.migrate_to_chat_id;
  if (moved !== undefined && String(moved) !== attempt.room) return { ...attempt, room: String(moved) };
  if (attempt.markup && MARKUP_REFUSED.test(description)) return { ...attempt, markup: false };
  if (attempt.thread !== undefined && THREAD_REFUSED.test(description))
    return { ...attempt, thread: undefined };
  if (attempt.picture && PICTURE_REFUSED.test(description)) return { ...attempt, picture: false };
  if (attempt.buttons && BUTTONS_REFUSED.test(description)) return { ...attempt, buttons: false };
  return undefined;
}
