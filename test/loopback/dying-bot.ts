// A bot in a process of its own that names each update it hears and never finishes one: killed, it has confirmed
// nothing. Arguments: API root, token.
import { Bot } from 'grammy';

const [apiRoot = '', token = ''] = process.argv.slice(2);
const bot = new Bot(token, { client: { apiRoot } });
bot.use(async (context) => {
  process.stdout.write(`${context.update.update_id}\n`);
  await new Promise(() => undefined);
});
// An unfinished handler alone would let the process end by itself, which is not the death wanted here.
setInterval(() => undefined, 60_000);
await bot.start();
