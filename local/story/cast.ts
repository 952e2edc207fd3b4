import type { AlertInbox } from './alert-inbox.ts';

/** The authorities of the story, by what is the matter with each. */
export const ROLES = ['healthy', 'partial', 'shared'] as const;

export type Role = (typeof ROLES)[number];

/** The certificates of the story, by what is the matter with each. */
export const CERTIFICATES = ['in use', 'exported', 'forgotten', 'blocked', 'shared', 'unshared'] as const;

export type CertificateRole = (typeof CERTIFICATES)[number];

/** A certificate that plays, and what was last seen of it. */
export interface PlayingCertificate {
  readonly arn: string;
  readonly name: string;
  readonly account: string;
}

/** Who plays: made by the first steps, used by the later ones. */
export class Cast {
  readonly #authorities = new Map<Role, string>();
  readonly #certificates = new Map<CertificateRole, PlayingCertificate>();
  #inbox: AlertInbox | undefined;

  enter(role: Role, authorityArn: string): void {
    this.#authorities.set(role, authorityArn);
  }

  /** The ARN of the CA that plays a role. */
  authority(role: Role): string {
    const arn = this.#authorities.get(role);
    if (arn === undefined) throw new Error(`the ${role} authority could not be created; see the first step`);
    return arn;
  }

  enterCertificate(role: CertificateRole, certificate: PlayingCertificate): void {
    this.#certificates.set(role, certificate);
  }

  /** The certificate that plays a role. */
  certificate(role: CertificateRole): PlayingCertificate {
    const certificate = this.#certificates.get(role);
    if (certificate === undefined)
      throw new Error(`the ${role} certificate could not be requested; see the first step`);
    return certificate;
  }

  listen(inbox: AlertInbox): void {
    this.#inbox = inbox;
  }

  /** What the people who are alerted received. */
  get inbox(): AlertInbox {
    if (this.#inbox === undefined) throw new Error('nobody subscribed to the topic; see the first step');
    return this.#inbox;
  }
}
