// What a worker thread runs: the models of this product behind its port. Started by the pool, never imported.
import { parentPort } from 'node:worker_threads';
import { serveModels } from '../adapters/workers/serve-models.ts';
import { MODELS } from './models.ts';

if (parentPort !== null) serveModels(parentPort, MODELS);
