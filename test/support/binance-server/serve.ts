// Runs the loopback exchange as a program of its own: one account, prices that move, and one line of JSON that says where it is.
// It ends with its standard input, so that it never outlives whoever started it.
import { parseArgs } from 'node:util';
import { startBinanceServer } from './binance-server.ts';
import { PriceWalk } from './price-walk.ts';

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '0' },
    seed: { type: 'string', default: '7' },
    deposit: { type: 'string', default: '20000' },
    /** Milliseconds between two prices. */
    step: { type: 'string', default: '1000' },
    /** With positions in BTC, ETH and SOL from the start. */
    positions: { type: 'boolean', default: false },
    hedge: { type: 'boolean', default: false },
    /** Milliseconds until the market falls by a tenth; never unless told. */
    crash: { type: 'string' },
  },
});

const server = await startBinanceServer({ port: Number(values.port) });
const account = server.account('main', { deposit: values.deposit, hedge: values.hedge });
if (values.positions) {
  account.hold({ symbol: 'BTCUSDT', side: 'long', quantity: '0.7', leverage: 10 });
  account.hold({ symbol: 'ETHUSDT', side: 'long', quantity: '8', leverage: 10 });
  account.hold({ symbol: 'SOLUSDT', side: 'long', quantity: '90', leverage: 10 });
}
const crash =
  values.crash === undefined
    ? {}
    : { crash: { afterMs: Number(values.crash), fallMs: 20_000, depth: 0.105, recoveryMs: 60_000 } };
const walk = new PriceWalk(server, { seed: Number(values.seed), step: 0.0004, ...crash });
const started = Date.now();
const moving = setInterval(() => walk.step(Date.now() - started), Number(values.step));

async function stop(): Promise<void> {
  clearInterval(moving);
  process.stdin.destroy();
  await server.close();
}
process.stdin.resume().once('end', () => void stop());
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void stop());

const { key, secret } = account.apiKey;
process.stdout.write(
  `${JSON.stringify({ url: server.url, streamUrl: server.streamUrl, apiKey: key, secret })}\n`,
);
