// One-time codes (RFC 6238, six digits, 30 s) over otplib; secrets in a file of the owner's alone, read anew so that an enrolment counts at once.
import { readFileSync } from 'node:fs';
import { generateSecret, generateURI, verifySync } from 'otplib';
import { renderUnicodeCompact } from 'uqr';
import { z } from 'zod';
import type { Fault } from '../../domain/fault.ts';
import { failure, type Result, success } from '../../domain/result.ts';
import type { Codes } from '../../ports/codes.ts';
import type { StateFile } from '../../ports/state-file.ts';

/** A code of the step before or after is taken too: telephones' clocks differ. */
const TOLERANCE_S = 30;
const NAME = /^[\p{L}\p{N}][\p{L}\p{N} ._-]{0,63}$/u;

const fileSchema = z.object({
  version: z.literal(1),
  people: z.array(
    z.object({ name: z.string(), secret: z.string().regex(/^[A-Z2-7]{16,}$/), enrolledAt: z.number() }),
  ),
});
type CodesFile = z.infer<typeof fileSchema>;

export interface Enrolment {
  /** For authenticator apps: `otpauth://totp/…`. It holds the secret: show it, do not log it. */
  readonly uri: string;
  /** The same as lines of half blocks for a terminal. */
  readonly qr: string;
  readonly replaced: boolean;
}

export interface TotpCodesOptions {
  /** Path of `codes.json`, and the durable file that replaces it (0600). */
  readonly path: string;
  readonly file: StateFile;
  readonly issuer?: string;
}

export class TotpCodes implements Codes {
  readonly #options: TotpCodesOptions;

  constructor(options: TotpCodesOptions) {
    this.#options = options;
  }

  enrolled(name: string): boolean {
    return this.#secretOf(name) !== undefined;
  }

  /** `now` in milliseconds of real time. Malformed codes, unknown names and an unreadable file are all "wrong". */
  verify(name: string, code: string, now: number, afterStep: number | undefined): number | undefined {
    const secret = this.#secretOf(name);
    const token = code.trim();
    if (secret === undefined || !/^[0-9]{6}$/.test(token)) return undefined;
    try {
      const result = verifySync({
        secret,
        token,
        epoch: Math.floor(now / 1000),
        epochTolerance: TOLERANCE_S,
        ...(afterStep === undefined ? {} : { afterTimeStep: afterStep }),
      });
      return result.valid && 'timeStep' in result ? result.timeStep : undefined;
    } catch {
      return undefined;
    }
  }

  /** Makes a new secret for `name` and takes the old one's place. `now` in milliseconds. */
  async enrol(name: string, now: number): Promise<Result<Enrolment, Fault>> {
    if (!NAME.test(name)) return failed(`"${name}" is not a name`);
    const before = this.#read();
    if (before.kind === 'damaged') return failed(`${this.#options.path} is damaged: ${before.why}`);
    const others = before.people.filter((person) => person.name !== name);
    const secret = generateSecret();
    const content: CodesFile = { version: 1, people: [...others, { name, secret, enrolledAt: now }] };
    const written = await this.#options.file.write(`${JSON.stringify(content, null, 2)}\n`);
    if (!written.ok) return written;
    const uri = generateURI({ issuer: this.#options.issuer ?? 'cutman', label: name, secret });
    const qr = renderUnicodeCompact(uri, { ecc: 'L', border: 2 });
    return success({ uri, qr, replaced: others.length < before.people.length });
  }

  /** Why nobody's code is taken, if the file is damaged; for health and doctor. */
  problem(): string | undefined {
    const file = this.#read();
    return file.kind === 'damaged' ? file.why : undefined;
  }

  #secretOf(name: string): string | undefined {
    const file = this.#read();
    return file.kind === 'damaged' ? undefined : file.people.find((person) => person.name === name)?.secret;
  }

  #read():
    | { readonly kind: 'good'; readonly people: CodesFile['people'] }
    | { readonly kind: 'damaged'; readonly why: string } {
    let text: string;
    try {
      text = readFileSync(this.#options.path, 'utf8');
    } catch (error) {
      const missing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
      return missing ? { kind: 'good', people: [] } : { kind: 'damaged', why: 'it cannot be read' };
    }
    try {
      const checked = fileSchema.safeParse(JSON.parse(text));
      if (checked.success) return { kind: 'good', people: checked.data.people };
      return { kind: 'damaged', why: checked.error.issues[0]?.path.join('.') ?? 'its shape' };
    } catch {
      return { kind: 'damaged', why: 'it is not readable JSON' };
    }
  }
}

const failed = (message: string): Result<never, Fault> =>
  failure({ code: 'CORRUPT', message, retryable: false, outcome: 'none' });
