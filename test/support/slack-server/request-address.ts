// The app's request address: where HTTP deliveries go once it is known, and the challenge that proves it.
import type { Lifetime } from '../loopback/lifetime.ts';
import { post } from '../loopback/post.ts';
import type { Transport } from './delivery.ts';
import { httpTransport, signedHeaders } from './http-transport.ts';

export class RequestAddress {
  readonly #lifetime: Lifetime;
  readonly #secret: string;
  readonly #now: () => number;
  /** '' while the app listens by Socket Mode. */
  url = '';

  constructor(lifetime: Lifetime, secret: string, now: () => number) {
    this.#lifetime = lifetime;
    this.#secret = secret;
    this.#now = now;
  }

  get transport(): Transport {
    return httpTransport({
      lifetime: this.#lifetime,
      secret: this.#secret,
      now: this.#now,
      urlOf: () => this.url,
    });
  }

  /** True when the app answers the url_verification challenge with itself. */
  async verify(): Promise<boolean> {
    const challenge = `challenge-${this.#now()}`;
    const body = JSON.stringify({
      token: 'loopback-verification-token',
      challenge,
      type: 'url_verification',
    });
    const signing = { secret: this.#secret, now: this.#now };
    const headers = signedHeaders(signing, 'application/json', body, {}, { num: 0, reason: undefined });
    const result = await post(this.#lifetime, this.url, headers, body, 3_000);
    return result.kind === 'answered' && result.status === 200 && result.body.includes(challenge);
  }
}
