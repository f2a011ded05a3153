// The rows of the table of faults on the real adapter: what goes wrong at which step of an approved cut, and the end it must have.

import type { Proposal } from '../../src/domain/proposal.ts';
import type { BinanceServer } from '../support/binance-server/binance-driver.ts';
import { type VenueFault, venueFaults } from '../support/binance-server/venue-faults.ts';
import type { LoopbackDesk } from '../support/loopback-desk.ts';

export type Step =
  | 'none'
  | 'check'
  | 'place'
  | 'look-up'
  | 'trades'
  | 'watch'
  | 'cancel'
  | 'read again'
  | 'streams';

export interface VenueRow {
  readonly step: Step;
  readonly fault: string;
  readonly mode: 'one-way' | 'hedge';
  readonly set: (desk: LoopbackDesk) => void;
  /** State of the card, and what is left of the 0.5 that was held. */
  readonly end: readonly [state: Proposal['state']['kind'], position: string];
  /** How many orders the exchange takes for it. */
  readonly orders: number;
  readonly lastsMs: number;
  /** What others took of the position meanwhile. */
  readonly gone: string;
  readonly streams: boolean;
  /** The desk stops waiting for an answer before the adapter does. */
  readonly deskIsFirst: boolean;
}
type Changes = Partial<Omit<VenueRow, 'step' | 'fault'>>;

const row = (step: Step, fault: string, changes: Changes): VenueRow => ({
  step,
  fault,
  mode: 'one-way',
  set: () => undefined,
  end: ['executed', '0.25'],
  orders: 1,
  lastsMs: 60_000,
  gone: '0',
  streams: false,
  deskIsFirst: false,
  ...changes,
});

const PLACE = 'POST /fapi/v1/order';
const LOOK_UP = 'GET /fapi/v1/order';
const CANCEL = 'DELETE /fapi/v1/order';
const { code, html, late, tooMany, banned, unknownError } = venueFaults;
const body = (text: string): VenueFault => ({ kind: 'answer', status: 200, body: text, effect: true });
const cutAfter = (bytes: number): VenueFault => ({ kind: 'truncate', bytes });

/** Once, at the first request to this address from now on. */
export const once =
  (method: string, fault: VenueFault, times = 1) =>
  ({ server }: LoopbackDesk): void =>
    void server.failNext(method, fault, times);
const all =
  (...each: readonly ((desk: LoopbackDesk) => void)[]) =>
  (desk: LoopbackDesk): void => {
    for (const set of each) set(desk);
  };

/** Does something the first time that the desk passes a step, and undoes it so much later. */
export const at =
  (
    step: string,
    act: (desk: LoopbackDesk) => void,
    undo?: { readonly afterMs: number; readonly act: (desk: LoopbackDesk) => unknown },
  ) =>
  (desk: LoopbackDesk): void => {
    const before = desk.onStep;
    let isDone = false;
    desk.onStep = (passed) => {
      before(passed);
      if (isDone || passed !== step) return;
      isDone = true;
      act(desk);
      if (undo !== undefined) void desk.clock.sleep(undo.afterMs).then(() => undo.act(desk));
    };
  };
export const closedFrom = (step: string, kind: 'page' | 'code', forMs: number) =>
  at(step, ({ server }) => server.maintenance(kind), {
    afterMs: forMs,
    act: ({ server }) => server.maintenance(false),
  });
/** Nothing listens at the address for a while: connections are refused. */
export const refusedFrom =
  (step: string, forMs: number) =>
  (desk: LoopbackDesk): void => {
    let again: ReturnType<BinanceServer['refuse']> | undefined;
    at(
      step,
      ({ server }) => {
        again = server.refuse();
      },
      { afterMs: forMs, act: () => again?.() },
    )(desk);
  };

const BEFORE_SENDING = 'execute:07 leg committed';
const SENT = 'execute:08 submitted';
const BEFORE_LOOKING = 'execute:11 before look-up';
const BEFORE_CANCEL = 'execute:13 before cancel';
const CANCELLED = 'execute:14 cancelled';

/** The first order fills in part only; whatever is sent after it fills whole. */
const fills = (share: string) =>
  all(
    ({ server }) => server.partialFills('BTCUSDT', share),
    at(SENT, ({ server }) => server.partialFills('BTCUSDT')),
  );

/** Faults of one request to place the order, and whether it was carried out all the same. */
export const PLACING: readonly (readonly [name: string, fault: VenueFault, changes?: Changes])[] = [
  ['answer dropped, taken', venueFaults.dropAfter],
  ['lost on the way', venueFaults.dropBefore],
  ['reset in the middle of the answer', cutAfter(40)],
  ['never answered, not taken', venueFaults.hang],
  ['answered too late, taken 1 s later', late(1_000, 'silent')],
  ['answered too late, taken 4.9 s later', late(4_900, 'silent')],
  ['too late for its window', late(9_000, 'silent')],
  ['502 page, taken', html(502, true)],
  ['502 page, not taken', html(502)],
  ['504 page, taken', html(504, true)],
  ['403 page', html(403)],
  ['200 with a page, taken', body('<html><body>Just a moment…</body></html>')],
  ['200 with nothing, taken', venueFaults.empty],
  ['200 cut in its middle, taken', venueFaults.truncated],
  ['200 of another shape, taken', body('{"orderId":"x"}')],
  ['503 Unknown error, taken', unknownError(true)],
  ['503 Unknown error, not taken', unknownError(false)],
  ['-1006, not taken', code('-1006')],
  ['-1007, taken', code('-1007', true)],
  ['-1007, not taken', code('-1007')],
  ['-1008 overloaded', code('-1008')],
  ['-1021 clock', code('-1021')],
  ['-1015 too many orders', code('-1015', false, '300', '10 SECONDS')],
  ['429, Retry-After 7 s', tooMany(7)],
  ['429 without Retry-After', tooMany()],
  ['418, banned for 40 s', banned(40), { lastsMs: 120_000 }],
  ['-4116, it is there', code('-4116', true)],
  ['-4116, it is not there', code('-4116')],
  ['-2022 once', code('-2022')],
  ['-4131 thin book', code('-4131')],
  ['-2019 margin', code('-2019'), { end: ['aborted', '0.5'], orders: 0 }],
  ['-4061 position mode', code('-4061'), { end: ['aborted', '0.5'], orders: 0 }],
  ['-2015 key', code('-2015'), { end: ['aborted', '0.5'], orders: 0 }],
];

/** Faults of the look-up of an order whose answer was lost. */
const LOOKING: readonly (readonly [name: string, set: (desk: LoopbackDesk) => void, changes?: Changes])[] = [
  ['dropped', once(LOOK_UP, venueFaults.dropBefore)],
  ['reset in the middle of the answer', once(LOOK_UP, cutAfter(30))],
  ['never answered', once(LOOK_UP, venueFaults.hang)],
  ['502 page, three times', once(LOOK_UP, html(502), 3)],
  ['200 with a page', once(LOOK_UP, { kind: 'answer', status: 200, body: '<html></html>' })],
  ['200 of another shape', once(LOOK_UP, { kind: 'answer', status: 200, body: {} })],
  ['-1007', once(LOOK_UP, code('-1007'))],
  ['-1008', once(LOOK_UP, code('-1008'))],
  ['-1021 twice', once(LOOK_UP, code('-1021'), 2)],
  ['429, Retry-After 5 s', once(LOOK_UP, tooMany(5))],
  ['418, banned for 30 s', once(LOOK_UP, banned(30)), { lastsMs: 120_000 }],
  ['maintenance for 20 s', closedFrom(BEFORE_LOOKING, 'page', 20_000)],
  ['-1016 for 20 s', closedFrom(BEFORE_LOOKING, 'code', 20_000)],
  ['connection refused for 10 s', refusedFrom(BEFORE_LOOKING, 10_000)],
];

/** Faults of the cancel of an order that is nearly filled and rests. */
const CANCELLING: readonly (readonly [name: string, set: (desk: LoopbackDesk) => void, changes?: Changes])[] =
  [
    ['answer dropped, cancelled', once(CANCEL, venueFaults.dropAfter)],
    ['lost on the way', once(CANCEL, venueFaults.dropBefore)],
    ['reset in the middle of the answer', once(CANCEL, cutAfter(40))],
    ['never answered', once(CANCEL, venueFaults.hang)],
    ['cancelled 3 s later', once(CANCEL, late(3_000, 'silent'))],
    ['502 page, cancelled', once(CANCEL, html(502, true))],
    ['502 page, not cancelled', once(CANCEL, html(502))],
    ['200 with a page, cancelled', once(CANCEL, body('<html></html>'))],
    ['-1007, cancelled', once(CANCEL, code('-1007', true))],
    ['-1007, not cancelled', once(CANCEL, code('-1007'))],
    ['-1008', once(CANCEL, code('-1008'))],
    ['-1021', once(CANCEL, code('-1021'))],
    ['429, Retry-After 5 s', once(CANCEL, tooMany(5))],
    ['418, banned for 30 s', once(CANCEL, banned(30)), { lastsMs: 120_000 }],
    ['-2011, it rests all the same', once(CANCEL, code('-2011'))],
    [
      '-2011, filled on the way',
      at(BEFORE_CANCEL, (desk) => desk.account.fill(desk.account.openOrders[0]!)),
      { orders: 1 },
    ],
    [
      '-2011, somebody cancelled it',
      at(BEFORE_CANCEL, (desk) => desk.account.cancel(desk.account.openOrders[0]!)),
    ],
    ['maintenance for 20 s', closedFrom(BEFORE_CANCEL, 'page', 20_000)],
    ['connection refused for 10 s', refusedFrom(BEFORE_CANCEL, 10_000)],
    [
      'halted, no cancel taken for 20 s',
      at(BEFORE_CANCEL, ({ server }) => server.halt('BTCUSDT', { cancels: false }), {
        afterMs: 20_000,
        act: ({ server }) => server.resume('BTCUSDT'),
      }),
    ],
  ];

/** What happens to the account's stream while its order is watched. */
const STREAMS: readonly (readonly [name: string, set: (desk: LoopbackDesk) => void])[] = [
  ['live', () => undefined],
  ['silent from before the press', ({ server }) => server.users.freeze(true)],
  [
    'lost and refused from before the press',
    ({ server }) => {
      server.refuseStreams = true;
      server.users.drop();
    },
  ],
  ['lost after the order', at(SENT, ({ server }) => server.users.drop())],
  ['key expired after the order', at(SENT, ({ server, account }) => server.users.expire(account.state))],
  [
    'every event three times',
    ({ server }) => {
      server.users.trouble.copies = 3;
    },
  ],
];

export const VENUE_ROWS: readonly VenueRow[] = [
  row('none', 'nothing', {}),
  row('none', 'nothing', { mode: 'hedge' }),
  ...PLACING.map(([name, fault, changes]) => row('place', name, { set: once(PLACE, fault), ...changes })),
  ...PLACING.slice(0, 8).map(([name, fault, changes]) =>
    row('place', name, { mode: 'hedge', set: once(PLACE, fault), ...changes }),
  ),
  row('place', 'connection refused for 10 s', { set: refusedFrom(BEFORE_SENDING, 10_000) }),
  row('place', 'maintenance for 40 s', { set: closedFrom(BEFORE_SENDING, 'page', 40_000), lastsMs: 120_000 }),
  row('place', '-1016 for 40 s', { set: closedFrom(BEFORE_SENDING, 'code', 40_000), lastsMs: 120_000 }),
  row('place', 'clocks 60 s apart', { set: at(BEFORE_SENDING, ({ server }) => server.skew(60_000)) }),
  row('place', 'clocks −6 s apart', { set: at(BEFORE_SENDING, ({ server }) => server.skew(-6_000)) }),
  row('place', '-2022 always', {
    set: once(PLACE, code('-2022'), 99),
    end: ['aborted', '0.5'],
    orders: 0,
  }),
  row('place', 'halted', {
    set: at(BEFORE_SENDING, ({ server }) => server.halt('BTCUSDT')),
    end: ['aborted', '0.5'],
    orders: 0,
  }),
  row('place', 'a person closed it a moment before', {
    set: at(
      BEFORE_SENDING,
      ({ account }) => void account.place({ symbol: 'BTCUSDT', side: 'SELL', quantity: '0.5' }),
    ),
    end: ['obsolete', '0'],
    orders: 0,
    gone: '0.5',
  }),
  row('place', 'a person turned it a moment before', {
    set: at(
      BEFORE_SENDING,
      ({ account }) => void account.place({ symbol: 'BTCUSDT', side: 'SELL', quantity: '0.7' }),
    ),
    end: ['aborted', '-0.2'],
    orders: 0,
    gone: '0.7',
  }),
  row('place', 'a person cut 0.4 a moment before', {
    set: at(
      BEFORE_SENDING,
      ({ account }) => void account.place({ symbol: 'BTCUSDT', side: 'SELL', quantity: '0.4' }),
    ),
    end: ['executed', '0'],
    orders: 1,
    gone: '0.4',
  }),
  row('place', '40 % filled, the rest never', {
    set: fills('0.4'),
    end: ['partial', '0.4'],
    lastsMs: 330_000,
  }),
  row('place', '40 % filled, the rest on the way to the cancel', {
    set: all(
      fills('0.4'),
      at(BEFORE_CANCEL, (desk) => desk.account.fill(desk.account.openOrders[0]!)),
    ),
    lastsMs: 330_000,
  }),
  row('place', '40 % filled, answer dropped', {
    set: all(fills('0.4'), once(PLACE, venueFaults.dropAfter)),
    end: ['partial', '0.4'],
    lastsMs: 330_000,
  }),
  row('place', '92 % filled, answer dropped', {
    set: all(fills('0.92'), once(PLACE, venueFaults.dropAfter)),
    orders: 2,
  }),
  row('place', '92 % filled, answer dropped', {
    mode: 'hedge',
    set: all(fills('0.92'), once(PLACE, venueFaults.dropAfter)),
    orders: 2,
  }),
  ...LOOKING.flatMap(([name, set, changes]) => [
    row('look-up', `${name}; was taken`, { set: all(once(PLACE, venueFaults.dropAfter), set), ...changes }),
    row('look-up', `${name}; was not taken`, {
      set: all(once(PLACE, venueFaults.dropBefore), set),
      ...changes,
    }),
  ]),
  ...[4_000, 20_000].map((lag) =>
    row('look-up', `-2013 for ${lag / 1_000} s; was taken`, {
      set: all(once(PLACE, venueFaults.dropAfter), ({ server }) => server.queryLag(lag)),
      lastsMs: 120_000,
    }),
  ),
  row('trades', '502 page; was taken', {
    set: all(once(PLACE, venueFaults.dropAfter), once('GET /fapi/v1/userTrades', html(502))),
  }),
  row('trades', '502 page; was not taken', {
    set: all(once(PLACE, venueFaults.dropBefore), once('GET /fapi/v1/userTrades', html(502))),
  }),
  row('trades', 'positions 502; was not taken', {
    set: all(
      once(PLACE, venueFaults.dropBefore),
      at(BEFORE_LOOKING, once('GET /fapi/v3/positionRisk', html(502))),
    ),
  }),
  ...CANCELLING.map(([name, set, changes]) =>
    row('cancel', name, { orders: 2, set: all(fills('0.92'), set), ...changes }),
  ),
  ...CANCELLING.slice(0, 2).map(([name, set, changes]) =>
    row('cancel', name, { mode: 'hedge', orders: 2, set: all(fills('0.92'), set), ...changes }),
  ),
  row('watch', 'orders 502 for 40 s', {
    set: all(
      fills('0.92'),
      at(SENT, ({ server }) => void server.failNext(LOOK_UP, html(502), 20)),
    ),
    orders: 2,
    lastsMs: 120_000,
  }),
  row('read again', 'dropped', {
    set: all(fills('0.92'), at(CANCELLED, once(LOOK_UP, venueFaults.dropBefore))),
    orders: 2,
  }),
  row('place', 'the desk gives up first; never answered', {
    deskIsFirst: true,
    set: once(PLACE, venueFaults.hang),
  }),
  row('place', 'the desk gives up first; was taken', {
    deskIsFirst: true,
    set: once(PLACE, late(0, 'silent')),
  }),
  row('place', 'the desk gives up first; taken 4.9 s later', {
    deskIsFirst: true,
    set: once(PLACE, late(4_900, 'silent')),
  }),
  row('cancel', 'the desk goes on while it is not answered', {
    deskIsFirst: true,
    set: all(fills('0.92'), once(CANCEL, late(0, 'silent'))),
    orders: 2,
  }),
  ...STREAMS.map(([name, trouble]) =>
    row('streams', name, { streams: true, set: all(fills('0.92'), trouble), orders: 2 }),
  ),
  row('streams', 'silent, answer dropped', {
    streams: true,
    set: all(({ server }) => server.users.freeze(true), once(PLACE, venueFaults.dropAfter)),
  }),
  row('check', 'positions 502 twice', { set: once('GET /fapi/v3/positionRisk', html(502), 2) }),
  row('check', 'account never answered', { set: once('GET /fapi/v3/account', venueFaults.hang) }),
  row('check', 'open orders of another shape', {
    set: once('GET /fapi/v1/openOrders', { kind: 'answer', status: 200, body: [{ orderId: 1 }] }),
  }),
  row('check', 'conditional orders 502', { set: once('GET /fapi/v1/openAlgoOrders', html(502)) }),
  row('check', 'order book 200 with a page', {
    set: once('GET /fapi/v1/depth', { kind: 'answer', status: 200, body: '<html></html>' }),
  }),
];
