// Recorded market data and reference numbers that may lie beside the repository. What needs them is skipped where they are not,
// and says so.
import { existsSync } from 'node:fs';
import { join } from 'node:path';

const BESIDE = ['../../../shared/data', '../../../../shared/data'].map((up) => join(import.meta.dirname, up));
const named = process.env['CUTMAN_SHARED_DATA'];

/** Where a file or folder of the shared data is; undefined where it is not there. */
export const sharedData = (path: string): string | undefined =>
  (named === undefined ? BESIDE : [named]).map((root) => join(root, path)).find((each) => existsSync(each));
