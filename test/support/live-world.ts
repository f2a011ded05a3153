// A desk that can die over simulated venues, each of which fails on command.
import { FakeClock } from './fake-clock.ts';
import { type DeskLifeOptions, LivingDesk } from './living-desk.ts';
import { SimExchange } from './sim-exchange.ts';
import { SimVenue } from './sim-venue.ts';

export type { CrashPlan } from './living-desk.ts';

export interface WorldOptions extends DeskLifeOptions {
  readonly exchanges?: (clock: FakeClock) => SimExchange[];
  readonly real?: (clock: FakeClock) => SimExchange[];
}

export class LiveWorld extends LivingDesk<SimExchange> {
  constructor(options: WorldOptions = {}) {
    const clock = new FakeClock();
    super(clock, options.exchanges?.(clock) ?? [btcExchange(clock)], options, options.real?.(clock) ?? []);
  }

  override async live(milliseconds: number): Promise<void> {
    await super.live(milliseconds);
    for (const exchange of this.exchanges) exchange.arrivals();
  }
}

export function btcExchange(
  clock: FakeClock,
  positionMode: 'one-way' | 'hedge' = 'one-way',
  account = 'main',
): SimExchange {
  const venue = new SimVenue(positionMode);
  venue.list('BTCUSDT', '60000');
  venue.list('ETHUSDT', '3000');
  venue.hold({ symbol: 'BTCUSDT', side: 'long', quantity: '0.5' });
  return new SimExchange(clock, venue, { account });
}
