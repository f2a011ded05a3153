// The rows of the fault table: what goes wrong at the exchange, and the end that it must have all the same.
import { Decimal } from '../../src/domain/decimal.ts';
import { Price } from '../../src/domain/price.ts';
import type { Proposal } from '../../src/domain/proposal.ts';
import { Quantity } from '../../src/domain/quantity.ts';
import type { LiveWorld } from '../support/live-world.ts';
import type { SimExchange } from '../support/sim-exchange.ts';
import { fault } from '../support/sim-faults.ts';

export interface FaultRow {
  readonly name: string;
  readonly set: (exchange: SimExchange, world: LiveWorld) => void;
  /** State of the card and size of the position at the end. */
  readonly end: readonly [state: Proposal['state']['kind'], position: string];
  readonly mode?: 'hedge';
  readonly orders?: number;
  /** When the world is put right again, in milliseconds after the press. */
  readonly healAfterMs?: number;
  readonly executeWithinMs?: number;
  readonly refusal?: string;
  readonly lastsMs?: number;
}

const reject = (venueCode: string) => (exchange: SimExchange) =>
  exchange.nextSubmits({ kind: 'reject', venueCode });
const rejectAlways = (venueCode: string) => (exchange: SimExchange) =>
  exchange.everySubmit({ kind: 'reject', venueCode });
const faulty =
  (...args: Parameters<typeof fault>) =>
  (exchange: SimExchange) =>
    exchange.nextSubmits({ kind: 'fault', fault: fault(...args) });

export const FAULT_ROWS: readonly FaultRow[] = [
  { name: 'nothing', set: () => undefined, end: ['executed', '0.25'], orders: 1 },
  { name: 'nothing, hedge mode', set: () => undefined, mode: 'hedge', end: ['executed', '0.25'], orders: 1 },
  {
    name: 'answer lost',
    set: (x) => x.nextSubmits({ kind: 'lose-response' }),
    end: ['executed', '0.25'],
    orders: 1,
  },
  {
    name: 'answer lost, hedge',
    set: (x) => x.nextSubmits({ kind: 'lose-response' }),
    mode: 'hedge',
    end: ['executed', '0.25'],
    orders: 1,
  },
  { name: 'order lost', set: (x) => x.nextSubmits({ kind: 'drop' }), end: ['executed', '0.25'], orders: 1 },
  {
    name: 'order lost twice',
    set: (x) => x.nextSubmits({ kind: 'drop' }, { kind: 'drop' }),
    end: ['executed', '0.25'],
    orders: 1,
  },
  ...[1_000, 2_500, 4_999].map(
    (afterMs): FaultRow => ({
      name: `order ${afterMs} ms late`,
      set: (x) => x.nextSubmits({ kind: 'late', afterMs }),
      end: ['executed', '0.25'],
      orders: 1,
    }),
  ),
  {
    name: 'order 4,999 ms late, hedge',
    set: (x) => x.nextSubmits({ kind: 'late', afterMs: 4_999 }),
    mode: 'hedge',
    end: ['executed', '0.25'],
    orders: 1,
  },
  {
    name: 'order later than its window',
    set: (x) => x.nextSubmits({ kind: 'late', afterMs: 9_000 }),
    end: ['executed', '0.25'],
    orders: 1,
  },
  ...(['TIMEOUT', 'UNREACHABLE', 'BAD_ANSWER', 'MAINTENANCE'] as const).map(
    (code): FaultRow => ({
      name: `${code}, outcome unknown`,
      set: faulty(code, 'unknown'),
      end: ['executed', '0.25'],
      orders: 1,
    }),
  ),
  ...[8_000, 20_000, 45_000].map(
    (lag): FaultRow => ({
      name: `answer lost, found ${lag / 1_000} s later`,
      set: (x) => {
        x.queryLagMs = lag;
        x.nextSubmits({ kind: 'lose-response' });
      },
      end: ['executed', '0.25'],
      orders: 1,
    }),
  ),
  {
    name: '429 with Retry-After',
    set: faulty('RATE_LIMITED', 'none', 7_000),
    end: ['executed', '0.25'],
    orders: 1,
  },
  { name: '429 without Retry-After', set: faulty('RATE_LIMITED'), end: ['executed', '0.25'], orders: 1 },
  {
    name: '-1008 overloaded, not accepted',
    set: faulty('MAINTENANCE'),
    end: ['executed', '0.25'],
    orders: 1,
  },
  { name: '-1021 clock', set: faulty('CLOCK_SKEW'), end: ['executed', '0.25'], orders: 1 },
  { name: 'banned for 40 s', set: faulty('BANNED', 'none', 40_000), end: ['executed', '0.25'], orders: 1 },
  {
    name: 'banned past execute-by',
    set: faulty('BANNED', 'none', 4_000_000),
    end: ['aborted', '0.5'],
    orders: 0,
    refusal: 'EXECUTE_BY_PASSED',
  },
  {
    name: 'key revoked',
    set: faulty('AUTH_LOST'),
    end: ['aborted', '0.5'],
    orders: 0,
    refusal: 'EXCHANGE_REJECTED',
  },
  { name: '-2022 once', set: reject('-2022'), end: ['executed', '0.25'], orders: 1 },
  {
    name: '-2022 always',
    set: rejectAlways('-2022'),
    end: ['aborted', '0.5'],
    orders: 0,
    refusal: 'EXCHANGE_REJECTED',
  },
  {
    name: '-2019 margin',
    set: reject('-2019'),
    end: ['aborted', '0.5'],
    orders: 0,
    refusal: 'EXCHANGE_REJECTED',
  },
  { name: '-4131 thin book once', set: reject('-4131'), end: ['executed', '0.25'], orders: 1 },
  {
    name: '-4131 thin book always',
    set: rejectAlways('-4131'),
    end: ['aborted', '0.5'],
    orders: 0,
    refusal: 'EXCHANGE_REJECTED',
  },
  {
    name: '-4061 position mode changed',
    set: reject('-4061'),
    end: ['aborted', '0.5'],
    orders: 0,
    refusal: 'EXCHANGE_REJECTED',
  },
  { name: '-4116 it exists and does not', set: reject('-4116'), end: ['executed', '0.25'], orders: 1 },
  {
    name: '40 % filled, the rest never',
    set: (x) => x.nextSubmits({ kind: 'partial', share: '0.4' }),
    end: ['partial', '0.4'],
    orders: 1,
    refusal: 'NOT_FILLED',
    lastsMs: 330_000,
  },
  {
    name: '90 % filled, the rest at market',
    set: (x) => x.nextSubmits({ kind: 'partial', share: '0.9' }),
    end: ['executed', '0.25'],
    orders: 2,
  },
  {
    name: '40 % filled, answer lost',
    set: (x) => x.nextSubmits({ kind: 'partial-lost', share: '0.4' }),
    end: ['partial', '0.4'],
    orders: 1,
    lastsMs: 330_000,
  },
  {
    name: '40 % filled, then the price leaves',
    set: (x, world) => {
      x.nextSubmits({ kind: 'partial', share: '0.4' });
      x.onSubmit = () =>
        void world.clock.sleep(3_000).then(() => x.sim.marks.set('BTCUSDT', new Decimal('57000')));
    },
    end: ['partial', '0.4'],
    orders: 1,
    refusal: 'PRICE_MOVED',
  },
  {
    name: '40 % filled, then blind for 40 s',
    set: (x) => {
      x.nextSubmits({ kind: 'partial', share: '0.9' });
      x.fail('orderByClientId');
    },
    end: ['executed', '0.25'],
    orders: 2,
    healAfterMs: 40_000,
  },
  {
    name: 'positions unreadable for 20 s',
    set: (x) => x.fail('positions'),
    end: ['executed', '0.25'],
    orders: 1,
    healAfterMs: 20_000,
  },
  {
    name: 'balances unreadable for 20 s',
    set: (x) => x.fail('balances'),
    end: ['executed', '0.25'],
    orders: 1,
    healAfterMs: 20_000,
  },
  {
    name: 'prices unreadable for 20 s',
    set: (x) => x.fail('marks'),
    end: ['executed', '0.25'],
    orders: 1,
    healAfterMs: 20_000,
  },
  {
    name: 'order book unreadable for 20 s',
    set: (x) => x.fail('orderBook'),
    end: ['executed', '0.25'],
    orders: 1,
    healAfterMs: 20_000,
  },
  {
    name: 'positions unreadable past execute-by',
    set: (x) => x.fail('positions'),
    end: ['aborted', '0.5'],
    orders: 0,
    refusal: 'INCOMPLETE_DATA',
    executeWithinMs: 1_000,
    lastsMs: 400_000,
  },
  {
    name: 'prices 700 s old',
    set: (x) => {
      x.priceAgeMs = 700_000;
    },
    end: ['aborted', '0.5'],
    orders: 0,
    refusal: 'STALE_DATA',
    executeWithinMs: 1_000,
    lastsMs: 400_000,
  },
  {
    name: 'price moved 3 %',
    set: (x) => x.sim.marks.set('BTCUSDT', new Decimal('58200')),
    end: ['aborted', '0.5'],
    orders: 0,
    refusal: 'PRICE_MOVED',
  },
  {
    name: 'symbol halted',
    set: (x) => x.sim.halted.add('BTCUSDT'),
    end: ['aborted', '0.5'],
    orders: 0,
    refusal: 'SYMBOL_HALTED',
  },
  {
    name: 'a person closed it',
    set: (x) => x.sim.hold({ symbol: 'BTCUSDT', side: 'long', quantity: '0' }),
    end: ['obsolete', '0'],
    orders: 0,
  },
  {
    name: 'a person cut it below the target',
    set: (x) => x.sim.hold({ symbol: 'BTCUSDT', side: 'long', quantity: '0.2' }),
    end: ['obsolete', '0.2'],
    orders: 0,
  },
  {
    name: 'a person cut it in part',
    set: (x) => x.sim.hold({ symbol: 'BTCUSDT', side: 'long', quantity: '0.4' }),
    end: ['executed', '0.25'],
    orders: 1,
  },
  {
    name: 'it grew',
    set: (x) => x.sim.hold({ symbol: 'BTCUSDT', side: 'long', quantity: '0.9' }),
    end: ['executed', '0.65'],
    orders: 1,
  },
  {
    name: 'it flipped',
    set: (x) => x.sim.hold({ symbol: 'BTCUSDT', side: 'short', quantity: '0.5' }),
    end: ['aborted', '-0.5'],
    orders: 0,
    refusal: 'SIDE_FLIPPED',
  },
  {
    name: 'both sides open',
    set: (x) => x.sim.hold({ symbol: 'BTCUSDT', side: 'short', quantity: '0.7' }),
    mode: 'hedge',
    end: ['executed', '0.25'],
    orders: 1,
  },
  {
    name: 'large, split by the venue',
    set: (x) => x.sim.list('BTCUSDT', '60000', { maxMarketQuantity: new Decimal('0.1') }),
    end: ['executed', '0.25'],
    orders: 3,
  },
  {
    name: 'thin book, sliced',
    set: (x) => {
      x.bookDepth = 0.25;
      x.sim.slippage = new Decimal('0.0002');
    },
    end: ['executed', '0.25'],
    orders: 2,
  },
  {
    name: 'a take-profit rests, -2022',
    set: (x, world) =>
      void x.sim.rest(
        {
          clientOrderId: 'tp',
          symbol: 'BTCUSDT',
          side: 'sell',
          positionSide: 'long',
          type: 'limit',
          reduceOnly: true,
          quantity: Quantity.parse('0.4'),
          limitPrice: Price.parse('70000'),
        },
        world.clock.now(),
      ),
    end: ['aborted', '0.5'],
    orders: 0,
    refusal: 'EXCHANGE_REJECTED',
  },
  {
    name: 'the venue takes 4 s to answer',
    set: (x) => x.delay('submit', 4_000),
    end: ['executed', '0.25'],
    orders: 1,
  },
  {
    name: 'the venue takes 14 s to answer',
    set: (x) => x.delay('submit', 14_000),
    end: ['executed', '0.25'],
    orders: 1,
  },
];
