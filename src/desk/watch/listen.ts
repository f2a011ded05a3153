// What a venue pushes between two reads: an account that changed is looked at at once, and a stream that is lost is told. Reads stay the truth.
import type { ExchangeEvent } from '../../ports/exchange.ts';
import { memoryOf, watchOf } from '../state/account-memory.ts';
import { commit } from '../state/commit.ts';
import type { DeskAccount, DeskContext } from '../state/context.ts';
import { stopOnBug } from '../state/stop-on-bug.ts';
import { watchAccount } from './watch.ts';

/** A fill comes as several events: one look for all of them. */
const GATHER_MS = 200;

/** Begins to listen to every account of the mode; answers what ends it. */
export function listenToAll(context: DeskContext): () => void {
  const ends = context.accounts.map((account) =>
    account.exchange.listen((event) => hear(context, account, event)),
  );
  return () => {
    for (const end of ends) end();
  };
}

function hear(context: DeskContext, account: DeskAccount, event: ExchangeEvent): void {
  if (context.memory.stopping === true || !context.accounts.includes(account)) return;
  if (event.kind === 'stream') hearStream(context, account, event);
  else lookSoon(context, account);
}

/** One look a moment later, however many events ask for it. */
function lookSoon(context: DeskContext, account: DeskAccount): void {
  const watch = watchOf(context, memoryOf(context, account.name));
  if (watch.looksSoon === true) return;
  watch.looksSoon = true;
  const name = `look at ${account.name}`;
  context.jobs.start(
    name,
    async () => {
      await context.jobs.sleep(GATHER_MS);
      watch.looksSoon = false;
      if (context.memory.stopping !== true) await watchAccount(context, account);
    },
    stopOnBug(context, name),
  );
}

/** Told when requests take its place, and when it is back from there; a short gap is nothing to wake anybody for. */
function hearStream(
  context: DeskContext,
  account: DeskAccount,
  { state, at, why }: Extract<ExchangeEvent, { readonly kind: 'stream' }>,
): void {
  const watch = watchOf(context, memoryOf(context, account.name));
  const before = watch.stream?.state;
  watch.stream = { state, at, ...(why === undefined ? {} : { why }) };
  // While nobody listened anything may have happened.
  if (state === 'live' && before !== undefined && before !== 'live') lookSoon(context, account);
  const isWorse = state === 'polling' && before !== 'polling';
  const isBack = state === 'live' && watch.streamTold === true;
  if (!isWorse && !isBack) return;
  watch.streamTold = isWorse;
  const code = isWorse ? ('stream-polling' as const) : ('stream-live' as const);
  const name = `tell ${code}`;
  context.jobs.start(
    name,
    async () => {
      await commit(context, [
        {
          kind: 'journal',
          entry: {
            type: 'desk',
            at,
            by: 'desk',
            data: { account: account.name, stream: state, why: why ?? null },
          },
        },
        {
          kind: 'tell',
          lane: 'normal',
          topic: `stream:${account.name}`,
          event: { kind: 'notice', notice: { code, account: account.name, why: why ?? '' } },
        },
      ]);
    },
    stopOnBug(context, name),
  );
}
