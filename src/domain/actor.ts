// Who asks, and from where; every decision is bound to a person's own id, never to the room.

export type Role = 'viewer' | 'trader' | 'admin';
export type Platform = 'telegram' | 'slack' | 'terminal' | 'http' | 'shell' | 'file' | 'desk';

export interface Actor {
  /** The name from the people list; one person on two platforms has one name. */
  readonly name: string;
  readonly role: Role;
  readonly platform: Platform;
  /** The platform's own id of the person, such as `1` or `T1/U1`. */
  readonly platformId: string;
}

/** One ask by one person. The id comes from the platform's event id, so that a redelivered ask is the same ask. */
export interface Ask {
  readonly id: string;
  readonly actor: Actor;
  readonly at: number;
  /** The message that was pressed or typed, for the journal. */
  readonly messageId?: string;
}

const RANK: Readonly<Record<Role, number>> = { viewer: 0, trader: 1, admin: 2 };
export const mayActAs = (role: Role, needed: Role): boolean => RANK[role] >= RANK[needed];
