// The account's own events in any order and any number, and of any shape: each trade once, the newest news of an order last, and never a crash.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UserEvents } from '../../../src/adapters/ccxt/binance/events.ts';

const START = 1_795_237_402_000;

interface Step {
  readonly status: string;
  readonly execution: string;
  readonly last: string;
  readonly filled: string;
  readonly trade: number;
}

/** One message of the order `id`, in the exchange's documented shape, `step` milliseconds after the first. */
function message(id: number, step: number, { status, execution, last, filled, trade }: Step) {
  return {
    e: 'ORDER_TRADE_UPDATE',
    E: START + step + 1,
    T: START + step,
    o: {
      s: 'BTCUSDT',
      c: `order-${id}`,
      S: 'SELL',
      o: 'LIMIT',
      ot: 'LIMIT',
      f: 'GTC',
      q: '0.5',
      p: '60000',
      ap: filled === '0' ? '0' : '60000',
      sp: '0',
      x: execution,
      X: status,
      i: id,
      l: last,
      z: filled,
      L: last === '0' ? '0' : '60000',
      N: 'USDT',
      n: '0.01',
      T: START + step,
      t: trade,
      m: false,
      R: true,
      ps: 'BOTH',
      rp: '0',
    },
  };
}

/** An order that rests, is filled in five trades, and is then over. */
function life(id: number) {
  const steps: Step[] = [{ status: 'NEW', execution: 'NEW', last: '0', filled: '0', trade: 0 }];
  for (let trade = 1; trade <= 5; trade += 1) {
    steps.push({
      status: trade === 5 ? 'FILLED' : 'PARTIALLY_FILLED',
      execution: 'TRADE',
      last: '0.1',
      filled: `0.${trade}`,
      trade: id * 10 + trade,
    });
  }
  return steps.map((step, index) => message(id, index * 10, step));
}

describe('events', () => {
  it('in any order and sent any number of times: every trade once, and an order that is over stays so', () => {
    const all = [...life(1), ...life(2)];
    const doubled = fc.array(fc.constantFrom(...all), { maxLength: 12 });
    const shuffled = doubled.chain((again) =>
      fc.shuffledSubarray([...all, ...again], { minLength: all.length + again.length }),
    );
    fc.assert(
      fc.property(shuffled, (messages) => {
        const events = new UserEvents();
        const heard = messages.flatMap((each) => events.read(structuredClone(each)) ?? []);
        const fills = heard.flatMap((event) =>
          event.kind === 'late-fill' || event.kind === 'order' ? (event.fill?.id ?? []) : [],
        );
        expect([...fills].sort()).toEqual(
          [11, 12, 13, 14, 15, 21, 22, 23, 24, 25].map((trade) => `BTCUSDT-${trade}`),
        );
        for (const id of ['1', '2']) {
          const told = heard.flatMap((event) =>
            event.kind === 'order' && event.order.id === id ? [event.order] : [],
          );
          expect(told.at(-1)?.state).toBe('filled');
          const times = told.map(({ updatedAt }) => updatedAt);
          expect(times).toEqual([...times].sort((a, b) => a - b));
        }
      }),
    );
  });

  it('with any value in the place of any field are an event, unreadable or nothing, and never a crash or a number that is none', () => {
    const strange = fc.oneof(
      fc.constantFrom<unknown>(
        null,
        undefined,
        '',
        'NaN',
        '1e999',
        '-1',
        '0x10',
        '１',
        [],
        {},
        Number.NaN,
        1e308,
      ),
      fc.string({ maxLength: 50 }),
      fc.integer(),
      fc.constant('9'.repeat(200)),
    );
    const sample = message(1, 0, {
      status: 'FILLED',
      execution: 'TRADE',
      last: '0.5',
      filled: '0.5',
      trade: 7,
    });
    fc.assert(
      fc.property(fc.constantFrom(...Object.keys(sample.o)), strange, (field, value) => {
        const event = new UserEvents().read({ ...sample, o: { ...sample.o, [field]: value } });
        expect(['order', 'late-fill', 'unreadable', undefined]).toContain(event?.kind);
        if (event?.kind !== 'order') return;
        for (const amount of [event.order.quantity, event.order.filled, event.fill?.price, event.fill?.fee]) {
          if (amount !== undefined) expect(amount.value.isFinite()).toBe(true);
        }
      }),
    );
    for (const body of [
      null,
      'text',
      7,
      [],
      {},
      { e: 'ORDER_TRADE_UPDATE' },
      { e: 7 },
      { e: 'ALGO_UPDATE', o: 1 },
    ])
      expect(['other', 'unreadable']).toContain(new UserEvents().read(body)?.kind);
  });
});
