import { describe, expect, it } from 'vitest';
import { type AdminParts, adminRoutes } from '../../../src/adapters/http/admin-server.ts';
import { DeskMetrics } from '../../../src/adapters/http/metrics.ts';
import type { AccountView } from '../../../src/ports/desk.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { declinedWith, FakeDesk } from '../../support/fake-desk.ts';
import { FakeIds } from '../../support/fake-ids.ts';
import { SilentLog } from '../../support/silent-log.ts';

const TOKEN = 'correct-horse-battery-staple';
const bearer = { authorization: `Bearer ${TOKEN}` };

function rig(changes: Partial<AdminParts> = {}) {
  const clock = new FakeClock();
  const desk = new FakeDesk(clock);
  const log = new SilentLog();
  const app = adminRoutes({
    desk,
    ids: new FakeIds(),
    log,
    metrics: async () => new DeskMetrics(),
    now: () => clock.now(),
    figures: () => ({ residentBytes: 1, heapBytes: 2, uptimeSeconds: 3, eventLoopLagSeconds: 0.004 }),
    readiness: () => ({ ready: true, parts: { exchange: true } }),
    token: TOKEN,
    ...changes,
  });
  return { app, desk, log };
}

describe('the admin port', () => {
  it('tells anybody that the process lives, and nothing else without the token', async () => {
    const { app } = rig();
    expect((await app.request('/healthz')).status).toBe(200);
    for (const path of [
      '/readyz',
      '/metrics',
      '/api/status',
      '/api/risk',
      '/api/positions',
      '/api/alerts',
      '/api/proposals',
    ]) {
      expect((await app.request(path)).status, path).toBe(401);
      expect((await app.request(path, { headers: { authorization: 'Bearer wrong' } })).status, path).toBe(
        401,
      );
      expect((await app.request(path, { headers: bearer })).status, path).toBe(200);
    }
  });

  it('stays shut when no token is set', async () => {
    const { app, desk } = rig({ token: undefined });
    expect((await app.request('/api/status', { headers: bearer })).status).toBe(401);
    expect(
      (await app.request('/kill', { method: 'POST', headers: { authorization: 'Bearer undefined' } })).status,
    ).toBe(401);
    expect(desk.count('kill')).toBe(0);
  });

  it('pulls the kill switch and flattens, in the name of http', async () => {
    const { app, desk } = rig();
    const answer = await app.request('/kill', { method: 'POST', headers: bearer, body: '{"reason":"fire"}' });
    expect(answer.status).toBe(202);
    expect(desk.asked.at(-1)).toMatchObject({ what: 'kill', by: 'http' });
    expect(JSON.stringify(desk.asked.at(-1))).toContain('fire');
    expect((await app.request('/kill', { method: 'POST', headers: bearer })).status).toBe(202);
  });

  it('does not kill by a read, by a wrong token or by a body it does not know', async () => {
    const { app, desk } = rig();
    expect((await app.request('/kill', { headers: bearer })).status).toBe(404);
    expect((await app.request('/kill', { method: 'POST' })).status).toBe(401);
    for (const body of ['{', '[]', '{"scope":"all"}', `{"reason":"${'x'.repeat(300)}"}`]) {
      expect((await app.request('/kill', { method: 'POST', headers: bearer, body })).status, body).toBe(400);
    }
    expect(desk.count('kill')).toBe(0);
  });

  it('turns a large body away', async () => {
    const { app, desk } = rig();
    const body = JSON.stringify({ reason: 'x'.repeat(100_000) });
    expect(
      (
        await app.request('/kill', {
          method: 'POST',
          headers: { ...bearer, 'content-length': String(body.length) },
          body,
        })
      ).status,
    ).toBe(413);
    expect(desk.count('kill')).toBe(0);
  });

  it('takes a slip in a name for a slip, not for a kill that found nothing to close', async () => {
    const { app, desk } = rig();
    const pull = (body: object) =>
      app.request('/kill', { method: 'POST', headers: bearer, body: JSON.stringify(body) });
    for (const [body, code, named] of [
      [{ account: 'mian' }, 'ACCOUNT_UNKNOWN', 'main'],
      [{ symbol: 'BTCUSD' }, 'INSTRUMENT_UNKNOWN', 'BTCUSD'],
    ] as const) {
      const answer = await pull(body);
      expect(answer.status).toBe(404);
      expect(await answer.json()).toMatchObject({ error: { code, message: expect.stringContaining(named) } });
    }
    expect((await pull({ account: 'main', symbol: 'BTCUSDT' })).status).toBe(400);
    expect(desk.count('kill')).toBe(0);
    expect((await pull({ account: 'main' })).status).toBe(202);
    expect((await pull({ symbol: 'BTCUSDT' })).status).toBe(202);
  });

  it('says why a kill was declined', async () => {
    const { app, desk } = rig();
    desk.declines.set('kill', declinedWith({ code: 'SAFE_MODE', reason: 'test' }));
    const answer = await app.request('/kill', { method: 'POST', headers: bearer });
    expect(answer.status).toBe(409);
    expect(await answer.json()).toMatchObject({ error: { refusals: [{ code: 'SAFE_MODE' }] } });
  });

  it('answers a failure of ours with 500 and keeps the stack in the log', async () => {
    const { app, log } = rig({
      readiness: () => {
        throw new Error('secret detail');
      },
    });
    const answer = await app.request('/readyz', { headers: bearer });
    expect(answer.status).toBe(500);
    expect(await answer.text()).not.toContain('secret detail');
    expect(log.lines).toContainEqual(expect.objectContaining({ level: 'error' }));
  });

  it('is not ready while a part is not', async () => {
    const { app } = rig({ readiness: () => ({ ready: false, parts: { exchange: false } }) });
    expect((await app.request('/readyz', { headers: bearer })).status).toBe(503);
  });

  it('shows figures for programs: unknown ones as null with a reason, never as 0', async () => {
    const { app, desk } = rig();
    const [account] = desk.current.accounts;
    desk.current = {
      ...desk.current,
      accounts: [
        {
          ...account!,
          assessment: {
            ...account!.assessment!,
            marginRatio: { kind: 'unknown', reason: 'incomplete-data' },
          },
        },
      ],
    };
    const risk = (await (await app.request('/api/risk', { headers: bearer })).json()) as {
      accounts: Record<string, unknown>[];
    };
    expect(risk.accounts[0]).toMatchObject({ marginRatio: null, marginRatioReason: 'incomplete-data' });
    const text = await (await app.request('/metrics', { headers: bearer })).text();
    expect(text).toMatch(/^cutman_equity\{account="[a-z]+"\} \d/m);
    expect(text).not.toMatch(/^cutman_margin_ratio\{/m);
    expect(text).toMatch(/^cutman_kill_switch_latched 0/m);
  });

  it('shows what the connection to the exchange tells of itself, and nothing for what it does not tell', async () => {
    const { app, desk } = rig();
    const [account] = desk.current.accounts;
    const metrics = async (exchange: AccountView['exchange']): Promise<string> => {
      desk.current = {
        ...desk.current,
        accounts: [{ ...account!, name: 'main', ...(exchange === undefined ? {} : { exchange }) }],
      };
      return (await app.request('/metrics', { headers: bearer })).text();
    };
    const told = await metrics({
      telemetry: {
        requests: { count: 500, failed: 3, p50Ms: 41, p99Ms: 380 },
        weight: { used: 240, limit: 2_400 },
        streams: [{ name: 'prices', state: 'live', messages: 9, heardAt: desk.current.at - 1_500 }],
      },
      clockOffMs: -14,
      maintenance: true,
      halted: ['BTCUSDT'],
    });
    for (const line of [
      'request_seconds{account="main",quantile="0.5"} 0.041',
      'request_seconds{account="main",quantile="0.99"} 0.38',
      'requests_failed{account="main"} 3',
      'weight_used{account="main"} 240',
      'weight_limit{account="main"} 2400',
      'clock_offset_seconds{account="main"} -0.014',
      'maintenance{account="main"} 1',
      'symbols_halted{account="main"} 1',
    ])
      expect(told).toContain(`\ncutman_exchange_${line}\n`);
    expect(told).toContain('\ncutman_stream_age_seconds{account="main",stream="prices"} 1.5\n');
    const untold = await metrics({ telemetry: { streams: [] }, maintenance: false, halted: [] });
    expect(untold).not.toMatch(/^cutman_(exchange_(request|weight|clock)|stream)/m);
    expect(untold).toContain('\ncutman_exchange_maintenance{account="main"} 0\n');
  });
});
