import * as der from '../../x509/der.ts';
import type { Extension } from '../../x509/extension.ts';
import { generalName } from '../../x509/general-names.ts';
import type { Authority } from '../authority.ts';
import { type KeptCrl, keptCrl } from '../revocation-configuration.ts';
import type { Template } from '../templates.ts';
import { locationOf, responderOf } from './locations.ts';

const DISTRIBUTION_POINTS = '2.5.29.31';
const AUTHORITY_INFORMATION_ACCESS = '1.3.6.1.5.5.7.1.1';
const OCSP = '1.3.6.1.5.5.7.48.1';

/** The CRL that a certificate of this template is to name; undefined where it names none. */
export function namedCrl({ revocation }: Authority, { kind }: Pick<Template, 'kind'>): KeptCrl | undefined {
  const crl = keptCrl(revocation);
  // A self-signed certificate cannot be revoked (user guide, RootCACertificate/V1).
  return kind === 'root' || crl?.CrlDistributionPointExtensionConfiguration?.OmitExtension ? undefined : crl;
}

/** What the configuration of a CA puts into its certificates: where revocation is told (RFC 5280, 4.2.1.13 and 4.2.2.1). */
export function revocationReferences(
  authority: Authority,
  template: Template,
  partition: string | undefined,
): Extension[] {
  const crl = namedCrl(authority, template);
  const responder = template.kind === 'root' ? undefined : responderOf(authority.region, authority.revocation);
  return [
    ...(crl ? [distributionPoint(locationOf(authority, crl, partition).url)] : []),
    ...(responder === undefined ? [] : [authorityInformationAccess(responder)]),
  ];
}

const distributionPoint = (uri: string): Extension => ({
  type: DISTRIBUTION_POINTS,
  critical: false,
  value: der.sequence(
    der.sequence(der.explicit(0, der.implicit(0, der.sequence(generalName({ kind: 'uri', value: uri }))))),
  ),
});

const authorityInformationAccess = (uri: string): Extension => ({
  type: AUTHORITY_INFORMATION_ACCESS,
  critical: false,
  value: der.sequence(der.sequence(der.oid(OCSP), generalName({ kind: 'uri', value: uri }))),
});
