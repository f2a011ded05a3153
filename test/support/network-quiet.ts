// Waits until this process has no HTTP request under way: what a virtual clock needs to know before it may move time on. It listens
// to the channels on which Node's own fetch tells what it does; nothing of it is replaced.
import { subscribe } from 'node:diagnostics_channel';

const underWay = new Set<object>();
let waiting: (() => void)[] = [];

interface Request {
  readonly upgrade?: unknown;
}
const requestOf = (message: unknown): Request => (message as { readonly request: Request }).request;

function over(message: unknown): void {
  underWay.delete(requestOf(message));
  if (underWay.size > 0) return;
  const wake = waiting;
  waiting = [];
  for (const each of wake) each();
}

subscribe('undici:request:create', (message) => {
  const request = requestOf(message);
  // A WebSocket begins as a request and never ends as one.
  if (request.upgrade === undefined || request.upgrade === null) underWay.add(request);
});
subscribe('undici:request:trailers', over);
subscribe('undici:request:error', over);

/** Turns of the event loop in which an answer that has arrived becomes the next request, or the next sleep. */
const TURNS = 12;

/** Resolves when nothing is under way and nothing more begins by itself. */
export async function networkQuiet(): Promise<void> {
  for (let quiet = 0; quiet < TURNS; quiet += 1) {
    if (underWay.size > 0) {
      await new Promise<void>((resolve) => waiting.push(resolve));
      quiet = -1;
    }
    await new Promise((resolve) => setImmediate(resolve));
  }
}
