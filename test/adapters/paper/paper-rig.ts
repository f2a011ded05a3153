// A paper account on a scripted market, with a memory the test can look into, restart from, or make fail.
import { openPaperExchange } from '../../../src/adapters/paper/open-paper-exchange.ts';
import type { PaperExchange } from '../../../src/adapters/paper/paper-exchange.ts';
import type { PaperSettings } from '../../../src/adapters/paper/paper-settings.ts';
import type { Fault } from '../../../src/domain/fault.ts';
import { failure, type Result, success } from '../../../src/domain/result.ts';
import type { MarketFeed } from '../../../src/ports/market-feed.ts';
import type { StateFile } from '../../../src/ports/state-file.ts';
import { approved, type OrderWish } from '../../contracts/approved-order.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { SilentLog } from '../../support/silent-log.ts';
import { ScriptedFeed } from './scripted-feed.ts';

export class MemoryFile implements StateFile {
  text: string | undefined;
  writes = 0;
  fault: Fault | undefined;

  read(): Promise<Result<string | undefined, Fault>> {
    return Promise.resolve(success(this.text));
  }

  write(text: string): Promise<Result<void, Fault>> {
    if (this.fault !== undefined) return Promise.resolve(failure(this.fault));
    this.text = text;
    this.writes += 1;
    return Promise.resolve(success(undefined));
  }
}

export function must<T>(result: Result<T, unknown>): T {
  if (!result.ok) throw new Error(`a fault: ${JSON.stringify(result.error)}`);
  return result.value;
}

export interface Rig {
  readonly clock: FakeClock;
  readonly feed: ScriptedFeed;
  readonly file: MemoryFile;
  readonly exchange: PaperExchange;
  /** Sends an order; its client id is counted up unless it is given. */
  send(
    wish: Omit<OrderWish, 'clientOrderId'> & { clientOrderId?: string },
  ): ReturnType<PaperExchange['submit']>;
  /** A second later the mark is here. */
  move(symbol: string, mark: number): Promise<void>;
  /** The account opened again from what it wrote. */
  restart(settings?: Partial<PaperSettings>): Promise<PaperExchange>;
}

export const START = Date.UTC(2026, 10, 21, 5, 0, 0);

export async function rig(settings: Partial<PaperSettings> = {}, seed = 1): Promise<Rig> {
  const clock = new FakeClock(START);
  const feed = new ScriptedFeed(START, { BTCUSDT: 60_000, ETHUSDT: 3_000 });
  const file = new MemoryFile();
  const open = async (given: Partial<PaperSettings>, on: MarketFeed = feed) =>
    must(
      await openPaperExchange({
        account: 'main',
        feed: on,
        clock,
        state: file,
        settings: given,
        seed,
        log: new SilentLog(),
      }),
    );
  const exchange = await open(settings);
  let count = 0;
  return {
    clock,
    feed,
    file,
    exchange,
    send: (wish) => {
      count += 1;
      return exchange.submit(approved({ clientOrderId: `t-${count}`, ...wish }));
    },
    async move(symbol, mark) {
      feed.set(symbol, clock.now() + 1_000, mark);
      await clock.advance(1_000);
    },
    restart: (given = settings) => open(given),
  };
}

/** `rejected -2019`, `filled 0.5 at 60000`, `open`, or the fault's code. */
export function outcome(result: Awaited<ReturnType<PaperExchange['submit']>>): string {
  if (result.kind === 'rejected') return `rejected ${result.rejection.venueCode}`;
  if (result.kind === 'fault') return `fault ${result.fault.code} ${result.fault.outcome}`;
  const { state, filled, averagePrice } = result.order;
  return averagePrice === undefined ? state : `${state} ${filled.toString()} at ${averagePrice.toString()}`;
}

/** `long 0.5 @60000`, one a position. */
export async function book(exchange: PaperExchange): Promise<string[]> {
  return must(await exchange.positions()).map(
    (each) => `${each.symbol} ${each.side} ${each.quantity.toString()} @${each.entryPrice.toString()}`,
  );
}
