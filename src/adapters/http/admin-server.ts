// The admin port: health for supervisors, figures for programs, and the kill switch for when chat is down. Loopback and a bearer token by default.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import { Hono } from 'hono';
import { bearerAuth } from 'hono/bearer-auth';
import { bodyLimit } from 'hono/body-limit';
import { HTTPException } from 'hono/http-exception';
import { z } from 'zod';
import type { Ask } from '../../domain/actor.ts';
import type { Desk, DeskView } from '../../ports/desk.ts';
import type { Ids } from '../../ports/ids.ts';
import type { Log } from '../../ports/log.ts';
import { positionsJson, riskJson, statusJson } from './json-views.ts';
import type { DeskMetrics, ProcessFigures } from './metrics.ts';

export interface Readiness {
  readonly ready: boolean;
  readonly parts: Readonly<Record<string, boolean>>;
}

export interface AdminParts {
  readonly desk: Desk;
  readonly ids: Ids;
  readonly log: Log;
  /** Asked for at the first scrape: the library behind it is large, and most desks are never scraped. */
  readonly metrics: () => Promise<DeskMetrics>;
  readonly now: () => number;
  readonly figures: () => ProcessFigures;
  readonly readiness: () => Readiness;
  /** Without a token every route but /healthz answers 401. */
  readonly token: string | undefined;
}

const MAXIMUM_BODY = 64 * 1024;
const killBody = z.strictObject({
  reason: z.string().min(1).max(200).optional(),
  account: z
    .string()
    .regex(/^[a-z0-9-]{1,32}$/)
    .optional(),
  symbol: z
    .string()
    .regex(/^[A-Z0-9]{2,20}$/)
    .optional(),
});

/** The routes, without a socket. */
export function adminRoutes(parts: AdminParts): Hono {
  const { desk } = parts;
  const app = new Hono();
  app.onError((error, context) => {
    if (error instanceof HTTPException) return error.getResponse();
    parts.log.error({ error }, 'the admin port failed to answer');
    return context.json({ error: { code: 'BUG', message: 'the answer failed; see the log' } }, 500);
  });
  app.notFound((context) =>
    context.json({ error: { code: 'NOT_FOUND', message: 'there is nothing under this address' } }, 404),
  );
  app.use('*', bodyLimit({ maxSize: MAXIMUM_BODY }));
  app.get('/healthz', (context) => context.json({ ok: true }));
  const guard = parts.token === undefined ? undefined : bearerAuth({ token: parts.token });
  app.use('*', async (context, next) => {
    if (guard === undefined) {
      return context.json(
        { error: { code: 'NO_TOKEN', message: 'set CUTMAN_HTTP_TOKEN to use the admin port' } },
        401,
      );
    }
    return guard(context, next);
  });
  app.get('/readyz', (context) => {
    const readiness = parts.readiness();
    return context.json(readiness, readiness.ready ? 200 : 503);
  });
  app.get('/metrics', async (context) => {
    const metrics = await parts.metrics();
    const text = await metrics.scrape(desk.view(), parts.figures());
    return context.body(text, 200, { 'content-type': metrics.contentType });
  });
  app.get('/api/status', (context) => context.json(statusJson(desk.view())));
  app.get('/api/risk', (context) => context.json(riskJson(desk.view())));
  app.get('/api/positions', (context) => context.json(positionsJson(desk.view())));
  app.get('/api/alerts', (context) => context.json({ alerts: desk.view().alerts }));
  app.get('/api/proposals', (context) => context.json({ proposals: desk.view().proposals }));
  app.post('/kill', async (context) => {
    const text = await context.req.text();
    const body = killBody.safeParse(text === '' ? {} : parseJson(text));
    // Both together would be one symbol on one account, which is no scope of a kill: it would close more than was asked.
    if (!body.success || (body.data.account !== undefined && body.data.symbol !== undefined)) {
      const message = 'send {"reason": "..."}; account or symbol narrow it down, one of them';
      return context.json({ error: { code: 'BAD_REQUEST', message } }, 400);
    }
    const { reason, account, symbol } = body.data;
    const unknown = unknownName(desk.view(), account, symbol);
    if (unknown !== undefined) return context.json({ error: unknown }, 404);
    const scope =
      symbol !== undefined
        ? ({ kind: 'symbol', symbol } as const)
        : account !== undefined
          ? ({ kind: 'account', account } as const)
          : ({ kind: 'all' } as const);
    const answer = await desk.kill(adminAsk(parts), scope, 'flatten', reason ?? 'asked over HTTP');
    if (answer.ok) return context.json({ latch: answer.value }, 202);
    return context.json({ error: answer.error }, answer.error.kind === 'refused' ? 409 : 503);
  });
  return app;
}

/**
 * A slip in a name must not pass for a kill that found nothing to close. A symbol is only known not to be there when
 * every account was seen.
 */
function unknownName(view: DeskView, account: string | undefined, symbol: string | undefined) {
  const names = view.accounts.map(({ name }) => name);
  if (account !== undefined && !names.includes(account)) {
    return { code: 'ACCOUNT_UNKNOWN', message: `there is no account ${account}; known: ${names.join(', ')}` };
  }
  const isListed = view.accounts.some(
    ({ snapshot }) =>
      snapshot === undefined ||
      snapshot.instruments.has(symbol ?? '') ||
      snapshot.positions.some((position) => position.symbol === symbol),
  );
  if (symbol === undefined || isListed) return undefined;
  return { code: 'INSTRUMENT_UNKNOWN', message: `no account trades ${symbol}` };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Whoever holds the token acts as an admin of the name `http`. */
const adminAsk = ({ ids, now }: AdminParts): Ask => ({
  id: `http:${ids.nonce()}`,
  actor: { name: 'http', role: 'admin', platform: 'http', platformId: 'http' },
  at: now(),
});

export interface AdminServer {
  readonly port: number;
  close(): Promise<void>;
}

/** Listens; rejects with the system's error when the port is taken. */
export async function openAdminServer(parts: AdminParts, host: string, port: number): Promise<AdminServer> {
  const server = createServer(getRequestListener(adminRoutes(parts).fetch));
  server.headersTimeout = 10_000;
  server.requestTimeout = 15_000;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
