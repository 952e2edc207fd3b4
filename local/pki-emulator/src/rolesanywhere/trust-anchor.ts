import type { Certificate } from '../x509/certificate.ts';
import { notificationDetails, type NotificationSettings } from './notifications.ts';
import { datesOf, type Resource } from './resources.ts';

export type AnchorSource =
  | { readonly sourceType: 'AWS_ACM_PCA'; readonly sourceData: { readonly acmPcaArn: string } }
  | { readonly sourceType: 'CERTIFICATE_BUNDLE'; readonly sourceData: { readonly x509CertificateData: string } };

/** What an anchor trusts: where it says to have it from, and the certificates taken from there. */
export interface Trusted {
  readonly source: AnchorSource;
  /** Of a CA of Private CA, its certificate when the anchor was made or last updated. */
  readonly certificates: readonly Certificate[];
}

export interface TrustAnchor extends Resource {
  name: string;
  enabled: boolean;
  trusted: Trusted;
  readonly notificationSettings: NotificationSettings;
  /**
   * End-entity and intermediate certificates that opened a session under this anchor, by fingerprint: their ends are told
   * of too (service-facts 5.3). Expired ones are forgotten.
   */
  readonly used: Map<string, Certificate>;
}

/** A trust anchor as the model shapes it. */
export const trustAnchorDetail = (anchor: TrustAnchor) => ({
  trustAnchorId: anchor.id,
  trustAnchorArn: anchor.arn,
  name: anchor.name,
  source: anchor.trusted.source,
  enabled: anchor.enabled,
  ...datesOf(anchor),
  notificationSettings: notificationDetails(anchor.notificationSettings),
});
