// A second process for the lock's test: takes the lock if it can, says so, and holds it until it is killed.
import { takeInstanceLock } from '../../../src/adapters/system/instance-lock.ts';

const attempt = takeInstanceLock(process.argv[2] as string, 123);
process.stdout.write(`${JSON.stringify(attempt)}\n`);
if (attempt.kind === 'held') setInterval(() => undefined, 1_000);
