import { placeOf } from '../arns.ts';
import type { World } from '../world.ts';
import { type Certificate, partsOf } from '../x509/certificate.ts';
import { serialOf } from './certificate-rules.ts';
import { nameLine } from './distinguished-names.ts';
import type { TrustAnchor } from './trust-anchor.ts';

interface Ending {
  readonly certificate: Certificate;
  /** Until the end; negative after it. */
  readonly days: number;
  /** Is it the anchor's own? */
  readonly own: boolean;
}

/** "Roles Anywhere Certificate Expiration State Change" (service-facts 5.3), on the bus of the anchor's account and region. */
export function tellExpiry({ arn }: TrustAnchor, { certificate, days, own }: Ending, { publisher }: World): void {
  publisher.publish({
    ...placeOf(arn),
    detailType: 'Roles Anywhere Certificate Expiration State Change',
    ...(own ? { resources: [arn] } : {}),
    detail: () => ({
      'certificate-serial-number': serialOf(certificate),
      'days-to-expiry': days,
      issuer: nameLine(partsOf(certificate).issuer),
    }),
  });
}
