import {
  issuedCertificateArn,
  parseAuthorityArn,
  parseCertificateArn,
  type AuthorityArn,
  type CertificateArn,
} from '../core/domain/arn.ts';
import { InvalidInput } from '../core/domain/invalid-input.ts';
import { WrongUsage } from './wrong-usage.ts';

/** What a route can be set for: one certificate, or all that a CA issued. */
export type RouteSubject =
  | { readonly kind: 'certificate'; readonly certificate: CertificateArn }
  | { readonly kind: 'authority'; readonly authority: AuthorityArn };

const AUTHORITY = /:certificate-authority\/[^/]*$/;

/**
 * The certificate that is meant: by its own ARN, or by the ARN of the CA that issued it and its serial number.
 * @param serial hex, as any tool writes it: `0a:1b`, `0x0A1B`
 * @throws WrongUsage naming what is wrong or missing
 */
export function certificateNamed(arn: string, serial?: string): CertificateArn {
  if (!AUTHORITY.test(arn)) {
    if (serial !== undefined)
      throw new WrongUsage('--serial goes with the ARN of a CA; the ARN of a certificate says all by itself');
    return asUsage(() => parseCertificateArn(arn, 'certificate ARN'));
  }
  const { arn: authorityArn } = asUsage(() => parseAuthorityArn(arn, 'CA ARN'));
  if (serial === undefined)
    throw new WrongUsage(`${authorityArn} is a CA: which of its certificates is told by --serial <hex>`);
  const hex = serial.replaceAll(/[:\s]|^0x/gi, '').toLowerCase();
  if (!/^[0-9a-f]{1,40}$/.test(hex)) throw asWrongUsage(new InvalidInput('--serial', 'a serial number in hex', serial));
  return asUsage(() => parseCertificateArn(issuedCertificateArn(authorityArn, hex), '--serial'));
}

/** @throws WrongUsage where it is neither the ARN of a certificate nor of a CA */
export function routeSubject(arn: string): RouteSubject {
  return AUTHORITY.test(arn)
    ? { kind: 'authority', authority: asUsage(() => parseAuthorityArn(arn, 'CA ARN')) }
    : { kind: 'certificate', certificate: asUsage(() => parseCertificateArn(arn, 'certificate ARN')) };
}

export const placeOf = (subject: RouteSubject): CertificateArn | AuthorityArn =>
  subject.kind === 'certificate' ? subject.certificate : subject.authority;

/** Reads what was typed: what is wrong with it is the user's to mend. */
export function asUsage<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw error instanceof InvalidInput ? asWrongUsage(error) : error;
  }
}

const asWrongUsage = (error: InvalidInput): WrongUsage => new WrongUsage(error.message, { cause: error });
