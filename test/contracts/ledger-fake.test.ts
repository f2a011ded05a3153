// The fake that the desk's tests stand on holds the same contract as the real ledger.
import { FakeClock } from '../support/fake-clock.ts';
import { FakeLedger } from '../support/fake-ledger.ts';
import { ledgerContract } from './ledger-contract.ts';

ledgerContract('the fake', async () => new FakeLedger(new FakeClock()));
