/** Whose a certificate is, and what tells so; the first that tells anything decides. */
export const OWNER_SOURCES = [
  'certificate tags',
  'authority tags',
  'account tags',
  'reported requester',
  'mapping file',
] as const;

export interface Owner {
  readonly name: string;
  readonly from: (typeof OWNER_SOURCES)[number];
}
