// Methods of the private stream's listen key: they need the key of the account and no signature.
import type { Method } from './call.ts';
import type { UserStream } from './user-stream.ts';

export function streamMethods(stream: UserStream): Readonly<Record<string, Method>> {
  const method = (run: Method['run']): Method => ({ security: 'key', weight: 1, run });
  return {
    'POST /fapi/v1/listenKey': method(({ account }) => ({ listenKey: stream.issue(account) })),
    'PUT /fapi/v1/listenKey': method(({ account }) => ({ listenKey: stream.keepAlive(account) })),
    'DELETE /fapi/v1/listenKey': method(({ account }) => {
      stream.revoke(account);
      return {};
    }),
  };
}
