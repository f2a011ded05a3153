// Reads a slash command or a pressed button. Of a press only the opaque id, the presser and the place count; what the
// message shows is not looked at.
import {
  type Arrival,
  asCommand,
  type Fields,
  fieldsOf,
  NOTHING,
  roomAt,
  type Surroundings,
  textOf,
} from './read-event.ts';

/** Marks the message id of a typed slash command: such a command was never shown as a message. */
export const TYPED_COMMAND = 'command:';
/** Marks a press that is answered in the person's private room. */
export const ANSWER_IN_PRIVATE = 'to:';

const ONE_FOR_ALL = '/cutman';
const LONGEST_ID = 255;

export function readCommand(body: Fields, around: Surroundings): Arrival {
  const user = textOf(body['user_id']);
  const team = textOf(body['team_id']);
  const room = textOf(body['channel_id']);
  const trigger = textOf(body['trigger_id']);
  const command = textOf(body['command']);
  if (user === undefined || team === undefined || room === undefined) return NOTHING;
  if (trigger === undefined || command === undefined) return NOTHING;
  const words = unescaped(textOf(body['text']) ?? '');
  const language = around.languageOf(user);
  const place = roomAt(room, body['thread_ts'], undefined);
  return {
    kind: 'incoming',
    user,
    incoming: {
      kind: 'text',
      id: `slack:${trigger}`,
      platform: 'slack',
      room: { ...place, isPrivate: place.isPrivate || body['channel_name'] === 'directmessage' },
      sender: { platformId: `${team}/${user}`, ...(language === undefined ? {} : { language }) },
      sentAt: around.at(undefined),
      messageId: TYPED_COMMAND + trigger,
      text: command === ONE_FOR_ALL ? asCommand(words) : `${command} ${words}`.trim(),
    },
  };
}

/** `roomOf`: the private room of a person, if it is known; presses in the home tab count as made there. */
export function readPress(
  body: Fields,
  around: Surroundings,
  roomOf: (user: string) => string | undefined,
): Arrival {
  const person = fieldsOf(body['user']);
  const user = textOf(person['id']);
  const team = textOf(person['team_id']) ?? textOf(fieldsOf(body['team'])['id']);
  const actions: unknown = body['actions'];
  const action = fieldsOf(Array.isArray(actions) ? actions[0] : undefined);
  const pressedAt = textOf(action['action_ts']);
  const buttonId = textOf(action['value']) ?? textOf(action['action_id']);
  const trigger = textOf(body['trigger_id']);
  if (body['type'] !== 'block_actions' || user === undefined || team === undefined) return NOTHING;
  if (pressedAt === undefined || buttonId === undefined || trigger === undefined) return NOTHING;
  const container = fieldsOf(body['container']);
  const channel = textOf(fieldsOf(body['channel'])['id']) ?? textOf(container['channel_id']);
  const room = channel ?? roomOf(user) ?? user;
  const messageId =
    textOf(container['message_ts']) ??
    textOf(fieldsOf(body['message'])['ts']) ??
    textOf(container['view_id']);
  if (messageId === undefined) return NOTHING;
  const thread = container['thread_ts'] ?? fieldsOf(body['message'])['thread_ts'];
  const place = roomAt(room, thread, messageId);
  const language = around.languageOf(user);
  return {
    kind: 'incoming',
    user,
    incoming: {
      kind: 'press',
      id: `slack:${pressedAt}:${trigger}`,
      platform: 'slack',
      room: { ...place, isPrivate: place.isPrivate || channel === undefined },
      sender: { platformId: `${team}/${user}`, ...(language === undefined ? {} : { language }) },
      sentAt: around.at(pressedAt),
      messageId,
      buttonId: buttonId.slice(0, LONGEST_ID),
      pressId: pressIdOf(textOf(body['response_url']), place.thread, user),
    },
  };
}

/** Everything the answer to a press needs, so that it can be given after a restart too. */
function pressIdOf(address: string | undefined, thread: string | undefined, user: string): string {
  if (address === undefined) return ANSWER_IN_PRIVATE + user;
  return thread === undefined ? address : `${address}#${thread}`;
}

const unescaped = (text: string): string =>
  text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&').trim();
