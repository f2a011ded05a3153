// Reads what an event of the Events API says to the desk: words of a person to the bot, a look at its home tab, or nothing.
// Other bots, edits, joins, files and plain talk in channels are nothing: nobody told the bot anything here and now.
import type { Incoming, Room } from '../../chat/core/platform.ts';
import { unescapeSlack } from './slack-text.ts';

export type Arrival =
  | { readonly kind: 'incoming'; readonly incoming: Incoming; readonly user: string }
  | { readonly kind: 'home'; readonly platformId: string; readonly user: string; readonly room: string }
  | { readonly kind: 'nothing' };

export interface Surroundings {
  /** Milliseconds of the desk's clock at Slack's time stamp in seconds; never later than now. */
  readonly at: (seconds: string | undefined) => number;
  /** The person's language, if it is known. */
  readonly languageOf: (user: string) => string | undefined;
}

/** An object of JSON, read field by field: what arrives is data from outside, whatever it is declared as. */
export type Fields = Readonly<Record<string, unknown>>;

export const fieldsOf = (value: unknown): Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {};
export const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;

export const NOTHING: Arrival = { kind: 'nothing' };

export function readEvent(body: Fields, around: Surroundings): Arrival {
  const event = fieldsOf(body['event']);
  const eventId = textOf(body['event_id']);
  const user = textOf(event['user']);
  const room = textOf(event['channel']);
  const team = textOf(event['user_team']) ?? textOf(event['team']) ?? textOf(body['team_id']);
  if (eventId === undefined || user === undefined || room === undefined || team === undefined) return NOTHING;
  const platformId = `${team}/${user}`;
  if (event['type'] === 'app_home_opened') {
    return event['tab'] === 'home' ? { kind: 'home', platformId, user, room } : NOTHING;
  }
  const ts = textOf(event['ts']);
  const bot = botUserOf(body);
  const text = wordsToBot(event, bot);
  if (ts === undefined || text === undefined || user === bot || !byPersonNow(event)) return NOTHING;
  const language = around.languageOf(user);
  return {
    kind: 'incoming',
    user,
    incoming: {
      kind: 'text',
      id: `slack:${eventId}`,
      platform: 'slack',
      room: roomAt(room, event['thread_ts'], ts),
      sender: { platformId, ...(language === undefined ? {} : { language }) },
      sentAt: around.at(ts),
      messageId: ts,
      text,
    },
  };
}

/** Direct messages have ids of their own kind. */
export const isDirect = (room: string): boolean => room.startsWith('D');

/** A message that begins a thread stands outside it. */
export function roomAt(id: string, thread: unknown, messageId: string | undefined): Room {
  const inThread = textOf(thread);
  return {
    id,
    isPrivate: isDirect(id),
    ...(inThread === undefined || inThread === messageId ? {} : { thread: inThread }),
  };
}

const byPersonNow = (event: Fields): boolean =>
  event['bot_id'] === undefined &&
  event['subtype'] === undefined &&
  event['edited'] === undefined &&
  event['hidden'] !== true;

/** What was said to the bot: a whole direct message, or what stands after its name in a channel. */
function wordsToBot(event: Fields, bot: string | undefined): string | undefined {
  const text = textOf(event['text']);
  if (text === undefined) return undefined;
  const name = bot === undefined ? /<@[UW][A-Z0-9]+(?:\|[^>]*)?>/ : new RegExp(`<@${bot}(?:\\|[^>]*)?>`);
  const mention = name.exec(text);
  const after = mention === null ? text : text.slice(mention.index + mention[0].length);
  const words = unescapeSlack(after).trim();
  if (event['type'] === 'message') {
    if (!isDirect(textOf(event['channel']) ?? '')) return undefined;
    return mention === null ? words : asCommand(words);
  }
  return event['type'] === 'app_mention' ? asCommand(words) : undefined;
}

/** Words addressed to the bot by name are a command, with or without the slash; the name alone asks for help. */
export const asCommand = (words: string): string => {
  const line = words.trim();
  if (line === '') return '/help';
  return line.startsWith('/') ? line : `/${line}`;
};

function botUserOf(body: Fields): string | undefined {
  const all: unknown = body['authorizations'];
  const first = fieldsOf(Array.isArray(all) ? all[0] : undefined);
  const user = textOf(first['user_id']);
  return first['is_bot'] === true && user !== undefined && /^[A-Z0-9]+$/.test(user) ? user : undefined;
}
