// One account of one kill: cancel, wait out what is under way, close, look twice, take the stops away; again until it is done.
import { inScope } from '../../domain/kill-plan.ts';
import type { KillAccount } from '../../domain/kill-switch.ts';
import type { Position } from '../../domain/position.ts';
import { cancelOrders, ordersLeft, type Reach } from './kill-cancel.ts';
import { closePosition, type Tries } from './kill-close.ts';
import { answerInTime, CALL_MS, type KillRun, type KillTarget } from './kill-run.ts';

const LEDGER_MS = 1_000;
/** Two looks that close together could both be the picture before the fills. */
const SECOND_LOOK_MS = 2_000;
const AGAIN_MS = 1_000;
const QUICK_LOOKS = 5;
const BLIND_MS = 5_000;
const IN_PARALLEL = 5;

/** Works until the account is done; every round begins with fresh reads, so that any step may fail or be cut off. */
export async function killAccount(run: KillRun, target: KillTarget): Promise<void> {
  const { ports } = run;
  const reach: Reach = { run, target, isHedge: await ports.isHedge(target), seen: new Set(), sent: [] };
  const tries: Tries = new Map();
  let mustWait = run.goal === 'flatten' && !run.isDrill;
  let blindRounds = 0;
  while (run.goesOn()) {
    const adding = await cancelOrders(reach, 'adding');
    if (!run.goesOn()) return;
    if (mustWait) await waitOutUnknown(run, target);
    mustWait = false;
    if (!run.goesOn()) return;
    // Books that could not be read a moment ago are not asked again at once: they are the dearest request there is.
    const others = adding === 'unread' ? adding : await cancelOrders(reach, 'all-but-stops');
    if (!run.goesOn()) return;
    let isBlind = others === 'unread';
    if (run.goal === 'halt') {
      if (adding === 'gone' && others === 'gone' && (await haltedAs(reach))) return;
    } else {
      const isSeen = await closeAll(reach, tries);
      if (!run.goesOn()) return;
      isBlind ||= !isSeen;
      if ((!isBlind || run.isDrill) && (await flatAndClean(reach, tries))) return;
    }
    blindRounds = isBlind ? blindRounds + 1 : 0;
    await ports.sleep(pauseOf(run, tries, blindRounds));
  }
}

const step = (reach: Reach, name: KillAccount['step']): void =>
  reach.run.note(reach.target.name, (before) => (before.step === name ? before : { ...before, step: name }));

const faulted = (reach: Reach, fault: string): void =>
  reach.run.note(reach.target.name, (before) => ({ ...before, fault }));

/** An order of an execution whose answer is not known may still be filled: nothing is closed before its window is over. */
async function waitOutUnknown(run: KillRun, target: KillTarget): Promise<void> {
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
}

async function readPositions({ run, target }: Reach): Promise<readonly Position[] | string> {
  const read = await answerInTime(run.ports.clock, CALL_MS, () => target.exchange.positions());
  if (!read.ok) return `positions: ${read.why}`;
  return read.value.filter((position) => inScope(run.scope, target.name, position.symbol));
}

const keyOf = ({ symbol, side }: Position): string => `${symbol}:${side}`;

/** False when the positions could not be read. */
async function closeAll(reach: Reach, tries: Tries): Promise<boolean> {
  const { run, target } = reach;
  step(reach, 'flatten');
  const positions = await readPositions(reach);
  run.ports.crashPoint('kill:10 positions read');
  if (typeof positions === 'string') {
    faulted(reach, positions);
    return false;
  }
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

/** A halt ends when no order but protective stops is left; what stays open is listed and kept. */
async function haltedAs(reach: Reach): Promise<boolean> {
  step(reach, 'verify');
  const orders = await ordersLeft(reach);
  const positions = await readPositions(reach);
  reach.run.ports.crashPoint('kill:13 first look');
  if (typeof positions === 'string') faulted(reach, positions);
  if (orders !== 0 || typeof positions === 'string') return false;
  noteRemaining(reach, new Map(), positions);
  reach.run.ports.crashPoint('kill:14 verified');
  done(reach);
  return true;
}

/** Two looks at least 2 s apart, both books and positions, then the stops go, then one more look at the books. */
async function flatAndClean(reach: Reach, tries: Tries): Promise<boolean> {
  const { run } = reach;
  const { ports } = run;
  step(reach, 'verify');
  for (const look of ['first', 'second'] as const) {
    if (look === 'second') await ports.sleep(SECOND_LOOK_MS);
    if (!run.goesOn()) return false;
    const positions = await readPositions(reach);
    const orders = await ordersLeft(reach);
    if (look === 'first') ports.crashPoint('kill:13 first look');
    if (typeof positions === 'string') {
      faulted(reach, positions);
      return run.isDrill;
    }
    noteGone(reach, tries, positions);
    const open = positions.filter((position) => tries.get(keyOf(position))?.isDust !== true);
    noteRemaining(reach, tries, positions);
    if (!run.isDrill && (open.length > 0 || orders !== 0)) return false;
  }
  ports.crashPoint('kill:14 verified');
  step(reach, 'remove-stops');
  ports.crashPoint('kill:15 before stops');
  const left = await cancelOrders(reach, 'everything');
  ports.crashPoint('kill:16 stops removed');
  if (left !== 'gone' && !run.isDrill) return false;
  done(reach);
  return true;
}

const done = ({ run, target }: Reach): void =>
  run.note(target.name, ({ fault: _, ...before }) => ({ ...before, step: 'done' }));

/**
 * Until the next symbol is due; never longer than the slow pace, never busy. A venue that cannot be read is asked five
 * times at once and then more slowly: asked every second it would cost a minute's whole weight in half of one, and the
 * kill would stand before its own limit when the venue comes back.
 */
function pauseOf(run: KillRun, tries: Tries, blindRounds: number): number {
  if (blindRounds > 0) return blindRounds <= QUICK_LOOKS ? AGAIN_MS : BLIND_MS;
  const now = run.ports.clock.now();
  const due = [...tries.values()].filter((known) => !known.isDust).map((known) => known.nextAt - now);
  return due.length === 0 ? AGAIN_MS : Math.max(AGAIN_MS, Math.min(...due));
}
