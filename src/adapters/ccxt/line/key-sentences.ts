// What people read when the venue does not take a key: one plain sentence with what to do, never the venue's riddle alone.
import type { Fault } from '../../../domain/fault.ts';

/** The environment variables that hold the account's key and secret. */
export const keyVariables = (account: string): { key: string; secret: string; password: string } => {
  const name = account.toUpperCase().replaceAll('-', '_');
  return {
    key: `CUTMAN_${name}_KEY`,
    secret: `CUTMAN_${name}_SECRET`,
    password: `CUTMAN_${name}_PASSWORD`,
  };
};

const authLost = (message: string): Fault => ({
  code: 'AUTH_LOST',
  message,
  retryable: false,
  outcome: 'none',
});

export function missingKey(account: string): Fault {
  const { key, secret } = keyVariables(account);
  return authLost(`account ${account} has no key; set ${key} and ${secret} and start again`);
}

export const mayWithdraw = (account: string): Fault =>
  authLost(
    `the key of account ${account} may withdraw money; switch that permission off at the exchange, or make a key without it`,
  );

export const mayNotTrade = (account: string): Fault =>
  authLost(
    `the key of account ${account} may not trade futures; switch that permission on at the exchange, or stay in paper mode`,
  );

/** The venue's refusal of a key in words; `code` and `said` are the venue's own. */
export function keyRefused(account: string, code: number | undefined, said: string): Fault {
  const { key, secret } = keyVariables(account);
  const address = /request ip:?\s*([0-9a-f.:]{3,45})/i.exec(said)?.[1];
  if (/expire/i.test(said)) {
    return authLost(
      `the key of account ${account} has expired; make a new one and put it into ${key} and ${secret}`,
    );
  }
  if (code === -1022 || /signature/i.test(said)) {
    return authLost(`the secret of account ${account} does not fit its key; copy it again into ${secret}`);
  }
  if (code === -2014 || code === -2008) {
    return authLost(`the exchange does not know the key of account ${account}; copy it again into ${key}`);
  }
  if (code === -2017) {
    return authLost(`the exchange has locked the keys of account ${account}; unlock them in its web site`);
  }
  const from = address === undefined ? 'this address' : `the address ${address}`;
  return authLost(
    `the exchange refuses the key of account ${account} from ${from}: it was deleted, has expired or lacks a permission, or the address is not on its list; look at the key's page at the exchange`,
  );
}
