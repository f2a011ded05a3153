// Reads a request body the three ways chat clients write one: JSON, form fields, multipart with files.
import type { IncomingMessage } from 'node:http';

export interface UploadedFile {
  readonly filename: string;
  readonly contentType: string;
  readonly bytes: Buffer;
}

export interface RequestBody {
  /** Values as they arrived: JSON values from JSON, strings from forms. */
  readonly params: Readonly<Record<string, unknown>>;
  readonly files: ReadonlyMap<string, UploadedFile>;
  readonly raw: Buffer;
}

const LIMIT_BYTES = 64 * 1024 * 1024;

export async function readRaw(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > LIMIT_BYTES) throw new Error(`The request body is larger than ${LIMIT_BYTES} bytes.`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** Reads and parses; the parameters of the address line come first, those of the body win. */
export async function readBody(request: IncomingMessage): Promise<RequestBody> {
  const raw = await readRaw(request);
  const query = new URL(request.url ?? '/', 'http://127.0.0.1').searchParams;
  const params: Record<string, unknown> = Object.fromEntries(query);
  const files = new Map<string, UploadedFile>();
  const contentType = request.headers['content-type'] ?? '';
  if (raw.length === 0) return { params, files, raw };
  if (contentType.startsWith('application/json')) {
    const parsed: unknown = JSON.parse(raw.toString('utf8'));
    if (typeof parsed === 'object' && parsed !== null) Object.assign(params, parsed);
  } else if (contentType.startsWith('application/x-www-form-urlencoded')) {
    Object.assign(params, Object.fromEntries(new URLSearchParams(raw.toString('utf8'))));
  } else if (contentType.startsWith('multipart/form-data')) {
    const boundary = /boundary="?([^";]+)"?/.exec(contentType)?.[1];
    if (boundary === undefined) throw new Error('The multipart body names no boundary.');
    for (const part of splitMultipart(raw, boundary)) {
      if (part.file === undefined) params[part.name] = part.bytes.toString('utf8');
      else files.set(part.name, part.file);
    }
  }
  return { params, files, raw };
}

interface Part {
  readonly name: string;
  readonly bytes: Buffer;
  readonly file: UploadedFile | undefined;
}

/** Splits RFC 7578 parts. Accepts unquoted file names and missing spaces, as grammY writes them. */
function splitMultipart(raw: Buffer, boundary: string): Part[] {
  const parts: Part[] = [];
  const delimiter = Buffer.from(`--${boundary}`);
  let at = raw.indexOf(delimiter);
  while (at >= 0) {
    const start = at + delimiter.length + 2;
    const next = raw.indexOf(delimiter, start);
    if (next < 0) break;
    const headEnd = raw.indexOf('\r\n\r\n', start);
    if (headEnd < 0 || headEnd > next) throw new Error('A part of the multipart body has no headers.');
    const head = raw.subarray(start, headEnd).toString('utf8');
    const bytes = raw.subarray(headEnd + 4, next - 2);
    const name = /;\s*name="?([^";\r\n]*)"?/i.exec(head)?.[1] ?? '';
    const filename = /;\s*filename="?([^";\r\n]*)"?/i.exec(head)?.[1];
    const contentType = /content-type:\s*([^\r\n]+)/i.exec(head)?.[1] ?? 'text/plain';
    parts.push({
      name,
      bytes,
      file: filename === undefined ? undefined : { filename, contentType, bytes },
    });
    at = next;
  }
  return parts;
}
