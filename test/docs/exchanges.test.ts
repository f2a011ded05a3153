// docs/exchanges.md held to the code: its settings, what each capability needs, what was tested and where, its addresses and commands.
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { commands } from '../../commands/index.ts';
import { loadConfig } from '../../config/load.ts';
import { configSchema } from '../../config/schema.ts';
import { UnifiedExchange, type UnifiedParts } from '../../src/adapters/ccxt/unified/exchange.ts';
import { settingsOf } from '../../src/compose/real-venues.ts';
import { REFUSAL_MEANING } from '../../src/domain/refusal.ts';
import type { ExchangeCapabilities } from '../../src/ports/exchange.ts';
import { openOnLoopback } from '../adapters/ccxt/binance-rig.ts';

const root = resolve(import.meta.dirname, '../..');
const page = readFileSync(join(root, 'docs/exchanges.md'), 'utf8');
const defaults = { name: 'default.yaml', text: readFileSync(join(root, 'config/default.yaml'), 'utf8') };

/** The rows of the table below a heading, without its head. */
function tableOf(heading: string): string[][] {
  const section = page.slice(page.indexOf(`${heading}\n`));
  const lines = section.slice(section.indexOf('\n|')).trimStart().split('\n');
  const end = lines.findIndex((line) => !line.startsWith('|'));
  return lines.slice(2, end).map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}
const namesIn = (rows: readonly string[][]): string[] =>
  rows.flatMap(([cell = '']) => [...cell.matchAll(/`(\w+)`/g)].map((match) => match[1] ?? '')).sort();

/** Which row of the table speaks of which capability; looking, liquidation and orders every account has. */
const ROW_OF: Readonly<Record<keyof ExchangeCapabilities, string>> = {
  derivatives: 'compute liquidation',
  orderByClientId: 'never place an order twice',
  conditionalOrders: 'keep stops at the exchange',
  addMargin: 'add margin, `/setleverage`, margin mode',
  setLeverage: 'add margin, `/setleverage`, margin mode',
  setMarginMode: 'add margin, `/setleverage`, margin mode',
  countdown: "dead man's countdown",
  streams: 'hear of changes at once',
};

describe('the page about exchanges', () => {
  it('names every setting of an account and of the watch, and no other', () => {
    const { accounts, exchange } = configSchema.shape;
    const ofAccount = Object.keys(accounts.element.shape).filter((key) => key !== 'name');
    expect(namesIn(tableOf('# Exchanges'))).toEqual(ofAccount.sort());
    expect(namesIn(tableOf('## Watching the exchange'))).toEqual(Object.keys(exchange.shape).sort());
  });

  it('tells the defaults as they are', () => {
    for (const [name = '', , value = ''] of tableOf('## Watching the exchange')) {
      const key = name.replaceAll('`', '');
      const line = new RegExp(`^  ${key}: (\\S+)`, 'm').exec(
        defaults.text.slice(defaults.text.indexOf('\nexchange:')),
      );
      expect([key, { none: '[]', off: 'null' }[value] ?? value]).toEqual([key, line?.[1]]);
    }
  });

  it('has a row for every capability, and says of which that only Binance has it', async () => {
    const rows = new Map(
      tableOf('## What each capability needs').map(([what = '', needs = '']) => [what, needs]),
    );
    const everything = {
      has: () => true,
      venue: { has: new Proxy({}, { get: () => true }) },
    } as unknown as UnifiedParts['line'];
    const other = new UnifiedExchange({ line: everything, kind: 'swap', exchange: 'okx' } as UnifiedParts);
    const rig = await openOnLoopback();
    const binance = rig.exchange.capabilities;
    await rig.close();
    for (const [capability, row] of Object.entries(ROW_OF) as [keyof ExchangeCapabilities, string][]) {
      expect([...rows.keys()]).toContain(row);
      expect(binance[capability], capability).toBe(true);
      if (['countdown', 'streams'].includes(capability)) {
        expect(other.capabilities[capability], capability).toBe(false);
        expect(page).toMatch(new RegExp(`\\| ${row} \\|[^\\n]*Binance only`));
      } else if (capability !== 'orderByClientId')
        expect(other.capabilities[capability], capability).toBe(true);
    }
  });

  it('says of each row of what was tested where the test is', () => {
    const rows = tableOf('## Tested');
    expect(rows.length).toBeGreaterThan(6);
    for (const [what = '', oneWay, , , where = ''] of rows) {
      expect(where === '', what).toBe(oneWay === 'no');
      if (where !== '') expect(existsSync(join(root, where.replaceAll('`', ''))), where).toBe(true);
    }
  });

  it('names files, commands and refusals that there are', () => {
    for (const [, file = ''] of page.matchAll(/`((?:src|test)\/[\w./-]+)`/g))
      expect(existsSync(join(root, file)), file).toBe(true);
    const known = new Set(commands.map(({ name }) => name));
    for (const [, name = ''] of page.matchAll(/`\/([a-z]+)/g)) {
      if (name !== 'metrics') expect(known, name).toContain(name);
    }
    for (const [, code = ''] of page.matchAll(/`([A-Z]+_[A-Z_]+)`/g)) {
      if (!code.startsWith('CUTMAN_')) expect(Object.keys(REFUSAL_MEANING), code).toContain(code);
    }
  });

  it('shows configurations that load and reach what the page says they reach', () => {
    const examples = [...page.matchAll(/```yaml\n([\s\S]*?)```/g)].map((match) => match[1] ?? '');
    expect(examples.length).toBe(2);
    const networks = examples.map((text) => {
      const loaded = loadConfig([defaults, { name: 'page.yaml', text }]);
      if (!loaded.ok) throw new Error(JSON.stringify(loaded.error));
      return loaded.value.config.accounts.map((account) => {
        const name = account.name.toUpperCase();
        const settings = settingsOf(account, { [`CUTMAN_${name}_KEY`]: 'k', [`CUTMAN_${name}_SECRET`]: 's' });
        return settings.ok ? settings.value.network : settings.error.message;
      });
    });
    expect(networks).toEqual([['live', 'testnet'], ['testnet']]);
    for (const text of [
      '{from: 2026-12-01T06:00Z, until: 2026-12-01T08:00Z}',
      '{cron: "0 6 * * 3", lasts: 2h}',
    ]) {
      expect(page).toContain(text);
      expect(loadConfig([defaults, { name: 'a', text: `exchange: { maintenance: [${text}] }` }]).ok).toBe(
        true,
      );
    }
  });
});
