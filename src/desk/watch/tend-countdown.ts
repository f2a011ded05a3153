// The dead man's countdown: where the desk itself rests orders the exchange is asked, again and again, to cancel them should it hear nothing more.
import { isProtective } from '../../domain/kill-plan.ts';
import { isOurs } from '../../domain/order-names.ts';
import type { AccountSnapshot } from '../../domain/snapshot.ts';
import type { DeskAccount, DeskContext } from '../state/context.ts';
import { stopOnBug } from '../state/stop-on-bug.ts';
import { venueOf } from '../state/venue-state.ts';
import { tell } from '../venue/tend-venue.ts';

/** Asked for again when a third of it is over: two requests may be lost. */
const RENEWALS = 3;

/** Starts what is due behind the pass: countdowns armed, renewed, and taken back where nothing of ours rests any more. */
export function tendCountdown(context: DeskContext, account: DeskAccount, snapshot: AccountSnapshot): void {
  const { countdownMs } = context.settings.venue;
  const { exchange, name } = account;
  const venue = venueOf(context, name);
  if (countdownMs === null || !exchange.capabilities.countdown || context.memory.stopping === true) return;
  if (venue.countingDown === true) return;
  const now = context.ports.clock.now();
  const wanted = symbolsOf(snapshot);
  const due = [...wanted].filter(
    (symbol) => now - (venue.countdowns.get(symbol) ?? Number.NEGATIVE_INFINITY) >= countdownMs / RENEWALS,
  );
  const over = [...venue.countdowns.keys()].filter((symbol) => !wanted.has(symbol));
  if (due.length + over.length === 0) return;
  venue.countingDown = true;
  const job = `countdown of ${name}`;
  context.jobs.start(
    job,
    async () => {
      try {
        for (const symbol of due) await ask(context, account, symbol, countdownMs);
        for (const symbol of over) await ask(context, account, symbol, 0);
      } finally {
        venue.countingDown = false;
      }
    },
    stopOnBug(context, job),
  );
}

/** Symbols where an order of ours rests among the plain ones, but for those where a stop would go with it. */
function symbolsOf({ orders, positionMode }: AccountSnapshot): ReadonlySet<string> {
  const isHedge = positionMode === 'hedge';
  const plain = orders.filter(({ book }) => book === 'plain');
  const stopped = new Set(plain.filter((order) => isProtective(order, isHedge)).map(({ symbol }) => symbol));
  return new Set(
    plain.filter((order) => isOurs(order) && !stopped.has(order.symbol)).map(({ symbol }) => symbol),
  );
}

/** A failure is told once, until a request is taken again. */
async function ask(
  context: DeskContext,
  { name: account, exchange }: DeskAccount,
  symbol: string,
  milliseconds: number,
): Promise<void> {
  const venue = venueOf(context, account);
  const answer = await exchange.countdown(symbol, milliseconds);
  if (answer.ok) {
    if (milliseconds === 0) venue.countdowns.delete(symbol);
    else venue.countdowns.set(symbol, context.ports.clock.now());
    delete venue.countdownTold;
    return;
  }
  if (venue.countdownTold === true) return;
  venue.countdownTold = true;
  const why = answer.error.message;
  await tell(context, account, { code: 'countdown-failed', account, symbol, why }, { symbol, why });
}
