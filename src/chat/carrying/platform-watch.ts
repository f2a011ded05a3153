// Notices that a chat cannot be reached and that it works again, and has the others told, once each.
import type { Notice } from '../../domain/event.ts';

const FAILURES_TO_TELL = 3;

export class PlatformWatch {
  readonly #tell: (notice: Notice, about: string) => Promise<void>;
  readonly #failures = new Map<string, number>();
  readonly #told = new Set<string>();

  constructor(tell: (notice: Notice, about: string) => Promise<void>) {
    this.#tell = tell;
  }

  async failed(platform: string, why: string): Promise<void> {
    const failures = (this.#failures.get(platform) ?? 0) + 1;
    this.#failures.set(platform, failures);
    if (failures < FAILURES_TO_TELL || this.#told.has(platform)) return;
    this.#told.add(platform);
    await this.#tell({ code: 'chat-down', platform, why }, platform);
  }

  async worked(platform: string): Promise<void> {
    this.#failures.delete(platform);
    if (!this.#told.delete(platform)) return;
    await this.#tell({ code: 'chat-back', platform }, platform);
  }
}
