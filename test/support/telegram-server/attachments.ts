// Pictures and documents as Telegram takes them: real pictures of sensible size, files within the limits.
import type { UploadedFile } from '../loopback/request-body.ts';
import { badRequest } from './api-error.ts';
import type { Attachment } from './stored-message.ts';

const PHOTO_BYTES = 10 * 1024 * 1024;
const DOCUMENT_BYTES = 50 * 1024 * 1024;

const PNG_SIGNATURE = '89504e470d0a1a0a';

/** Width and height in pixels; undefined when the bytes are neither PNG nor JPEG. */
export function pictureSize(bytes: Buffer): { width: number; height: number } | undefined {
  if (bytes.length >= 24 && bytes.subarray(0, 8).toString('hex') === PNG_SIGNATURE) {
    return { width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) };
  }
  if (bytes.length < 4 || bytes.readUInt16BE(0) !== 0xffd8) return undefined;
  let at = 2;
  while (at + 9 < bytes.length && bytes[at] === 0xff) {
    const marker = bytes[at + 1]!;
    const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
    if (isFrame) return { width: bytes.readUInt16BE(at + 7), height: bytes.readUInt16BE(at + 5) };
    at += 2 + bytes.readUInt16BE(at + 2);
  }
  return undefined;
}

export function acceptPhoto(file: UploadedFile | undefined, fileId: string): Attachment {
  if (file === undefined) throw badRequest('there is no photo in the request');
  if (file.bytes.length === 0) throw badRequest('file must be non-empty');
  if (file.bytes.length > PHOTO_BYTES)
    throw badRequest('file is too big for a photo; the maximum size is 10 MB');
  const size = pictureSize(file.bytes);
  if (size === undefined) throw badRequest('IMAGE_PROCESS_FAILED');
  const ratio = Math.max(size.width, size.height) / Math.max(1, Math.min(size.width, size.height));
  if (size.width + size.height > 10_000 || ratio > 20 || size.width * size.height === 0) {
    throw badRequest('PHOTO_INVALID_DIMENSIONS');
  }
  return { kind: 'photo', fileId, file, ...size };
}

export function acceptDocument(file: UploadedFile | undefined, fileId: string): Attachment {
  if (file === undefined) throw badRequest('there is no document in the request');
  if (file.bytes.length === 0) throw badRequest('file must be non-empty');
  if (file.bytes.length > DOCUMENT_BYTES) throw badRequest('file is too big');
  return { kind: 'document', fileId, file, width: 0, height: 0 };
}
