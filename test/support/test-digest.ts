// Real SHA-256 for tests that stand below the adapters.
import { createHash } from 'node:crypto';
import type { Digest } from '../../src/ports/digest.ts';

export class TestDigest implements Digest {
  sha256(text: string): string {
    return createHash('sha256').update(text).digest('hex');
  }
}
