// A ledger in a folder of its own, for the suites of this folder.
import { scratchFolder } from '../system/scratch-folder.ts';
import { type OpenOptions, openInFolder, type TestLedger } from './open-in-folder.ts';

export { type TestLedger, value } from './open-in-folder.ts';

export const newFolder = (): string => scratchFolder('ledger');

export const openTestLedger = (folder = newFolder(), options: OpenOptions = {}): Promise<TestLedger> =>
  openInFolder(folder, options);
