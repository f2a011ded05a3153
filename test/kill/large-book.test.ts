// The kill switch at its real size: 50 positions and 200 resting orders on two accounts of one address at the loopback Binance,
// through ccxt, in virtual time, held against the least that the exchange's own limits allow. Prints what it measured.
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import type { Exchange } from '../../src/ports/exchange.ts';
import type { LoggedRequest } from '../support/binance-server/front-door.ts';
import { killFloor } from '../support/kill-floor.ts';
import { FIRST, LargeKill, SECOND_ACCOUNT } from '../support/large-kill.ts';

const ROUND_TRIP_MS = 150;
const GOAL = 1.2;
/** What account `second` has in hedge mode: both sides of 12 symbols and one more. */
const BOOKS = [
  { positions: 25, plainBooks: 25, stopBooks: 25 },
  { positions: 25, plainBooks: 13, stopBooks: 13 },
];

const measured: string[] = [];
let large: LargeKill;
afterEach(() => large.close());
afterAll(() => console.log(`\n${measured.join('\n')}\n`));

/** What only reports: the fees are read when everything is flat. */
const isReport = ({ method }: LoggedRequest): boolean => /income|userTrades|allOrders/.test(method);
const weightOf = (account: string, since: number): number =>
  large.server.requests
    .filter((each) => each.account === account && each.at >= since && !isReport(each))
    .reduce((sum, { weight }) => sum + weight, 0);

/** When the exchange answered the last request that took something away, since the pull. */
const flatAfter = (account: string, since: number): number => {
  const last = large.server.requests.findLast(
    (each) => each.account === account && each.method === 'DELETE /fapi/v1/algoOpenOrders',
  );
  return (last?.at ?? Number.NaN) + ROUND_TRIP_MS / 2 - since;
};

/** Two passes of the watch, so that the desk knows its accounts as it does in daily life. */
async function watched(): Promise<void> {
  let isOver = false;
  void large.rig.pass(0).then(() => {
    isOver = true;
  });
  await large.wire.until(() => isOver, 60_000);
  large.server.clearRequests();
}

function compare(name: string, pulledAt: number, usedWeight: number): void {
  const floor = killFloor(BOOKS, { startAt: pulledAt, roundTripMs: ROUND_TRIP_MS, usedWeight });
  for (const [index, account] of [FIRST, SECOND_ACCOUNT].entries()) {
    const least = floor.accounts[index] as { weight: number; milliseconds: number };
    const took = flatAfter(account, pulledAt);
    const weight = weightOf(account, pulledAt);
    measured.push(
      `${name}, ${account}: ${took} ms, floor ${least.milliseconds} ms; weight ${weight}, floor ${least.weight}`,
    );
    expect(took).toBeLessThanOrEqual(least.milliseconds * GOAL);
    // What the desk goes on asking beside the kill is in the exchange's count as well.
    if (usedWeight === 0) expect(weight).toBeLessThanOrEqual(least.weight * GOAL);
  }
}

describe('50 positions and 200 orders on two accounts', () => {
  it('are flat, with no order left in either book and every stop kept to the end, as fast as the limits allow', async () => {
    large = await LargeKill.open({ positions: 25, oneWayMs: ROUND_TRIP_MS / 2 });
    await watched();
    expect(large.left).toHaveLength(50 + 200);
    const pulledAt = await large.pull();
    await large.finish(60_000);
    expect(large.left).toEqual([]);
    expect(large.offences).toEqual([]);
    for (const account of [FIRST, SECOND_ACCOUNT]) {
      expect(large.told(account)).toMatchObject({
        step: 'done',
        ordersCancelled: 100,
        ordersSeen: 100,
        positionsClosed: 25,
        remaining: [],
        dust: [],
      });
    }
    compare('a quiet desk', pulledAt, 0);
  });

  it("go before the desk's other traffic, which has used up its whole share and goes on asking", async () => {
    large = await LargeKill.open({ positions: 25, oneWayMs: ROUND_TRIP_MS / 2 });
    await watched();
    const [first, second] = large.rig.context.accounts.map(({ exchange }) => exchange) as [
      Exchange,
      Exchange,
    ];
    let isStopped = false;
    const asking = async (exchange: Exchange): Promise<void> => {
      while (!isStopped) {
        await Promise.all([exchange.openOrders(), exchange.balances(), exchange.fills(0)]);
        await large.wire.clock.sleep(100);
      }
    };
    const work = [asking(first), asking(second), asking(first)];
    const usedNow = (): number => large.server.requests.at(-1)?.usedWeight ?? 0;
    await large.wire.until(() => usedNow() > 1_700, 20_000);
    await large.wire.clock.advance(1_000);
    const used = usedNow();
    const pulledAt = await large.pull();
    await large.finish(90_000);
    isStopped = true;
    expect(large.left).toEqual([]);
    expect(large.offences).toEqual([]);
    expect(large.server.requests.filter(({ status }) => status === 429)).toEqual([]);
    compare(`${used} of 2,400 used before`, pulledAt, used);
    await large.wire.clock.advance(5_000);
    await Promise.all(work);
  });
});
