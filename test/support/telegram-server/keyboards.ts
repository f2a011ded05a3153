// Checks a reply_markup the way the Bot API does, and answers the inline keyboard in it.
import { badRequest } from './api-error.ts';

export interface InlineButton {
  readonly text: string;
  readonly callback_data?: string;
  readonly url?: string;
}

export type InlineKeyboard = readonly (readonly InlineButton[])[];

/** Buttons in a row, buttons in all, bytes of callback data. */
export const KEYBOARD_LIMITS = { perRow: 8, inAll: 100, callbackDataBytes: 64 } as const;

const ACTIONS = [
  'callback_data',
  'url',
  'web_app',
  'login_url',
  'switch_inline_query',
  'switch_inline_query_current_chat',
  'switch_inline_query_chosen_chat',
  'copy_text',
  'callback_game',
  'pay',
];

type Fields = Readonly<Record<string, unknown>>;
const isObject = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function checkButton(button: unknown): InlineButton {
  if (!isObject(button)) throw badRequest("can't parse inline keyboard button: Expected an Object");
  if (typeof button['text'] !== 'string') {
    throw badRequest('can\'t parse inline keyboard button: Can\'t find field "text"');
  }
  if (button['text'] === '') throw badRequest('inline keyboard button text must be non-empty');
  if (!ACTIONS.some((action) => button[action] !== undefined)) {
    throw badRequest("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard");
  }
  const data = button['callback_data'];
  if (data !== undefined) {
    const bytes = typeof data === 'string' ? Buffer.byteLength(data) : 0;
    if (bytes < 1 || bytes > KEYBOARD_LIMITS.callbackDataBytes) throw badRequest('BUTTON_DATA_INVALID');
  }
  const url = button['url'];
  if (typeof url === 'string' && !/^(https?|tg|tonsite):\/\/\S+$/i.test(url)) {
    throw badRequest(`inline keyboard button URL '${url}' is invalid: Wrong HTTP URL`);
  }
  return button as unknown as InlineButton;
}

/** Undefined when there is no inline keyboard; empty rows fall away as they do on the real server. */
export function checkReplyMarkup(markup: unknown): InlineKeyboard | undefined {
  if (markup === undefined || markup === null || markup === '') return undefined;
  if (!isObject(markup)) throw badRequest('object expected as reply markup');
  const rows = markup['inline_keyboard'];
  if (rows === undefined) return undefined;
  if (!Array.isArray(rows))
    throw badRequest('field "inline_keyboard" of the InlineKeyboardMarkup must be an Array');
  let total = 0;
  const keyboard: InlineButton[][] = [];
  for (const row of rows) {
    if (!Array.isArray(row)) {
      throw badRequest('field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays');
    }
    total += row.length;
    if (row.length > KEYBOARD_LIMITS.perRow || total > KEYBOARD_LIMITS.inAll) {
      throw badRequest('reply markup is too long');
    }
    if (row.length > 0) keyboard.push(row.map(checkButton));
  }
  return keyboard.length > 0 ? keyboard : undefined;
}
