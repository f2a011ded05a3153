// Who may call what: the key's form, the request's time window, its signature, the key's standing and permissions.
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { VenueAccount } from './account.ts';
import type { Params, Security } from './call.ts';
import type { Venue } from './venue.ts';
import { VenueError } from './venue-error.ts';

export interface Credentials {
  readonly key: string | undefined;
  /** Query and body as they were sent, with the signature. */
  readonly signed: string;
  readonly params: Params;
}

const AHEAD_MS = 1_000;
const LONGEST_WINDOW_MS = 60_000;

function checkTime(venue: Venue, params: Params): void {
  const text = params['timestamp'];
  if (text === undefined || !/^\d{1,16}$/.test(text)) throw new VenueError('-1102', 'timestamp');
  const window = Number(params['recvWindow'] ?? 5_000);
  if (!(window >= 0 && window <= LONGEST_WINDOW_MS)) throw new VenueError('-1130', 'recvWindow');
  const late = venue.now() - Number(text);
  if (late > window || late < -AHEAD_MS) throw new VenueError('-1021');
}

function checkSignature(account: VenueAccount | undefined, { signed, params }: Credentials): void {
  const given = params['signature'];
  if (given === undefined) throw new VenueError('-1102', 'signature');
  if (account === undefined) return;
  const payload = signed.replace(/&?signature=[^&]*/, '');
  const right = createHmac('sha256', account.apiKey.secret).update(payload).digest();
  const claimed = Buffer.from(given, 'hex');
  if (claimed.length !== right.length || !timingSafeEqual(claimed, right)) throw new VenueError('-1022');
}

function checkStanding(venue: Venue, { apiKey }: VenueAccount, security: Security): void {
  const expired = apiKey.expiresAt !== undefined && venue.now() >= apiKey.expiresAt;
  if (apiKey.revoked || expired || !apiKey.ipAllowed) throw new VenueError('-2015');
  const allowed = security === 'trade' ? apiKey.enableFutures : apiKey.enableReading;
  if (!allowed) throw new VenueError('-2015');
}

/** The account a request speaks for, or the venue's objection. */
export function authorise(
  venue: Venue,
  security: Security,
  credentials: Credentials,
): VenueAccount | undefined {
  if (security === 'none') return undefined;
  const { key } = credentials;
  if (key === undefined || !/^[A-Za-z0-9]{16,128}$/.test(key)) throw new VenueError('-2014');
  const account = venue.byKey(key);
  if (security !== 'key') {
    checkTime(venue, credentials.params);
    checkSignature(account, credentials);
  }
  if (account === undefined) throw new VenueError('-2015');
  checkStanding(venue, account, security);
  return account;
}
