// The admin port with what it shows: opened only when configured, and never in the way of a start that can do without it.
import type { Config } from '../../config/schema.ts';
import type { DeskMetrics } from '../adapters/http/metrics.ts';
import { type LoopLag, watchLoopLag } from '../adapters/system/loop-lag.ts';
import type { Chat } from '../chat/open-chat.ts';
import type { RunningDesk } from '../desk/running-desk.ts';
import { failure, type Result, success } from '../domain/result.ts';
import type { Clock } from '../ports/clock.ts';
import type { Ids } from '../ports/ids.ts';
import type { Log } from '../ports/log.ts';
import { type Environment, secretOf } from './secrets.ts';
import type { StartProblem } from './start-problem.ts';

export interface AdminDoor {
  readonly port: number;
  close(): Promise<void>;
}

export interface AdminDoorParts {
  readonly config: Config;
  readonly env: Environment;
  readonly desk: RunningDesk;
  readonly chat: Chat;
  readonly ids: Ids;
  readonly log: Log;
  readonly clock: Clock;
}

/** An event loop that stands still this long is told in the log. */
const LAG_TOLD_MS = 1_000;
const CHECKS_MISSED = 3;

/**
 * Without CUTMAN_HTTP_TOKEN only /healthz would answer, so that a desk without a token and without a wish for a certain
 * port opens no port at all. A taken port is a problem only where somebody relies on it, that is, with a token.
 */
export async function openAdminDoor(
  parts: AdminDoorParts,
): Promise<Result<AdminDoor | undefined, StartProblem>> {
  const { config, env, desk, ids, log, clock } = parts;
  const { enabled, host, port } = config.http;
  if (!enabled) return success(undefined);
  const token = secretOf(env, 'CUTMAN_HTTP_TOKEN');
  const { openAdminServer } = await import('../adapters/http/admin-server.ts');
  const lag = watchLoopLag({
    thresholdMs: LAG_TOLD_MS,
    onLag: (lagMs) => log.warn({ lagMs }, 'the event loop stood still'),
  });
  try {
    const server = await openAdminServer(
      {
        desk: desk.desk,
        ids,
        log,
        metrics: metricsWhenAsked(),
        now: () => clock.now(),
        token,
        figures: () => figures(lag),
        readiness: () => readiness(parts),
      },
      host,
      port,
    );
    const close = async (): Promise<void> => {
      lag.stop();
      await server.close();
    };
    return success({ port: server.port, close });
  } catch (error) {
    lag.stop();
    const code = (error as NodeJS.ErrnoException).code ?? 'failed';
    const message = `The admin port ${host}:${port} cannot be opened (${code}). Choose another with http.port, or 0 for any.`;
    if (token !== undefined) return failure({ kind: 'config', message });
    log.warn({ host, port, code }, 'the admin port is taken; the desk goes on without it');
    return success(undefined);
  }
}

function metricsWhenAsked(): () => Promise<DeskMetrics> {
  let metrics: Promise<DeskMetrics> | undefined;
  return () => {
    metrics ??= import('../adapters/http/metrics.ts').then((module) => new module.DeskMetrics());
    return metrics;
  };
}

function figures(lag: LoopLag) {
  const memory = process.memoryUsage();
  return {
    residentBytes: memory.rss,
    heapBytes: memory.heapUsed,
    uptimeSeconds: process.uptime(),
    eventLoopLagSeconds: lag.takeWorst() / 1_000,
  };
}

/** Exchange, store and watch are fresh; the chats have their own lines in /health and do not take the desk down. */
function readiness({ desk }: AdminDoorParts) {
  const view = desk.desk.view();
  const parts = {
    exchange:
      view.accounts.length > 0 &&
      view.accounts.every((account) => account.outage === undefined && account.snapshot !== undefined),
    store: view.storeFault === undefined && view.safeMode === undefined,
    watch:
      view.lastCheckAt !== undefined && view.at - view.lastCheckAt <= view.checkIntervalMs * CHECKS_MISSED,
  };
  return { ready: Object.values(parts).every(Boolean), parts };
}
