// Which market a data folder's paper book lives on: another market's prices would tear the book apart, so it is remembered and asked first.
import { basename, join } from 'node:path';
import { z } from 'zod';
import type { Config } from '../../config/schema.ts';
import { DurableFile } from '../adapters/system/durable-file.ts';
import type { StartProblem } from './start-problem.ts';

const marketSchema = z.object({
  feed: z.enum(['synthetic', 'replay', 'live']),
  files: z.array(z.string()),
  seed: z.number(),
});
type KeptMarket = z.infer<typeof marketSchema>;

const marketFile = (dataDir: string): DurableFile => new DurableFile(join(dataDir, 'market.json'));

/** Undefined where none is remembered, or what is remembered cannot be read: then nothing is known against any market. */
export async function keptMarket(dataDir: string): Promise<KeptMarket | undefined> {
  const text = await marketFile(dataDir).read();
  if (!text.ok || text.value === undefined) return undefined;
  try {
    return marketSchema.safeParse(JSON.parse(text.value)).data;
  } catch {
    return undefined;
  }
}

/** Remembers it, unless it is the one that is remembered. A disk that refuses costs the memory, never the start. */
export async function keepMarket(
  dataDir: string,
  { feed, files, seed }: Config['paper'],
  kept: KeptMarket | undefined,
): Promise<void> {
  const now: KeptMarket = { feed, files: feed === 'replay' ? [...files] : [], seed };
  if (JSON.stringify(kept) === JSON.stringify(now)) return;
  await marketFile(dataDir).write(`${JSON.stringify(now)}\n`);
}

/** Why the book of this folder cannot go on with the market that is asked for; files count by their names, wherever they lie. */
export function otherMarket(
  dataDir: string,
  kept: KeptMarket | undefined,
  { feed, files, seed }: Config['paper'],
): StartProblem | undefined {
  if (kept === undefined) return undefined;
  const wanted = named({ feed, files, seed });
  if (named(kept) === wanted) return undefined;
  const message = `The paper book in ${dataDir} lives on another market (${named(kept)}), and its positions have no prices on this one (${wanted}). Go on with that market, or give this one a folder of its own with --data.`;
  return { kind: 'input', message };
}

export interface MarketHome {
  readonly dataDir: string;
  /** For people: that it is not the folder they would look in, and why. */
  readonly note?: string;
}

/**
 * Where a market is kept when nobody named a folder: in `base`, or in a folder of its own within it when another market
 * was there first. So a replay may follow a first look at the simulated market without a thought about folders.
 */
export async function homeOf(base: string, paper: Config['paper']): Promise<MarketHome> {
  const kept = await keptMarket(base);
  if (kept === undefined || otherMarket(base, kept, paper) === undefined) return { dataDir: base };
  const dataDir = join(base, folderName(paper));
  const note = `${base} holds another market (${named(kept)}); this one (${named(paper)}) is kept in ${dataDir}.`;
  return { dataDir, note };
}

function folderName({ feed, files, seed }: Config['paper']): string {
  const stems = files.map((file) => basename(file).replace(/\.[a-z0-9]+$/i, ''));
  const detail = feed === 'synthetic' ? [String(seed)] : feed === 'replay' ? stems : [];
  return [feed, ...detail]
    .join('-')
    .replace(/[^A-Za-z0-9_-]/g, '_')
    .slice(0, 100);
}

function named({ feed, files, seed }: Pick<Config['paper'], 'feed' | 'files' | 'seed'>): string {
  switch (feed) {
    case 'synthetic':
      return `synthetic, seed ${seed}`;
    case 'replay':
      return `a replay of ${files.map((file) => basename(file)).join(', ')}`;
    case 'live':
      return 'live prices';
    default:
      return feed satisfies never;
  }
}
