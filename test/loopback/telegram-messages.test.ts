// The loopback Telegram refuses what the real one refuses, in the same words: texts, markup, keyboards, edits,
// files and people who do not want to hear from the bot.
import { Bot, InlineKeyboard, InputFile } from 'grammy';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { TelegramServer } from '../support/telegram-server/telegram-driver.ts';
import { startTelegramServer } from '../support/telegram-server/telegram-server.ts';

const TOKEN = '7000000001:loopback-token';
let server: TelegramServer;
let api: Bot['api'];

beforeEach(async () => {
  server = await startTelegramServer({ token: TOKEN });
  server.user(1);
  api = new Bot(TOKEN, { client: { apiRoot: server.url } }).api;
});

afterEach(() => server.close());

const html = (text: string) => api.sendMessage(1, text, { parse_mode: 'HTML' });
const refusal = (error_code: number, description: string) => ({ error_code, description });

describe('HTML', () => {
  test.each([
    ['<b>open', 'Can\'t find end tag corresponding to start tag "b"'],
    ['<b><i>x</b></i>', 'Unmatched end tag at byte offset 7, expected "</i>", found "</b>"'],
    ['x</b>', 'Unexpected end tag at byte offset 1'],
    ['if a < b', 'Unsupported start tag "" at byte offset 5'],
    ['é<br/>', 'Unsupported start tag "br/" at byte offset 2'],
    ['<div>x</div>', 'Unsupported start tag "div" at byte offset 0'],
    ['<span class="red">x</span>', 'Tag "span" must have class "tg-spoiler" at byte offset 0'],
    ['<b', 'Unclosed start tag at byte offset 0'],
    ['<a href="x>y</a>', 'Unclosed start tag at byte offset 0'],
    ['<b>x</b', 'Unclosed end tag at byte offset 4'],
  ])('%s is refused', async (text, reason) => {
    await expect(html(text)).rejects.toMatchObject(
      refusal(400, `Bad Request: can't parse entities: ${reason}`),
    );
    expect(server.botMessages(1)).toEqual([]);
  });

  test('every allowed tag is taken and becomes an entity', async () => {
    const tags = [
      'b',
      'strong',
      'i',
      'em',
      'u',
      'ins',
      's',
      'strike',
      'del',
      'code',
      'pre',
      'tg-spoiler',
      'blockquote',
    ];
    const sent = await html(
      `${tags.map((tag) => `<${tag}>${tag}</${tag}>`).join(' ')} <span class="tg-spoiler">s</span> <a href="https://a.b/?x=1&amp;y=2">link</a>`,
    );
    expect(sent.entities?.map((entity) => entity.type)).toEqual([
      'bold',
      'bold',
      'italic',
      'italic',
      'underline',
      'underline',
      'strikethrough',
      'strikethrough',
      'strikethrough',
      'code',
      'pre',
      'spoiler',
      'blockquote',
      'spoiler',
      'text_link',
    ]);
    expect(sent.entities?.at(-1)).toMatchObject({ url: 'https://a.b/?x=1&y=2' });
    expect(sent.text).toBe(`${tags.join(' ')} s link`);
  });

  test('only four named entities are known, and numbers', async () => {
    const sent = await html('&lt;&gt;&amp;&quot;&#8364;&#x20ac; &nbsp; &copy;');
    expect(sent.text).toBe('<>&"€€ &nbsp; &copy;');
  });

  test('offsets count UTF-16 units and survive the trimming of white space', async () => {
    const sent = await html('\n🚨 <b>BTC</b>  ');
    expect(sent.text).toBe('🚨 BTC');
    expect(sent.entities).toEqual([{ type: 'bold', offset: 3, length: 3 }]);
  });
});

describe('text', () => {
  test('4,096 UTF-16 units after parsing are taken and one more is not', async () => {
    const sent = await html(`<b>${'x'.repeat(4094)}</b>🚨`);
    expect(sent.text).toHaveLength(4096);
    await expect(html(`<b>${'x'.repeat(4095)}</b>🚨`)).rejects.toMatchObject(
      refusal(400, 'Bad Request: message is too long'),
    );
    await expect(api.editMessageText(1, sent.message_id, 'x'.repeat(4097))).rejects.toMatchObject(
      refusal(400, 'Bad Request: MESSAGE_TOO_LONG'),
    );
  });

  test.each(['', '  \n ', '<b></b>'])('"%s" is empty', async (text) => {
    await expect(html(text)).rejects.toMatchObject(refusal(400, 'Bad Request: message text is empty'));
  });
});

describe('keyboards', () => {
  test.each([
    [
      'callback data over 64 bytes',
      new InlineKeyboard().text('x', `€€${'x'.repeat(59)}`),
      'BUTTON_DATA_INVALID',
    ],
    ['empty callback data', new InlineKeyboard().text('x', ''), 'BUTTON_DATA_INVALID'],
    [
      'nine buttons in a row',
      InlineKeyboard.from([Array.from({ length: 9 }, () => ({ text: 'x', callback_data: 'x' }))]),
      'reply markup is too long',
    ],
    [
      'a hundred and one buttons',
      InlineKeyboard.from(Array.from({ length: 101 }, () => [{ text: 'x', callback_data: 'x' }])),
      'reply markup is too long',
    ],
    [
      'a button without a label',
      new InlineKeyboard().text('', 'x'),
      'inline keyboard button text must be non-empty',
    ],
  ])('%s is refused', async (_name, keyboard, reason) => {
    await expect(api.sendMessage(1, 'x', { reply_markup: keyboard })).rejects.toMatchObject(
      refusal(400, `Bad Request: ${reason}`),
    );
  });

  test('callback data of exactly 64 bytes is taken', async () => {
    await api.sendMessage(1, 'x', { reply_markup: new InlineKeyboard().text('x', `€€${'x'.repeat(58)}`) });
    expect(server.last(1)?.buttons).toEqual([['x']]);
  });
});

describe('edits', () => {
  test('an edit that changes nothing is refused, one that drops the keyboard is not', async () => {
    const { message_id } = await api.sendMessage(1, 'x', {
      reply_markup: new InlineKeyboard().text('a', 'a'),
    });
    const same = { reply_markup: new InlineKeyboard().text('a', 'a') };
    await expect(api.editMessageText(1, message_id, ' x ', same)).rejects.toMatchObject({
      error_code: 400,
      description: expect.stringMatching(
        /^Bad Request: message is not modified: specified new message content/,
      ),
    });
    await api.editMessageReplyMarkup(1, message_id);
    expect(server.message(1, message_id).buttons).toEqual([]);
  });

  test("what is gone, or was never there, or is somebody else's cannot be edited", async () => {
    const { message_id } = await api.sendMessage(1, 'x');
    await api.deleteMessage(1, message_id);
    const missing = refusal(400, 'Bad Request: message to edit not found');
    await expect(api.editMessageText(1, message_id, 'y')).rejects.toMatchObject(missing);
    await expect(api.editMessageText(1, 999, 'y')).rejects.toMatchObject(missing);
    const { messageId } = server.say(1, 1, 'mine');
    await expect(api.editMessageText(1, messageId, 'y')).rejects.toMatchObject(
      refusal(400, "Bad Request: message can't be edited"),
    );
    await expect(api.deleteMessage(1, 999)).rejects.toMatchObject(
      refusal(400, 'Bad Request: message to delete not found'),
    );
  });
});

describe('files', () => {
  const png = Buffer.concat([
    Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'),
    Buffer.from([0, 0, 3, 32, 0, 0, 2, 88]),
    Buffer.from('\r\n--not the end--\r\n'),
  ]);

  test('a picture arrives byte for byte with its caption, size and buttons', async () => {
    const sent = await api.sendPhoto(1, new InputFile(png, 'equity.png'), {
      caption: '<b>Equity</b>',
      parse_mode: 'HTML',
      reply_markup: new InlineKeyboard().text('Refresh', 'r'),
    });
    expect(sent.photo).toMatchObject([{ width: 800, height: 600 }]);
    const seen = server.last(1);
    expect(seen).toMatchObject({ text: 'Equity', buttons: [['Refresh']] });
    expect(seen?.photo?.filename).toBe('equity.png');
    expect(seen?.photo?.bytes.equals(png)).toBe(true);
    await api.editMessageCaption(1, sent.message_id, { caption: 'Later' });
    expect(server.last(1)?.text).toBe('Later');
    await expect(api.editMessageText(1, sent.message_id, 'x')).rejects.toMatchObject(
      refusal(400, 'Bad Request: there is no text in the message to edit'),
    );
  });

  test('a picture can take the place of another', async () => {
    const sent = await api.sendPhoto(1, new InputFile(png, 'a.png'), { caption: 'a' });
    await api.editMessageMedia(1, sent.message_id, {
      type: 'photo',
      media: new InputFile(png, 'b.png'),
      caption: 'b',
    });
    expect(server.last(1)).toMatchObject({ text: 'b', photo: { filename: 'b.png' } });
  });

  test('a document arrives byte for byte', async () => {
    await api.sendDocument(1, new InputFile(Buffer.from('a,b\n1,2\n'), 'trades.csv'));
    expect(server.last(1)?.document?.bytes.toString()).toBe('a,b\n1,2\n');
  });

  test('what is not a picture is refused as one', async () => {
    await expect(api.sendPhoto(1, new InputFile(Buffer.from('<svg/>'), 'x.png'))).rejects.toMatchObject(
      refusal(400, 'Bad Request: IMAGE_PROCESS_FAILED'),
    );
    await expect(api.sendDocument(1, new InputFile(Buffer.alloc(0), 'x.csv'))).rejects.toMatchObject(
      refusal(400, 'Bad Request: file must be non-empty'),
    );
  });
});

describe('people', () => {
  test('somebody unknown, somebody who never pressed Start and somebody who blocked the bot', async () => {
    server.user(2, { started: false });
    server.user(3);
    server.people.block(3);
    await expect(api.sendMessage(99, 'x')).rejects.toMatchObject(refusal(400, 'Bad Request: chat not found'));
    await expect(api.sendMessage(2, 'x')).rejects.toMatchObject(
      refusal(403, "Forbidden: bot can't initiate conversation with a user"),
    );
    await expect(api.sendMessage(3, 'x')).rejects.toMatchObject(
      refusal(403, 'Forbidden: bot was blocked by the user'),
    );
    expect(server.unconfirmed).toMatchObject([{ my_chat_member: { new_chat_member: { status: 'kicked' } } }]);
    server.say(2, 2, '/start');
    await api.sendMessage(2, 'x');
    expect(server.last(2)?.text).toBe('x');
  });
});

test('a menu is kept by scope and language', async () => {
  await api.setMyCommands([{ command: 'status', description: 'Status' }]);
  await api.setMyCommands([{ command: 'status', description: '상태' }], {
    language_code: 'ko',
    scope: { type: 'chat', chat_id: 1 },
  });
  expect(server.commands()).toEqual([{ command: 'status', description: 'Status' }]);
  expect(server.commands({ type: 'chat', chat_id: 1 }, 'ko')).toEqual([
    { command: 'status', description: '상태' },
  ]);
  expect(await api.getMyCommands({ language_code: 'fr' })).toEqual([]);
  await expect(api.setMyCommands([{ command: 'Kill-Switch', description: 'x' }])).rejects.toMatchObject(
    refusal(400, 'Bad Request: BOT_COMMAND_INVALID'),
  );
});
