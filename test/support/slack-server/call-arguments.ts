// Reads the arguments of one Web API call: JSON bodies carry values, forms carry text and JSON inside text.
import type { RequestBody, UploadedFile } from '../loopback/request-body.ts';
import type { Block } from './block-kit.ts';
import { slackError } from './slack-error.ts';

export class CallArguments {
  readonly #body: RequestBody;
  readonly #bearer: string | undefined;

  constructor(body: RequestBody, authorization: string | undefined) {
    this.#body = body;
    this.#bearer = /^Bearer\s+(.+)$/i.exec(authorization ?? '')?.[1];
  }

  /** The token, from the header or from the body. */
  get token(): string | undefined {
    return this.#bearer ?? this.text('token');
  }

  get files(): ReadonlyMap<string, UploadedFile> {
    return this.#body.files;
  }

  get raw(): Buffer {
    return this.#body.raw;
  }

  text(name: string): string | undefined {
    const value = this.#body.params[name];
    if (value === undefined || value === null || value === '') return undefined;
    return typeof value === 'string' ? value : String(value);
  }

  required(name: string): string {
    const value = this.text(name);
    if (value === undefined) throw slackError('invalid_arguments');
    return value;
  }

  flag(name: string): boolean {
    const value = this.#body.params[name];
    return value === true || value === 'true' || value === '1' || value === 1;
  }

  /** A structured argument; `malformed` names the error when its JSON cannot be read. */
  json(name: string, malformed: string): unknown {
    const value = this.#body.params[name];
    if (typeof value !== 'string') return value ?? undefined;
    if (value === '') return undefined;
    try {
      return JSON.parse(value);
    } catch {
      throw slackError(malformed);
    }
  }

  blocks(): readonly Block[] | undefined {
    const blocks = this.json('blocks', 'invalid_blocks_format');
    if (blocks === undefined) return undefined;
    if (!Array.isArray(blocks)) throw slackError('invalid_blocks_format');
    return blocks as Block[];
  }
}
