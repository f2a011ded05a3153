// The kill switch as people pull it: the flag first, then the latch, then the work behind the answer. Also where the kill gets its tools.
import { type Ask, mayActAs } from '../../domain/actor.ts';
import { joinScopes } from '../../domain/kill-plan.ts';
import type { KillScope, Latch } from '../../domain/kill-switch.ts';
import { isDecided } from '../../domain/proposal.ts';
import { canBeVoided, moved } from '../../domain/proposal-life.ts';
import { failure, success } from '../../domain/result.ts';
import type { Answer } from '../../ports/desk.ts';
import { lookAfresh } from '../assessment/look-afresh.ts';
import { shown } from '../cards/draft-proposal.ts';
import { commit } from '../state/commit.ts';
import type { DeskContext } from '../state/context.ts';
import { isKilled, isLatched } from '../state/desk-state.ts';
import { latchDown, runKey, runKill } from './kill.ts';
import { KillLatch } from './kill-latch.ts';
import type { KillPorts } from './kill-run.ts';
import { closingTools } from './kill-tools.ts';

/**
 * Pulls the switch. The flag that every send looks at is set before anything is awaited; the answer comes when the
 * latch is down, the work goes on behind it. Pulled again it shows the progress, or widens what the first pull began.
 */
export async function pullKillSwitch(
  context: DeskContext,
  ask: Ask,
  scope: KillScope,
  goal: 'halt' | 'flatten',
  reason: string,
  drill: boolean,
): Answer<Latch> {
  const { memory } = context;
  if (!mayActAs(ask.actor.role, 'trader')) {
    const refusal = { code: 'NOT_ALLOWED', role: ask.actor.role, needed: 'trader' } as const;
    return failure({ kind: 'refused', refusals: [refusal] });
  }
  const before = memory.latch;
  if (drill && (isKilled(context) || before.state === 'latched')) return success(before);
  const next = isLatched(before)
    ? widened(before, scope, goal)
    : pulled(context, ask, scope, drill ? 'flatten' : goal, reason, drill);
  if (memory.killRun === runKey(next) && before.finishedAt === undefined) return success(before);
  memory.latch = next;
  if (!drill) {
    memory.killing = true;
    memory.trading = { kind: 'halted', since: next.at, reason: 'kill switch' };
  }
  // From here on it is somebody's work: a check pass that comes by while the disk is slow must not begin it a second time.
  memory.killRun = runKey(next);
  try {
    await latchDown(killPorts(context));
  } catch (error) {
    if (memory.killRun === runKey(next)) delete memory.killRun;
    throw error;
  }
  if (runKey(memory.latch) === runKey(next)) startKill(context, false);
  return success(memory.latch);
}

function pulled(
  context: DeskContext,
  { actor }: Ask,
  scope: KillScope,
  goal: Latch['goal'],
  reason: string,
  drill: boolean,
): Latch {
  const { latch } = context.memory;
  return {
    epoch: latch.epoch + 1,
    state: 'latched',
    drill,
    scope,
    goal,
    by: actor.name,
    platform: actor.platform,
    reason,
    at: context.ports.clock.now(),
    accounts: [],
    version: latch.version,
  };
}

/** A second pull only ever adds: flattening here does not undo a halt there, and a halt does not stop a flattening. */
export function widened(before: Latch, scope: KillScope, goal: Latch['goal']): Latch {
  const { finishedAt: _, keptBy: __, ...kept } = before;
  if (before.goal === goal) return { ...kept, scope: joinScopes(before.scope, scope) };
  const halted = goal === 'halt' ? scope : before.scope;
  return {
    ...kept,
    goal: 'flatten',
    scope: goal === 'flatten' ? scope : before.scope,
    alsoHalt: before.alsoHalt === undefined ? halted : joinScopes(before.alsoHalt, halted),
  };
}

/** Takes the work up where the latch says it is: after a start, or when it ended without an end. */
export function startKill(context: DeskContext, isResumed: boolean): void {
  const { memory, jobs, ports } = context;
  const key = runKey(memory.latch);
  memory.killRun = key;
  const over = (): void => {
    if (memory.killRun === key) delete memory.killRun;
  };
  const work = async (): Promise<void> => {
    // Its requests go before those of the watch and of everything else.
    const targets = context.accounts.map(({ name, exchange }) => ({ name, exchange: exchange.urgent }));
    await runKill(killPorts(context), targets, isResumed);
    over();
    if (memory.stopping !== true) {
      await Promise.all(context.accounts.map((account) => lookAfresh(context, account)));
    }
  };
  jobs.start(`kill ${key}`, work, (error) => {
    ports.log.error({ error }, 'the kill switch ended on a bug; the next pass takes it up again');
    over();
  });
}

/** Makes a latch that was found in one place durable in both, and shows its card again. */
export async function holdLatch(context: DeskContext): Promise<void> {
  const pen = new KillLatch(killPorts(context), isLatched);
  await pen.writeFile();
  await pen.write({ kind: 'kill', latch: context.memory.latch }, []);
}

/** Called in each pass: a pulled switch whose work nobody does is taken up. */
export function tendKill(context: DeskContext): void {
  const { latch, killRun, stopping } = context.memory;
  if (latch.state !== 'latched' || latch.finishedAt !== undefined) return;
  if (killRun === undefined && stopping !== true) startKill(context, true);
}

/** Somebody looked at the positions that a halt left open and keeps them; trading stays halted. */
export async function keepPositions(context: DeskContext, ask: Ask): Answer<Latch> {
  const { memory } = context;
  const { actor } = ask;
  if (!mayActAs(actor.role, 'trader')) {
    const refusal = { code: 'NOT_ALLOWED', role: actor.role, needed: 'trader' } as const;
    return failure({ kind: 'refused', refusals: [refusal] });
  }
  if (!isLatched(memory.latch)) {
    return failure({ kind: 'refused', refusals: [{ code: 'NOT_LATCHED', at: memory.latch.at }] });
  }
  if (memory.latch.goal === 'flatten') {
    const what = 'positions are being closed already';
    return failure({ kind: 'refused', refusals: [{ code: 'NOTHING_TO_DO', what }] });
  }
  const at = context.ports.clock.now();
  memory.latch = { ...memory.latch, keptBy: actor.name };
  const pen = new KillLatch(killPorts(context), isLatched);
  await pen.write({ kind: 'kill', latch: memory.latch }, [
    {
      type: 'latch',
      at,
      by: actor.name,
      data: {
        epoch: memory.latch.epoch,
        state: 'kept',
        platform: actor.platform,
        messageId: ask.messageId ?? null,
      },
    },
  ]);
  return success(memory.latch);
}

export function killPorts(context: DeskContext): KillPorts {
  const { memory, ports } = context;
  return {
    clock: ports.clock,
    ledger: ports.ledger,
    killFile: ports.killFile,
    log: ports.log,
    crashPoint: context.crashPoint,
    sleep: (milliseconds) => context.jobs.sleep(milliseconds),
    behind: (work) => context.jobs.behind(work),
    together: (strands) => context.jobs.together(strands),
    latch: () => memory.latch,
    remember: (latch) => {
      memory.latch = latch;
    },
    isStopping: () => memory.stopping === true,
    voidApprovals: () => voidApprovals(context),
    ...closingTools(context),
    reportName: (at) => {
      const { date } = ports.calendar.localDate(at, 'UTC');
      const seconds = Math.floor((at - ports.calendar.startOfLocalDay(date, 'UTC')) / 1_000);
      const two = (value: number): string => String(value).padStart(2, '0');
      const time = [seconds / 3_600, (seconds / 60) % 60, seconds % 60].map((each) => two(Math.floor(each)));
      return `kill-${date.replaceAll('-', '')}-${time.join('')}`;
    },
  };
}

/** Cards that wait or were approved and not begun. What cannot be written now is void all the same: the latch binds. */
async function voidApprovals(context: DeskContext): Promise<void> {
  const { memory, ports } = context;
  const at = ports.clock.now();
  const waiting = [...memory.proposals.values()].filter(
    (proposal) => !isDecided(proposal.state) && canBeVoided(proposal),
  );
  const by = memory.latch.by;
  await Promise.all(
    waiting.map((proposal) =>
      commit(context, shown(context, moved(proposal, { kind: 'obsolete', at, why: 'killed', by }))),
    ),
  );
}
