// The whole product in real mode, in a process of its own, against an exchange in this one: killed with SIGKILL between the steps
// of a cut and of the kill switch, some of them with an order on its way, and started again. Judged by the exchange's own books.
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Decimal } from '../../src/domain/decimal.ts';
import type { AccountDriver } from '../support/binance-server/account-driver.ts';
import type { BinanceServer } from '../support/binance-server/binance-driver.ts';
import { startBinanceServer } from '../support/binance-server/binance-server.ts';
import { BTC, ETH } from '../support/binance-server/listing.ts';
import { venueFaults } from '../support/binance-server/venue-faults.ts';
import { booksOf, type DeskBooks, journalOffences } from './sigkill-evidence.ts';
import { type LifePlan, SigkillWorld, suiteFolder } from './sigkill-world.ts';
import { countOnPage } from './tested-page.ts';
import { orderOffences, turnedBy } from './venue-ledger.ts';

/** Most of a life is waiting for a signing window to pass. */
const AT_ONCE = 4;
const PLACE = 'POST /fapi/v1/order';

interface Row {
  readonly course: 'cut' | 'kill';
  /** Where each life ends, in order; one more life follows that ends cleanly. */
  readonly deaths: readonly string[];
  /** How many orders the exchange takes for it. */
  readonly orders: number;
  readonly set?: (server: BinanceServer, account: AccountDriver) => void;
}

/** Killed from outside, in the moment in which its order has reached the exchange and no answer has left it. */
const ON_ITS_WAY = 'with the order on its way';
const taken = (afterMs: number) => (server: BinanceServer) =>
  void server.failNext(PLACE, venueFaults.late(afterMs, 'silent'));
const nearlyFilled = (server: BinanceServer): void => {
  server.partialFills('BTCUSDT', '0.92');
  void server
    .waitFor(() => server.calls(PLACE).some(({ status }) => status === 200), { timeoutMs: 60_000 })
    .then(() => server.partialFills('BTCUSDT'));
};

/** Every step is walked on paper; here are those between which bytes of the real adapter may be on their way. */
const ROWS: readonly Row[] = [
  { course: 'cut', deaths: ['execute:07 leg committed'], orders: 1 },
  { course: 'cut', deaths: [ON_ITS_WAY], orders: 1, set: taken(700) },
  { course: 'cut', deaths: ['execute:08 submitted', 'recover:05 executions resumed'], orders: 1 },
  { course: 'cut', deaths: ['execute:14 cancelled'], orders: 2, set: nearlyFilled },
  { course: 'kill', deaths: [ON_ITS_WAY], orders: 2, set: taken(700) },
  { course: 'kill', deaths: ['kill:12 submitted'], orders: 2 },
];
const nameOf = ({ course, deaths, orders }: Row, index: number): string =>
  `${course}: ${deaths.join(', then ')} (${index + 1}, ${orders} orders)`;

const SCRIPTS = {
  cut: {
    begin: ['/cut btc 50', 'press Approve', 'until DONE 50'],
    goOn: ['until DONE|PARTIAL|ABORTED|GONE 50'],
  },
  kill: { begin: ['/killswitch flatten', 'until FLAT.\\d 50'], goOn: ['until FLAT.\\d 50'] },
} as const;

async function openVenue(row: Row): Promise<{ server: BinanceServer; account: AccountDriver }> {
  const listings = [{ ...BTC, stepSize: '0.001', minQty: '0.001', quantityPrecision: 3 }, ETH];
  const server = await startBinanceServer({ listings, tickMs: 100 });
  const account = server.account('main', { deposit: '10000' });
  account.hold({ symbol: 'BTCUSDT', side: 'long', quantity: '0.5', leverage: 10, marginType: 'CROSSED' });
  if (row.course === 'kill') {
    account.hold({ symbol: 'ETHUSDT', side: 'short', quantity: '2', leverage: 10, marginType: 'ISOLATED' });
    const btc = { symbol: 'BTCUSDT', quantity: '0.1' } as const;
    account.place({ ...btc, side: 'BUY', quantity: '0.05', price: '58000', clientOrderId: 'entry' });
    account.place({ ...btc, side: 'SELL', price: '62000', reduceOnly: true, clientOrderId: 'profit' });
    account.stop({ ...btc, side: 'SELL', triggerPrice: '55000', reduceOnly: true, clientOrderId: 'stop' });
  }
  row.set?.(server, account);
  return { server, account };
}

/** What the desk must have come to, by the books of both sides. */
function offencesOf({ course, orders: expected }: Row, account: AccountDriver, books: DeskBooks): string[] {
  const offences = journalOffences(books);
  const own = account.orders.filter(({ clientOrderId }) => !/^(web_|entry|profit|stop)/.test(clientOrderId));
  if (own.length !== expected) offences.push(`${own.length} orders instead of ${expected}`);
  if (course === 'kill') {
    offences.push(...own.flatMap(turnedBy));
    if (!account.flat) offences.push('not flat, or orders rest');
    if (own.some(({ clientOrderId }) => !clientOrderId.startsWith('k1-')))
      offences.push('an order of no kill');
    if (books.latch.state !== 'latched' || books.latch.finishedAt === undefined)
      offences.push('the latch has no end');
    if (books.killed?.finishedAt === undefined) offences.push('KILLED.json has no end');
    const end = books.told.findLast(({ title }) => /FLAT \d/.test(title))?.title ?? '';
    // 36,000 USDT at 0.05 %, however many processes it took.
    if (!/2 positions, .* 18 USDT/.test(end)) offences.push(`people were told ${end}`);
    return offences;
  }
  const [card, ...more] = books.cards;
  if (card === undefined || more.length > 0) return [...offences, `${books.cards.length} cards`];
  offences.push(...orderOffences(own, new Decimal('0.25'), books.journal));
  if (own.some(({ clientOrderId }) => !clientOrderId.startsWith(card.content.nonce)))
    offences.push('an order of no card');
  if (account.amount('BTCUSDT') !== '0.25') offences.push(`holds ${account.amount('BTCUSDT')}`);
  if (card.state.kind !== 'executed') offences.push(`the card ended as ${JSON.stringify(card.state)}`);
  if (card.outcome?.filled !== '0.25') offences.push(`the card says ${card.outcome?.filled}`);
  if (books.legs.length > 0) offences.push('a leg is not settled');
  const last = books.told.findLast(({ title }) => title.includes(card.code));
  if (last?.title.includes('DONE') !== true) offences.push(`the card reads ${last?.title}`);
  return offences;
}

const folder = suiteFolder();
const walked = new Map<Row, { readonly offences: readonly string[]; readonly line: string }>();

async function walk(row: Row, index: number): Promise<void> {
  const began = performance.now();
  const { server, account } = await openVenue(row);
  const world = new SigkillWorld(join(folder, String(index)));
  const real = { url: server.url, key: account.apiKey.key, secret: account.apiKey.secret };
  const { begin, goOn } = SCRIPTS[row.course];
  const offences: string[] = [];
  for (const [life, step] of row.deaths.entries()) {
    const plan: LifePlan = {
      script: life === 0 ? begin : goOn,
      real,
      ...(step === ON_ITS_WAY ? {} : { die: { step, occurrence: 1 } }),
    };
    const death = await world.live(plan, (slay) => {
      if (step === ON_ITS_WAY)
        void server.waitFor(() => server.calls(PLACE).length > 0, { timeoutMs: 60_000 }).then(slay);
    });
    if (death.signal !== 'SIGKILL') offences.push(`never died "${step}": ${death.code} ${death.stderr}`);
  }
  const last = await world.live({ script: goOn, real });
  if (last.code !== 0) offences.push(`the last life ended with ${last.code ?? last.signal}: ${last.stderr}`);
  const books = await booksOf(world);
  offences.push(...offencesOf(row, account, books));
  const told = books.told.findLast(({ title }) => /cut|FLAT/.test(title))?.title ?? 'nothing';
  const took = ((performance.now() - began) / 1_000).toFixed(1).padStart(4);
  const held = row.course === 'cut' ? account.amount('BTCUSDT') : account.flat ? 'flat' : 'OPEN';
  walked.set(row, {
    offences,
    line: `${took} s  ${held.padEnd(5)} ${nameOf(row, index).padEnd(76)} ${told}`,
  });
  await server.close();
}

beforeAll(async () => {
  const queue = [...ROWS.entries()];
  const work = async (): Promise<void> => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) await walk(next[1], next[0]);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
}, 300_000);

afterAll(() => {
  const lines = ROWS.map((row) => walked.get(row)?.line ?? 'not walked');
  console.log(
    `\n${ROWS.length} deaths in real mode: time, position at the exchange, where, told\n${lines.join('\n')}\n`,
  );
  new SigkillWorld(folder).remove();
});

describe('a desk in real mode that is killed with SIGKILL and started again', () => {
  it.each(ROWS.map((row, index) => [nameOf(row, index), row] as const))('%s', (_, row) => {
    expect(walked.get(row)?.offences).toEqual([]);
  });

  it('dies in as many ways as the page about exchanges says', () => {
    expect(countOnPage('venue-sigkill.test.ts')).toBe(ROWS.length);
  });
});
