// The whole product over a large book: real stores in a folder, the chats that the environment names, no paper market.
import { readFileSync } from 'node:fs';
import { loadConfig } from '../../config/load.ts';
import { openProduct, type Product } from '../../src/compose.ts';
import { success } from '../../src/domain/result.ts';
import { LargeBook, type LargeBookOptions } from './large-book.ts';

export interface LargeProductOptions extends LargeBookOptions {
  readonly dataDir: string;
  /** Over default.yaml, like an installation's own file. */
  readonly settings: Readonly<Record<string, unknown>>;
  readonly env?: NodeJS.ProcessEnv;
}

export async function openLargeProduct(options: LargeProductOptions): Promise<Product> {
  const { settings, dataDir, env = {}, ...book } = options;
  const defaults = readFileSync(new URL('../../config/default.yaml', import.meta.url), 'utf8');
  const loaded = loadConfig([
    { name: 'default.yaml', text: defaults },
    { name: 'benchmark', text: JSON.stringify(settings) },
  ]);
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.error));
  const opened = await openProduct({
    config: loaded.value.config,
    dataDir,
    env,
    version: '0.0.0',
    repeatable: false,
    logLevel: 'silent',
    onFatal: (why) => {
      throw new Error(why);
    },
    venues: (clock) => {
      const exchange = new LargeBook(clock, book);
      return { open: async () => success([{ name: 'main', exchange, candles: exchange.candles }]) };
    },
  });
  if (!opened.ok) throw new Error(opened.error.message);
  return opened.value;
}
