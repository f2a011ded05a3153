// A bot small enough to see through, for tests of the loopback Telegram: it answers, edits and follows buttons.
import { Bot, InlineKeyboard } from 'grammy';

export interface HeardUpdates {
  /** update_id of everything that reached the middleware, in order. */
  readonly ids: number[];
}

export function makeBot(url: string, token: string): { bot: Bot; heard: HeardUpdates } {
  const bot = new Bot(token, { client: { apiRoot: url } });
  const heard: HeardUpdates = { ids: [] };
  bot.catch(() => undefined);
  bot.use(async (context, next) => {
    heard.ids.push(context.update.update_id);
    await next();
  });
  bot.command('ping', (context) => context.reply('pong'));
  bot.command('card', (context) =>
    context.reply('<b>Cut</b> BTC &amp; hold?', {
      parse_mode: 'HTML',
      reply_markup: new InlineKeyboard()
        .text('Approve', 'v1:ok:1')
        .text('Reject', 'v1:no:1')
        .row()
        .text('Details', 'v1:more:1'),
    }),
  );
  bot.callbackQuery('v1:ok:1', async (context) => {
    await context.answerCallbackQuery('Approved');
    await context.editMessageText('Done.');
  });
  return { bot, heard };
}
