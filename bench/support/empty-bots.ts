// The floor under every latency: bots that answer one word to everything, on the same libraries and the same wire.
// Arguments: `telegram URL TOKEN` or `slack API_URL BOT_TOKEN APP_TOKEN`.
import { App, LogLevel } from '@slack/bolt';
import { Bot } from 'grammy';

const [kind, url = '', token = '', appToken = ''] = process.argv.slice(2);
process.once('SIGTERM', () => process.exit(0));

if (kind === 'telegram') {
  const bot = new Bot(token, { client: { apiRoot: url } });
  bot.on('message', (context) => context.reply('pong'));
  process.stdout.write('ready\n');
  await bot.start();
} else {
  const app = new App({
    token,
    appToken,
    socketMode: true,
    clientOptions: { slackApiUrl: url },
    logLevel: LogLevel.ERROR,
  });
  app.command('/cutman', async ({ ack, respond }) => {
    await ack();
    await respond('pong');
  });
  await app.start();
  process.stdout.write('ready\n');
}
