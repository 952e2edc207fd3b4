import { datesOf, type Resource } from './resources.ts';

/** An imported CRL. */
export interface RevocationList extends Resource {
  name: string;
  enabled: boolean;
  readonly trustAnchorArn: string;
  /** The PEM text as it was imported. */
  data: Buffer;
  /** The DER of the issuer's name. */
  issuer: Buffer;
  /** Serial numbers, lower-case hex without leading zeros. */
  revoked: ReadonlySet<string>;
}

/** A CRL as the model shapes it. */
export const crlDetail = (crl: RevocationList) => ({
  crlId: crl.id,
  crlArn: crl.arn,
  name: crl.name,
  enabled: crl.enabled,
  crlData: crl.data.toString('base64'),
  trustAnchorArn: crl.trustAnchorArn,
  ...datesOf(crl),
});
