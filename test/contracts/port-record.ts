// Keeps a record of what a suite asked of the port, so that a member nobody asks of is found out, and prints it as a table.
import type { Exchange } from '../../src/ports/exchange.ts';

/** Every member of the port; a new one that is missing here does not compile. */
const MEMBERS: Readonly<Record<keyof Exchange, true>> = {
  account: true,
  venue: true,
  kind: true,
  capabilities: true,
  signingWindow: true,
  urgent: true,
  instruments: true,
  balances: true,
  positions: true,
  openOrders: true,
  marks: true,
  orderBook: true,
  fills: true,
  orderByClientId: true,
  submit: true,
  cancel: true,
  cancelAll: true,
  addMargin: true,
  setLeverage: true,
  setMarginMode: true,
  countdown: true,
  serverTime: true,
  status: true,
  keyPermissions: true,
  listen: true,
  telemetry: true,
  heard: true,
  close: true,
};

/** What a position meets: where position mode and margin mode could make a difference. */
export const IN_EVERY_MODE: readonly (keyof Exchange)[] = [
  'balances',
  'positions',
  'openOrders',
  'marks',
  'fills',
  'orderByClientId',
  'submit',
  'cancel',
  'cancelAll',
  'addMargin',
  'setLeverage',
  'setMarginMode',
];

export class PortRecord {
  readonly #asked = new Map<string, Set<string>>();

  /** The same exchange; what is asked of it counts for this column. */
  of(exchange: Exchange, column: string): Exchange {
    const asked = this.#asked.get(column) ?? new Set<string>();
    this.#asked.set(column, asked);
    return new Proxy(exchange, {
      get(object, property) {
        asked.add(String(property));
        const value: unknown = Reflect.get(object, property, object);
        return typeof value === 'function' ? value.bind(object) : value;
      },
    });
  }

  /** `submit (hedge)`, one for each member that was never asked in a column. */
  missing(columns: readonly string[], members: readonly string[] = Object.keys(MEMBERS)): string[] {
    return columns.flatMap((column) =>
      members
        .filter((member) => this.#asked.get(column)?.has(member) !== true)
        .map((member) => `${member} (${column})`),
    );
  }

  table(): string {
    const columns = [...this.#asked.keys()];
    const rows = Object.keys(MEMBERS).map((member) =>
      [
        member.padEnd(16),
        ...columns.map((column) => (this.#asked.get(column)?.has(member) ? 'yes' : '-').padEnd(18)),
      ].join(' '),
    );
    return [['port'.padEnd(16), ...columns.map((column) => column.padEnd(18))].join(' '), ...rows].join('\n');
  }
}
