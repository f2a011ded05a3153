// Play money and real money never under one name on one data folder: an account that moved is observed only.
import { describe, expect, test } from 'vitest';
import { openDesk } from '../../src/desk/open-desk.ts';
import { standstill } from '../../src/desk/state/desk-state.ts';
import { success } from '../../src/domain/result.ts';
import { SimExchange } from '../support/sim-exchange.ts';
import { DeskRig } from './desk-rig.ts';

const LIVE = 'Binance USDⓈ-M';
const TESTNET = 'Binance USDⓈ-M testnet';

/** A start in real mode of accounts at these venues, on the ledger of the rig. */
async function start(
  rig: DeskRig,
  venues: Readonly<Record<string, string>>,
  kind: 'real' | 'paper' = 'real',
) {
  await rig.ledger.commit([{ kind: 'value', name: 'mode', value: kind }]);
  const accounts = Object.entries(venues).map(([account, venue]) => ({
    ...rig.context.accounts[0]!,
    name: account,
    exchange: new SimExchange(rig.clock, rig.venue, { account, venue, kind }),
  }));
  const running = await openDesk({ ...rig.options(), venues: { open: async () => success(accounts) } });
  const blocked = accounts.filter(({ name }) => standstill(running.context, name).length > 0);
  const told = rig
    .heard()
    .flatMap((event) =>
      event.kind === 'notice' && event.notice.code === 'safe-mode' ? event.notice.reason : [],
    );
  await running.stop();
  return { blocked: blocked.map(({ name }) => name), told };
}

describe('an account', () => {
  test.each([
    [LIVE, LIVE, false],
    [TESTNET, TESTNET, false],
    [TESTNET, LIVE, true],
    [LIVE, TESTNET, true],
  ])('that was at %s and is at %s is blocked: %s', async (before, now, isBlocked) => {
    const rig = new DeskRig().withBtcLong();
    await start(rig, { main: before });
    const { blocked, told } = await start(rig, { main: now });
    expect(blocked).toEqual(isBlocked ? ['main'] : []);
    expect(told).toEqual(
      isBlocked
        ? [
            `account main was at ${before} before and is at ${now} now; give it another name, or start with another data folder`,
          ]
        : [],
    );
  });

  test('stays blocked at every further start, and the others go on', async () => {
    const rig = new DeskRig().withBtcLong();
    await start(rig, { main: TESTNET, second: LIVE });
    await start(rig, { main: LIVE, second: LIVE });
    expect(await start(rig, { main: LIVE, second: LIVE })).toMatchObject({ blocked: ['main'] });
  });

  test('of paper may be on any market', async () => {
    const rig = new DeskRig().withBtcLong();
    await start(rig, { main: 'paper (synthetic)' }, 'paper');
    expect((await start(rig, { main: 'paper (live)' }, 'paper')).blocked).toEqual([]);
  });
});
