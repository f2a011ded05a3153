// The ledger on SQLite holds what every ledger must hold.
import { afterEach } from 'vitest';
import { ledgerContract } from '../../contracts/ledger-contract.ts';
import { openTestLedger, type TestLedger } from './open-test-ledger.ts';

const open: TestLedger[] = [];
afterEach(() => {
  for (const each of open.splice(0)) each.close();
});

ledgerContract('SQLite', async () => {
  const made = await openTestLedger();
  open.push(made);
  return made.ledger;
});
