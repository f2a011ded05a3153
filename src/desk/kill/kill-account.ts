// One account of one kill: cancel, wait out what is under way, close, look twice, take the stops away; again until it is done.
import { inScope } from '../../domain/kill-plan.ts';
import type { KillAccount } from '../../domain/kill-switch.ts';
import type { Order } from '../../domain/order.ts';
import type { Position } from '../../domain/position.ts';
import { cancelOrders, IN_PARALLEL, notReadable, ordersLeft, type Reach, readBooks } from './kill-cancel.ts';
import { closePosition, type Tries } from './kill-close.ts';
import { answerInTime, CALL_MS, type KillRun, type KillTarget } from './kill-run.ts';

const LEDGER_MS = 1_000;
/** Two looks that close together could both be the picture before the fills. */
const SECOND_LOOK_MS = 2_000;
const AGAIN_MS = 1_000;
const QUICK_LOOKS = 5;
const BLIND_MS = 5_000;
const LONGEST_PAUSE_MS = 60_000;
const REPEATS = 3;

/** Works until the account is done; every round begins with fresh reads, so that any step may fail or be cut off. */
export async function killAccount(run: KillRun, target: KillTarget): Promise<void> {
  const { ports } = run;
  const reach: Reach = {
    run,
    target,
    // Until the account says otherwise: in hedge mode a stop carries no mark, and none may go before its position.
    isHedge: true,
    seen: new Set(),
    sent: [],
    readableAt: 0,
    blindRounds: 0,
  };
  const tries: Tries = new Map();
  let isModeKnown = false;
  let mustWait = run.goal === 'flatten' && !run.isDrill;
  while (run.goesOn()) {
    const books = isModeKnown ? undefined : readBooks(reach);
    if (!isModeKnown) {
      const mode = await ports.isHedge(target);
      isModeKnown = mode !== undefined;
      reach.isHedge = mode ?? true;
    }
    const read = await books;
    if (!run.goesOn()) return;
    const adding = await cancelOrders(reach, 'adding', read);
    if (!run.goesOn()) return;
    const hasWaited = mustWait && (await waitOutUnknown(run, target));
    mustWait = false;
    if (!run.goesOn()) return;
    const isBlind = adding.left === undefined && !hasWaited;
    const rest = isBlind
      ? adding
      : await cancelOrders(reach, 'all-but-stops', hasWaited ? undefined : adding.left);
    if (!run.goesOn()) return;
    let isSeen = !isBlind;
    if (run.goal === 'halt') {
      if (rest.areGone && (await haltedAs(reach))) return;
    } else {
      isSeen = (await closeAll(reach, tries)) && isSeen;
      if (!run.goesOn()) return;
      if ((isSeen || run.isDrill) && (await flatAndClean(reach, tries))) return;
    }
    reach.blindRounds = isSeen ? 0 : reach.blindRounds + 1;
    await ports.sleep(pauseOf(reach, tries));
  }
}

const step = (reach: Reach, name: KillAccount['step']): void =>
  reach.run.note(reach.target.name, (before) => (before.step === name ? before : { ...before, step: name }));

/**
 * An order of an execution whose answer is not known may still be filled: nothing is closed before its window is over.
 * Answers whether time passed.
 */
async function waitOutUnknown(run: KillRun, target: KillTarget): Promise<boolean> {
  const { clock, crashPoint, ledger } = run.ports;
  const { windowMs, skewMs } = target.exchange.signingWindow;
  const whole = clock.now() + windowMs + Math.abs(skewMs) + 1_000;
  crashPoint('kill:08 before waiting out');
  const read = await answerInTime(clock, LEDGER_MS, () => ledger.unsettledLegs());
  // After a restart even orders that no row tells of (the kill switch's own) may be on their way.
  let until = run.isResumed || !read.ok ? whole : 0;
  for (const leg of read.ok ? read.value : []) {
    if (leg.account !== target.name || leg.state === 'accepted') continue;
    const window = (leg.windowEndsAt ?? clock.now() + windowMs) + Math.abs(skewMs) + 1_000;
    until = Math.max(until, Math.min(window, whole));
  }
  const left = until - clock.now();
  if (left > 0) {
    run.note(target.name, (before) => ({ ...before, step: 'wait-unknown' }));
    await run.ports.sleep(left);
  }
  crashPoint('kill:09 waited out');
  return left > 0;
}

/** Undefined when they could not be read, which is noted. */
async function readPositions(reach: Reach): Promise<readonly Position[] | undefined> {
  const { run, target } = reach;
  const read = await answerInTime(run.ports.clock, CALL_MS, () => target.exchange.positions());
  if (read.ok) return read.value.filter((position) => inScope(run.scope, target.name, position.symbol));
  notReadable(reach, `positions: ${read.why}`, read.retryAfterMs);
  return undefined;
}

const keyOf = ({ symbol, side }: Position): string => `${symbol}:${side}`;

/** Answers whether the positions could be read. */
async function closeAll(reach: Reach, tries: Tries): Promise<boolean> {
  const { run, target } = reach;
  step(reach, 'flatten');
  const positions = await readPositions(reach);
  run.ports.crashPoint('kill:10 positions read');
  if (positions === undefined) return false;
  noteGone(reach, tries, positions);
  const now = run.ports.clock.now();
  const due = positions.filter((position) => {
    const known = tries.get(keyOf(position));
    return known === undefined || (!known.isDust && known.nextAt <= now);
  });
  const queue = [...due];
  const work = async (): Promise<void> => {
    for (let next = queue.shift(); next !== undefined && run.goesOn(); next = queue.shift()) {
      await closePosition(reach, tries, next, positions);
    }
  };
  await run.ports.together(Array.from({ length: Math.min(IN_PARALLEL, due.length) }, () => work));
  noteRemaining(reach, tries, positions);
  if (due.length > 0) run.note(target.name, ({ fault: _, ...before }) => before);
  return true;
}

/** Positions that a try was made on and that are not there any more. */
function noteGone({ run, target }: Reach, tries: Tries, positions: readonly Position[]): void {
  const open = new Set(positions.map(keyOf));
  let closed = 0;
  for (const [key, known] of tries) {
    if (open.has(key)) continue;
    if (!known.isDust) closed += 1;
    tries.delete(key);
  }
  if (closed > 0) {
    run.note(target.name, (before) => ({ ...before, positionsClosed: before.positionsClosed + closed }));
  }
}

function noteRemaining({ run, target }: Reach, tries: Tries, positions: readonly Position[]): void {
  const row = ({ symbol, side, quantity }: Position) => ({ symbol, side, quantity: quantity.toString() });
  const isDust = (position: Position): boolean => tries.get(keyOf(position))?.isDust === true;
  run.note(target.name, (before) => ({
    ...before,
    remaining: positions
      .filter((position) => !isDust(position))
      .map((position) => {
        const known = tries.get(keyOf(position));
        const why = known?.why ?? (run.goal === 'halt' ? 'kept open' : 'being closed');
        return known === undefined || known.why === undefined
          ? { ...row(position), why }
          : { ...row(position), why, nextTryAt: known.nextAt };
      }),
    dust: positions.filter(isDust).map(row),
  }));
}

/** Positions and both books at one moment; undefined when either could not be read, which is noted. */
async function look(
  reach: Reach,
): Promise<{ readonly positions: readonly Position[]; readonly books: readonly Order[] } | undefined> {
  const [positions, books] = await Promise.all([readPositions(reach), readBooks(reach)]);
  return positions === undefined || books === undefined ? undefined : { positions, books };
}

/** A halt ends when no order but protective stops is left; what stays open is listed and kept. */
async function haltedAs(reach: Reach): Promise<boolean> {
  step(reach, 'verify');
  const seen = await look(reach);
  reach.run.ports.crashPoint('kill:13 first look');
  if (seen === undefined || ordersLeft(reach, seen.books) > 0) return false;
  noteRemaining(reach, new Map(), seen.positions);
  reach.run.ports.crashPoint('kill:14 verified');
  done(reach);
  return true;
}

/** Two looks at least 2 s apart, at both books and positions, then the stops go: those of the second look. */
async function flatAndClean(reach: Reach, tries: Tries): Promise<boolean> {
  const { run } = reach;
  const { ports } = run;
  step(reach, 'verify');
  let books: readonly Order[] = [];
  for (const which of ['first', 'second'] as const) {
    if (which === 'second') await ports.sleep(SECOND_LOOK_MS);
    const seen = await lookAgain(reach);
    if (!run.goesOn()) return false;
    if (which === 'first') ports.crashPoint('kill:13 first look');
    if (seen === undefined) return run.isDrill;
    const { positions } = seen;
    books = seen.books;
    noteGone(reach, tries, positions);
    const open = positions.filter((position) => tries.get(keyOf(position))?.isDust !== true);
    noteRemaining(reach, tries, positions);
    if (!run.isDrill && (open.length > 0 || ordersLeft(reach, books) > 0)) return false;
  }
  ports.crashPoint('kill:14 verified');
  step(reach, 'remove-stops');
  ports.crashPoint('kill:15 before stops');
  const areGone = await removeStops(reach, books);
  if (!run.goesOn()) return false;
  ports.crashPoint('kill:16 stops removed');
  if (!areGone && !run.isDrill) return false;
  done(reach);
  return true;
}

/** A look that failed says nothing: it is repeated by itself, before all the work is begun anew. */
async function lookAgain(reach: Reach): ReturnType<typeof look> {
  for (let tries = 1; ; tries += 1) {
    const seen = await look(reach);
    if (seen !== undefined || reach.run.isDrill || tries >= REPEATS || !reach.run.goesOn()) return seen;
    await reach.run.ports.sleep(pauseOf(reach, new Map()));
  }
}

/** Nothing is held any more: the stops that could not be cancelled are tried again by themselves. */
async function removeStops(reach: Reach, books: readonly Order[]): Promise<boolean> {
  let standing = books;
  for (let tries = 1; ; tries += 1) {
    const { areGone, left } = await cancelOrders(reach, 'everything', standing);
    if (areGone || reach.run.isDrill || tries >= REPEATS || !reach.run.goesOn()) return areGone;
    standing = left ?? standing;
    await reach.run.ports.sleep(pauseOf(reach, new Map()));
  }
}

const done = ({ run, target }: Reach): void =>
  run.note(target.name, ({ fault: _, ...before }) => ({ ...before, step: 'done' }));

/**
 * Until the next symbol is due; where none is, until the venue can be read again. A venue that cannot be read is asked five
 * times at once and then more slowly: asked every second it would cost a minute's whole weight in half of one, and the
 * kill would stand before its own limit when the venue comes back. Never busy.
 */
function pauseOf({ run, readableAt, blindRounds }: Reach, tries: Tries): number {
  const now = run.ports.clock.now();
  const due = [...tries.values()].filter((known) => !known.isDust).map((known) => known.nextAt - now);
  const next = due.length > 0 ? Math.min(...due) : Math.min(readableAt - now, LONGEST_PAUSE_MS);
  return Math.max(blindRounds > QUICK_LOOKS ? BLIND_MS : AGAIN_MS, next);
}
