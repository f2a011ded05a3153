// In which language and zone a person or a room reads, and what a person does not want to hear.
import type { Lane } from '../../domain/event.ts';
import type { PersonPreferences } from '../../ports/preferences.ts';
import type { Language } from '../figures/format.ts';
import type { ChatPerson, ChatPorts, ChatSettings } from './settings.ts';
import { type Speech, speech } from './speech.ts';

export class Readers {
  readonly #ports: Pick<ChatPorts, 'preferences'>;
  readonly #settings: ChatSettings;
  readonly #speeches = new Map<string, Speech>();

  constructor(ports: Pick<ChatPorts, 'preferences'>, settings: ChatSettings) {
    this.#ports = ports;
    this.#settings = settings;
  }

  /** What the person chose, else the platform's language tag, else the installation's. */
  language(person: ChatPerson | undefined, tag?: string): Language {
    const chosen = this.#preferences(person)?.language;
    if (chosen !== undefined) return chosen;
    if (tag?.toLowerCase().startsWith('ko') === true) return 'ko';
    if (tag?.toLowerCase().startsWith('en') === true) return 'en';
    return this.#settings.language;
  }

  speech(person: ChatPerson | undefined, tag?: string): Speech {
    const language = this.language(person, tag);
    const zone = this.#preferences(person)?.timezone ?? this.#settings.timezone;
    const key = `${language} ${zone}`;
    const known = this.#speeches.get(key);
    if (known !== undefined) return known;
    const made = speech(language, zone);
    this.#speeches.set(key, made);
    return made;
  }

  /** How a message of this kind reaches the person now. EMERGENCY ignores every wish. */
  delivery(person: ChatPerson | undefined, kind: string, lane: Lane, now: number): 'on' | 'silent' | 'off' {
    if (lane === 'emergency') return 'on';
    const wishes = this.#preferences(person);
    const wish = wishes?.delivery?.[kind] ?? 'on';
    const muted = wishes?.mutedUntil !== undefined && wishes.mutedUntil > now;
    return muted && wish === 'on' ? 'silent' : wish;
  }

  #preferences(person: ChatPerson | undefined): PersonPreferences | undefined {
    if (person === undefined) return undefined;
    const { people } = this.#ports.preferences.current();
    return Object.hasOwn(people, person.name) ? people[person.name] : undefined;
  }
}
