// Reads the parameters of one Bot API call: the same names whether they came as JSON or as form fields.
import type { RequestBody, UploadedFile } from '../loopback/request-body.ts';
import { badRequest } from './api-error.ts';

export class CallParameters {
  readonly #body: RequestBody;

  constructor(body: RequestBody) {
    this.#body = body;
  }

  raw(name: string): unknown {
    const value = this.#body.params[name];
    return value === null ? undefined : value;
  }

  /** A text, or '' when it is missing. */
  text(name: string): string {
    const value = this.raw(name);
    if (value === undefined) return '';
    return typeof value === 'string' ? value : String(value);
  }

  integer(name: string): number | undefined {
    const value = this.raw(name);
    if (value === undefined || value === '') return undefined;
    const number = Number(value);
    if (!Number.isInteger(number)) throw badRequest(`parameter "${name}" is invalid`);
    return number;
  }

  flag(name: string): boolean {
    const value = this.raw(name);
    return value === true || value === 'true' || value === 'True' || value === '1' || value === 1;
  }

  /** A structured value, also when a form carries it as JSON text. */
  json(name: string): unknown {
    const value = this.raw(name);
    if (typeof value !== 'string') return value;
    if (value === '') return undefined;
    try {
      return JSON.parse(value);
    } catch {
      throw badRequest(`can't parse ${name} JSON object`);
    }
  }

  object(name: string): Readonly<Record<string, unknown>> | undefined {
    const value = this.json(name);
    if (value === undefined) return undefined;
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      throw badRequest(`object expected as ${name}`);
    }
    return value as Readonly<Record<string, unknown>>;
  }

  /** The uploaded file of a field, directly or through `attach://`. */
  file(name: string): UploadedFile | undefined {
    return this.attached(this.raw(name)) ?? this.#body.files.get(name);
  }

  /** The uploaded file that an `attach://` reference names. */
  attached(reference: unknown): UploadedFile | undefined {
    if (typeof reference !== 'string' || !reference.startsWith('attach://')) return undefined;
    return this.#body.files.get(reference.slice('attach://'.length));
  }
}
