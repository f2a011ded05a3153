// The kill switch at an exchange where one call in five fails, in every way that a real one does, and at two exchanges of which
// one is gone: flat all the same, nothing closed twice, nothing turned, and everything that happened is on record.
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { speech } from '../../src/chat/core/speech.ts';
import { wordKill } from '../../src/chat/words/word-kill.ts';
import { viewOf } from '../../src/desk/state/view.ts';
import { Decimal } from '../../src/domain/decimal.ts';
import { venueFaults } from '../support/binance-server/venue-faults.ts';
import { drawPlain } from '../support/draw-plain.ts';
import { FIRST, LargeKill, SECOND_ACCOUNT } from '../support/large-kill.ts';
import { seededFaults } from '../support/seeded-faults.ts';

const measured: string[] = [];
let large: LargeKill;
afterEach(() => large.close());
afterAll(() => console.log(`\n${measured.join('\n')}\n`));

interface Answered {
  readonly clientOrderId: string;
  readonly filled?: string;
  readonly fault?: string;
  readonly outcome?: string;
  readonly rejected?: string;
}

/** What the journal says of the kill's own orders, by account and client order id. */
function journalled(): Map<string, Answered> {
  const found = new Map<string, Answered>();
  for (const { entry } of large.rig.ledger.content.journal) {
    const id = entry.data['clientOrderId'];
    if (entry.type === 'exchange-answer' && typeof id === 'string')
      found.set(`${entry.data['account']} ${id}`, entry.data as unknown as Answered);
  }
  return found;
}

/** The exchange's own list of orders against the journal: each is named, and nothing else is said of it than what is true. */
function contradictions(): string[] {
  const said = journalled();
  return large.accounts.flatMap(({ name, orders }) =>
    orders
      .filter(({ clientOrderId }) => clientOrderId.startsWith('k1-'))
      .flatMap(({ clientOrderId, executedQty }) => {
        const line = said.get(`${name} ${clientOrderId}`);
        if (line === undefined) return [`${name}: ${clientOrderId} is not in the journal`];
        if (line.filled !== undefined && !new Decimal(line.filled).eq(executedQty))
          return [`${name}: ${clientOrderId} filled ${executedQty}, the journal says ${line.filled}`];
        if (line.filled === undefined && !executedQty.isZero() && line.outcome !== 'unknown')
          return [`${name}: ${clientOrderId} filled, the journal says ${JSON.stringify(line)}`];
        return [];
      }),
  );
}

/** What was closed by market orders in each leg, against what was held at the pull: never more. */
function overExecuted(held: ReadonlyMap<string, string>): string[] {
  return large.accounts.flatMap(({ name, orders }) => {
    const closed = new Map<string, Decimal>();
    for (const { clientOrderId, symbol, positionSide, executedQty } of orders) {
      if (!clientOrderId.startsWith('k1-')) continue;
      const key = `${name} ${symbol} ${positionSide}`;
      closed.set(key, (closed.get(key) ?? new Decimal(0)).plus(executedQty));
    }
    return [...closed].flatMap(([key, quantity]) =>
      quantity.eq(new Decimal(held.get(key) ?? 0).abs())
        ? []
        : [`${key}: closed ${quantity} of ${held.get(key)}`],
    );
  });
}

const heldBefore = (): Map<string, string> =>
  new Map(
    large.accounts.flatMap(({ name, positions }) =>
      positions.map(
        ({ symbol, positionSide, amount }) => [`${name} ${symbol} ${positionSide}`, amount] as const,
      ),
    ),
  );

describe('with one call in five failing', () => {
  it.each([
    { seed: 1, positions: 25 },
    { seed: 2, positions: 6 },
    { seed: 3, positions: 6 },
    { seed: 4, positions: 6 },
  ])('$positions positions an account are flat, seed $seed', async ({ seed, positions }) => {
    large = await LargeKill.open({ positions, oneWayMs: 75 });
    const held = heldBefore();
    const faults = seededFaults(seed, 0.2);
    large.server.otherwise = faults.plan;
    await large.pull();
    const took = await large.finish(600_000);
    const failed = [...faults.taken.values()].reduce((sum, count) => sum + count, 0);
    measured.push(
      `seed ${seed}, ${2 * positions} positions: flat in ${(took / 1_000).toFixed(1)} s, ${failed} of ${faults.calls()} calls failed`,
    );
    expect(failed / faults.calls()).toBeGreaterThan(0.1);
    expect(large.left).toEqual([]);
    expect(large.offences).toEqual([]);
    expect(overExecuted(held)).toEqual([]);
    expect(contradictions()).toEqual([]);
    expect(large.rig.context.memory.latch.accounts.map(({ step, remaining }) => [step, remaining])).toEqual([
      ['done', []],
      ['done', []],
    ]);
    // Every order that left is on record, whatever became of it, and the account of it all was written and told.
    const sent = large.server.calls('POST /fapi/v1/order');
    const said = journalled();
    expect(
      sent.filter(({ account, params }) => !said.has(`${account} ${params['newClientOrderId']}`)),
    ).toEqual([]);
    expect(large.killFile.reports).toHaveLength(1);
    const told = large.rig.ledger.content.outbox.at(-1)?.event;
    expect(told).toMatchObject({ kind: 'kill', latch: { state: 'latched', finishedAt: expect.any(Number) } });
  });
});

describe('with an account that never says whether it keeps both sides of a symbol', () => {
  it('takes no stop before its position', async () => {
    large = await LargeKill.open({ positions: 4, oneWayMs: 75 });
    for (const method of ['GET /fapi/v3/account', 'GET /fapi/v1/accountConfig'])
      large.server.fault({ method, fault: venueFaults.html(502), times: Number.POSITIVE_INFINITY });
    await large.pull();
    await large.finish(60_000);
    expect(large.left).toEqual([]);
    expect(large.offences).toEqual([]);
  });
});

/** All that people were told of the kill, as they read it, in order and each sentence once. */
function toldSentences(): string[] {
  const { context, ledger } = large.rig;
  const wording = { ...speech('en', 'UTC'), view: viewOf(context) };
  const said = ledger.content.outbox.flatMap(({ event }) =>
    event.kind === 'kill' ? drawPlain(wordKill(event.latch, wording)).split('\n') : [],
  );
  return [...new Set(said)];
}

describe('with one of two exchanges gone', () => {
  const SAID_OF_EACH = [
    'main · closing positions',
    'second · cancelling orders',
    'second · removing protective stops',
  ];
  const isFlat = (index: number): boolean => large.accounts[index]?.flat === true;

  it.each([
    {
      way: 'cutting every connection',
      fault: venueFaults.dropBefore,
      told: [
        'LATCHED, RETRYING · second: open orders: the connection to the exchange broke (other side closed)',
      ],
    },
    {
      way: 'answering nothing',
      fault: venueFaults.hang,
      told: ['LATCHED, RETRYING · second: open orders: no answer'],
    },
    {
      way: 'answering pages of its proxy',
      fault: venueFaults.html(502),
      told: ['second: open orders: the exchange answered HTTP 502: 502 Bad Gateway 502 Bad Gateway'],
    },
  ])(
    '$way: the other is flat at once, the first as soon as it is back, and people are told',
    async ({ fault, told }) => {
      large = await LargeKill.open({ positions: 5, oneWayMs: 75, apart: true });
      const outage = large.servers[1]?.fault({ method: '*', fault, times: Number.POSITIVE_INFINITY });
      const pulledAt = await large.pull();
      await large.wire.until(() => isFlat(0), 10_000);
      expect(large.wire.clock.now() - pulledAt).toBeLessThan(4_000);
      await large.wire.clock.advance(120_000);
      expect(isFlat(1)).toBe(false);
      expect(large.told(FIRST)).toMatchObject({ step: 'done', positionsClosed: 5 });
      expect(large.told(SECOND_ACCOUNT)?.fault).toBeDefined();
      expect(large.rig.context.memory.latch.finishedAt).toBeUndefined();
      outage?.remove();
      const backAt = large.wire.clock.now();
      await large.finish(200_000);
      expect(large.wire.clock.now() - backAt).toBeLessThan(30_000);
      expect(large.left).toEqual([]);
      expect(large.offences).toEqual([]);
      const sentences = toldSentences();
      expect(sentences).toEqual(expect.arrayContaining([...told, ...SAID_OF_EACH]));
      expect(sentences.at(-1)).toMatch(/^FLAT 12:0\d:\d\d · 10 positions, 40 orders · \d\.\d\d USDT$/);
    },
  );
});
