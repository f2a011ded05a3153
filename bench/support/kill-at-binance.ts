// The kill switch through ccxt at a Binance of our own, in virtual time: what it takes against the least that the venue's limits
// and the distance to it allow, and what it costs of the processor.
import { killFloor } from '../../test/support/kill-floor.ts';
import { FIRST, LargeKill, SECOND_ACCOUNT } from '../../test/support/large-kill.ts';
import { seededFaults } from '../../test/support/seeded-faults.ts';

export interface KilledAtBinance {
  /** From the pull to the last answer that took something away, in milliseconds. */
  readonly flat: number;
  readonly floor: number;
  /** Of both accounts until they are flat. */
  readonly weight: number;
  readonly leastWeight: number;
  /** Of desk and exchange together, in real milliseconds. */
  readonly processor: number;
}

/** Both accounts at one address; the second in hedge mode, with two positions in a symbol. */
export async function killAtBinance(positions: number, roundTripMs: number): Promise<KilledAtBinance> {
  const large = await LargeKill.open({ positions, oneWayMs: roundTripMs / 2 });
  try {
    let isSeen = false;
    void large.rig.pass(0).then(() => {
      isSeen = true;
    });
    await large.wire.until(() => isSeen, 60_000);
    large.server.clearRequests();
    const before = process.cpuUsage();
    const pulledAt = await large.pull();
    await large.finish(300_000);
    const { user, system } = process.cpuUsage(before);
    if (large.left.length > 0) throw new Error(`left: ${large.left.join(', ')}`);
    const symbols = Math.ceil(positions / 2);
    const floor = killFloor(
      [
        { positions, plainBooks: positions, stopBooks: positions },
        { positions, plainBooks: symbols, stopBooks: symbols },
      ],
      { startAt: pulledAt, roundTripMs },
    );
    const stops = large.server.calls('DELETE /fapi/v1/algoOpenOrders');
    const work = large.server.requests.filter(
      ({ method, account }) =>
        (account === FIRST || account === SECOND_ACCOUNT) && !/income|userTrades|allOrders/.test(method),
    );
    return {
      flat: Math.max(...stops.map(({ at }) => at)) + roundTripMs / 2 - pulledAt,
      floor: floor.milliseconds,
      weight: work.reduce((sum, each) => sum + each.weight, 0),
      leastWeight: floor.accounts.reduce((sum, each) => sum + each.weight, 0),
      processor: (user + system) / 1_000,
    };
  } finally {
    await large.close();
  }
}

/** With one call in five failing, from the pull to the end of the kill, in milliseconds. */
export async function killAmongFailures(
  positions: number,
  roundTripMs: number,
  seed: number,
): Promise<number> {
  const large = await LargeKill.open({ positions, oneWayMs: roundTripMs / 2 });
  try {
    large.server.otherwise = seededFaults(seed, 0.2).plan;
    await large.pull();
    const took = await large.finish(900_000);
    if (large.left.length > 0) throw new Error(`left: ${large.left.join(', ')}`);
    return took;
  } finally {
    await large.close();
  }
}
