// The figures that Prometheus scrapes; read from the desk when it asks, so that nothing is kept twice.
import { Gauge, Registry } from 'prom-client';
import type { Level } from '../../domain/level.ts';
import { levelRank } from '../../domain/level.ts';
import { decisiveValue, readingValue } from '../../domain/reading.ts';
import type { AccountView, DeskView } from '../../ports/desk.ts';

export interface ProcessFigures {
  readonly residentBytes: number;
  readonly heapBytes: number;
  readonly uptimeSeconds: number;
  readonly eventLoopLagSeconds: number;
}

/** A registry of its own, without the library's global defaults. */
export class DeskMetrics {
  readonly #registry = new Registry();
  readonly #gauges = new Map<string, Gauge>();

  constructor() {
    const add = (name: string, help: string, labelNames: readonly string[] = []): void => {
      this.#gauges.set(name, new Gauge({ name, help, labelNames, registers: [this.#registry] }));
    };
    add('cutman_up_seconds', 'Seconds since the process started');
    add('cutman_resident_memory_bytes', 'Resident memory of the process');
    add('cutman_heap_bytes', 'Used JavaScript heap');
    add('cutman_event_loop_lag_seconds', 'How late the event loop ran lately');
    add('cutman_last_check_age_seconds', 'Seconds since the last finished check');
    add('cutman_mode_real', '1 in real mode, 0 in paper mode');
    add('cutman_trading_halted', '1 while nothing is sent');
    add('cutman_kill_switch_latched', '1 while the kill switch is latched');
    add('cutman_alerts_open', 'Alerts that are not resolved', ['level']);
    add('cutman_proposals_open', 'Cards that wait or are being executed', ['state']);
    add('cutman_equity', 'Equity of the account in its quote currency', ['account']);
    add('cutman_unrealized_pnl', 'Unrealised PnL of the account', ['account']);
    add('cutman_margin_ratio', 'Maintenance margin over margin balance', ['account']);
    add('cutman_liquidation_distance', 'Least distance to liquidation as a share of the mark price', [
      'account',
    ]);
    add('cutman_value_at_risk', 'One day value at risk at 95 % as a share of equity', ['account']);
    add('cutman_drawdown', 'Drawdown from the highest equity', ['account']);
    add('cutman_leverage', 'Notional over equity', ['account']);
    add('cutman_prices_age_seconds', 'Age of the oldest mark price', ['account']);
    add('cutman_exchange_failures', 'Failed checks in a row', ['account']);
    add('cutman_exchange_request_seconds', 'How long the newest requests took', ['account', 'quantile']);
    add('cutman_exchange_requests_failed', 'How many of the newest requests got no answer', ['account']);
    add('cutman_exchange_weight_used', 'Request weight of the last minute', ['account']);
    add('cutman_exchange_weight_limit', 'Request weight that the exchange allows a minute', ['account']);
    add('cutman_exchange_clock_offset_seconds', 'How far the exchange is ahead of this clock', ['account']);
    add('cutman_exchange_maintenance', '1 while the exchange says that it is being worked on', ['account']);
    add('cutman_exchange_symbols_halted', 'Symbols of the account that stand still', ['account']);
    add('cutman_stream_age_seconds', 'Seconds since the last message of a stream', ['account', 'stream']);
  }

  /** The text format of the exposition. A figure that is unknown is left out rather than shown as 0. */
  async scrape(view: DeskView, process: ProcessFigures): Promise<string> {
    this.#registry.resetMetrics();
    const set = (name: string, value: number | undefined, labels: Record<string, string> = {}): void => {
      if (value !== undefined) this.#gauges.get(name)?.set(labels, value);
    };
    set('cutman_up_seconds', process.uptimeSeconds);
    set('cutman_resident_memory_bytes', process.residentBytes);
    set('cutman_heap_bytes', process.heapBytes);
    set('cutman_event_loop_lag_seconds', process.eventLoopLagSeconds);
    set(
      'cutman_last_check_age_seconds',
      view.lastCheckAt === undefined ? undefined : (view.at - view.lastCheckAt) / 1_000,
    );
    set('cutman_mode_real', view.mode === 'real' ? 1 : 0);
    set('cutman_trading_halted', view.trading.kind === 'halted' ? 1 : 0);
    set('cutman_kill_switch_latched', view.latch.state === 'latched' ? 1 : 0);
    const levels: Level[] = ['warning', 'critical', 'emergency'];
    for (const level of levels) {
      set(
        'cutman_alerts_open',
        view.alerts.filter((alert) => levelRank(alert.level) === levelRank(level)).length,
        { level },
      );
    }
    const states = new Map<string, number>();
    for (const proposal of view.proposals)
      states.set(proposal.state.kind, (states.get(proposal.state.kind) ?? 0) + 1);
    for (const [state, count] of states) set('cutman_proposals_open', count, { state });
    for (const { name, snapshot, assessment, outage, exchange } of view.accounts) {
      const labels = { account: name };
      if (exchange !== undefined) this.#exchange(exchange, view.at, labels);
      set('cutman_exchange_failures', outage?.failures ?? 0, labels);
      if (snapshot !== undefined)
        set('cutman_prices_age_seconds', Math.max(0, view.at - snapshot.pricesAt) / 1_000, labels);
      if (assessment === undefined) continue;
      set('cutman_equity', assessment.equity, labels);
      set('cutman_unrealized_pnl', assessment.unrealizedPnl, labels);
      set('cutman_margin_ratio', decisiveValue(assessment.marginRatio, 'above'), labels);
      set('cutman_liquidation_distance', decisiveValue(assessment.liquidationDistance, 'below'), labels);
      set('cutman_value_at_risk', readingValue(assessment.tail.ratioOfEquity), labels);
      set('cutman_drawdown', readingValue(assessment.drawdown), labels);
      set('cutman_leverage', readingValue(assessment.leverage), labels);
    }
    return this.#registry.metrics();
  }

  #exchange(
    { telemetry, clockOffMs, maintenance, halted }: NonNullable<AccountView['exchange']>,
    now: number,
    labels: { readonly account: string },
  ): void {
    const set = (name: string, value: number | undefined, more: Record<string, string> = {}): void => {
      if (value !== undefined) this.#gauges.get(`cutman_${name}`)?.set({ ...labels, ...more }, value);
    };
    const { requests, weight, streams } = telemetry;
    set('exchange_request_seconds', requests && requests.p50Ms / 1_000, { quantile: '0.5' });
    set('exchange_request_seconds', requests && requests.p99Ms / 1_000, { quantile: '0.99' });
    set('exchange_requests_failed', requests?.failed);
    set('exchange_weight_used', weight?.used);
    set('exchange_weight_limit', weight?.limit);
    set('exchange_clock_offset_seconds', clockOffMs === undefined ? undefined : clockOffMs / 1_000);
    set('exchange_maintenance', maintenance ? 1 : 0);
    set('exchange_symbols_halted', halted.length);
    for (const { name, heardAt } of streams) {
      set('stream_age_seconds', heardAt === undefined ? undefined : Math.max(0, now - heardAt) / 1_000, {
        stream: name,
      });
    }
  }

  get contentType(): string {
    return this.#registry.contentType;
  }
}
