// The kill switch, step by step: latch, void, then every account by itself until it is flat or halted, then the account of it all.
// It reaches ports and plain decisions only; nothing clever stands between a person and a flat book.

import { inScope, killPrefix, scopeText } from '../../domain/kill-plan.ts';
import type { KillAccount, Latch } from '../../domain/kill-switch.ts';
import type { JournalEntry } from '../../ports/journal.ts';
import { killAccount } from './kill-account.ts';
import { KillLatch } from './kill-latch.ts';
import { answerInTime, inTime, type KillPorts, type KillRun, type KillTarget } from './kill-run.ts';

const VOID_MS = 1_000;
const REPORT_MS = 3_000;
/** Ledger value: when the last drill ended, for the gate to real mode. */
export const DRILL_AT = 'drill.at';

/** What tells one run from another: a wider pull is another run of the same epoch. */
export const runKey = ({ epoch, goal, scope, alsoHalt, drill }: Latch): string =>
  [
    epoch,
    goal,
    scopeText(scope),
    alsoHalt === undefined ? '' : scopeText(alsoHalt),
    drill ? 'drill' : 'real',
  ].join('/');

const isOursBy = (key: string) => (latch: Latch) => latch.state === 'latched' && runKey(latch) === key;

/**
 * Makes the latch durable in both places. The flag in memory is set before this is called. Answers when both were
 * tried; a disk that fails is logged and told, and the run goes on in memory.
 */
export async function latchDown(ports: KillPorts): Promise<void> {
  ports.crashPoint('kill:01 flagged');
  const latch = ports.latch();
  const pen = new KillLatch(ports, isOursBy(runKey(latch)));
  await pen.write({ kind: 'kill', latch }, [pulled(latch)]);
  ports.crashPoint('kill:02 latch committed');
  await pen.writeFile();
  ports.crashPoint('kill:03 file written');
}

const pulled = (latch: Latch): JournalEntry => ({
  type: 'latch',
  at: latch.at,
  by: latch.by,
  data: {
    epoch: latch.epoch,
    state: latch.drill ? 'drill' : 'pulled',
    scope: scopeText(latch.scope),
    goal: latch.goal,
    platform: latch.platform,
    reason: latch.reason,
  },
});

/** Works through every account in parallel until each is done. Ends early when the latch is reset, replaced, or the process stops. */
export async function runKill(
  ports: KillPorts,
  targets: readonly KillTarget[],
  isResumed: boolean,
): Promise<void> {
  const latch = ports.latch();
  const key = runKey(latch);
  const isOurs = isOursBy(key);
  const pen = new KillLatch(ports, isOurs);
  const startedAt = ports.clock.now();
  const actions: JournalEntry[] = [];
  const run: KillRun = {
    ports,
    epoch: latch.epoch,
    scope: latch.scope,
    ...(latch.alsoHalt === undefined ? {} : { alsoHalt: latch.alsoHalt }),
    goal: latch.goal,
    isDrill: latch.drill,
    run: latch.version,
    isResumed,
    goesOn: () => isOurs(ports.latch()) && !ports.isStopping(),
    note: (account, change, journal) => {
      if (journal !== undefined) actions.push(journal);
      pen.account(account, change, journal);
    },
  };
  if (!latch.drill) await inTime(ports.clock, VOID_MS, () => ports.voidApprovals());
  ports.crashPoint('kill:04 approvals voided');
  const scopes = latch.alsoHalt === undefined ? [latch.scope] : [latch.scope, latch.alsoHalt];
  const reached = targets.filter(({ name }) => scopes.some((scope) => inScope(scope, name)));
  await ports.together(reached.map((target) => () => guarded(run, target)));
  if (!run.goesOn()) return;
  await finish(run, pen, reached, startedAt, actions);
}

/** A bug on one account must not reach the others: it is noted, and that account is begun anew. */
async function guarded(run: KillRun, target: KillTarget): Promise<void> {
  while (run.goesOn()) {
    try {
      await killAccount(run, target);
      return;
    } catch (error) {
      run.ports.log.error(
        { account: target.name, error },
        'the kill switch failed on an account; trying again',
      );
      run.note(target.name, (before) => ({ ...before, fault: String(error) }));
      await run.ports.sleep(1_000);
    }
  }
}

async function finish(
  run: KillRun,
  pen: KillLatch,
  targets: readonly KillTarget[],
  startedAt: number,
  actions: readonly JournalEntry[],
): Promise<void> {
  const { ports } = run;
  await pen.settled();
  await Promise.all(targets.map((target) => addFees(run, target, ports.latch().at)));
  await pen.settled();
  ports.crashPoint('kill:17 before finish');
  const finishedAt = ports.clock.now();
  const before = ports.latch();
  const ended: Latch = { ...before, finishedAt, ...(run.isDrill ? { state: 'clear' as const } : {}) };
  const content = { latch: ended, tookMs: finishedAt - startedAt, actions };
  const name = ports.reportName(before.at);
  const report = await answerInTime(ports.clock, REPORT_MS, () => ports.killFile.report(name, content));
  if (!run.goesOn()) return;
  const journal: JournalEntry = {
    type: 'latch',
    at: finishedAt,
    by: 'desk',
    data: { epoch: run.epoch, state: run.isDrill ? 'drill finished' : 'finished', accounts: ended.accounts },
  };
  await writeEnd(ports, ended, report.ok ? report.value : undefined, journal);
  ports.crashPoint('kill:18 finished');
  if (run.isDrill) await answerInTime(ports.clock, REPORT_MS, () => ports.killFile.archive(ended));
  else await pen.writeFile();
  ports.crashPoint('kill:19 reported');
}

/** The last row of the run: it may close the latch (a drill), so it does not go through the pen that asks for "latched". */
async function writeEnd(
  ports: KillPorts,
  ended: Latch,
  reportFile: string | undefined,
  journal: JournalEntry,
): Promise<void> {
  ports.remember(ended);
  const pen = new KillLatch(ports, (latch) => latch.epoch === ended.epoch && latch.finishedAt !== undefined);
  const event = { kind: 'kill', latch: ended, ...(reportFile === undefined ? {} : { reportFile }) } as const;
  // A drill that could not read every account is no proof that the switch works.
  const isProof = ended.drill && ended.accounts.every((account) => account.step === 'done');
  const value = String(ended.finishedAt ?? ended.at);
  await pen.write(event, [journal], isProof ? [{ kind: 'value', name: DRILL_AT, value }] : []);
}

/** The closing orders' fees, from their trades; left out when the venue does not list them in time. */
async function addFees(run: KillRun, { name, exchange }: KillTarget, pulledAt: number): Promise<void> {
  if (run.isDrill || run.goal === 'halt') return;
  const read = await answerInTime(run.ports.clock, REPORT_MS, () => exchange.fills(pulledAt - 2_000));
  if (!read.ok) return;
  const own = read.value.filter((fill) => fill.clientOrderId.startsWith(killPrefix(run.epoch)));
  const [first, ...rest] = own;
  if (first === undefined) return;
  const fees = rest.reduce((sum, fill) => sum.plus(fill.fee.value), first.fee.value);
  const closedIn = new Set(own.map(({ symbol, positionSide }) => `${symbol}:${positionSide}`));
  run.note(name, (before: KillAccount) => {
    for (const { symbol, side } of [...before.remaining, ...before.dust])
      closedIn.delete(`${symbol}:${side}`);
    return {
      ...before,
      // Of every process that worked on this pull; fees that an earlier one had counted already are in the cost.
      cost: fees
        .minus(before.fees ?? 0)
        .plus(before.cost)
        .toFixed(),
      fees: fees.toFixed(),
      positionsClosed: Math.max(before.positionsClosed, closedIn.size),
    };
  });
}
