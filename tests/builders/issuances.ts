import type { OutgoingNotice } from '../../core/domain/findings/outgoing-notice.ts';
import type { CertificateContent } from '../../core/domain/reissue/certificate-content.ts';
import type { Issuance } from '../../core/domain/reissue/issuance.ts';
import { AUTHORITY_ARN, PKI } from './accounts.ts';
import { SERIAL } from './certificates.ts';

/** A certificate for www.example.com that ends in 2027. */
export const aContent = (different: Partial<CertificateContent> = {}): CertificateContent => ({
  serial: SERIAL,
  subject: 'MBoxGDAWBgNVBAMMD3d3dy5leGFtcGxlLmNvbQ==',
  subjectText: 'CN=www.example.com',
  names: [{ kind: 'dns', value: 'www.example.com' }],
  keyType: 'RSA_2048',
  publicKey: 'MIIB',
  keyUsages: ['digitalSignature', 'keyEncipherment'],
  extendedKeyUsages: ['1.3.6.1.5.5.7.3.1'],
  extensions: [{ oid: '2.5.29.17', critical: false, value: 'MBGCD3d3dy5leGFtcGxlLmNvbQ==' }],
  notBefore: '2026-02-25T11:00:00.000Z',
  notAfter: '2027-03-27T12:00:00.000Z',
  isAuthority: false,
  issuer: 'MA0xCzAJBgNVBAMMAkNB',
  ...different,
});

let serial = 0;

/** Another one each time, so that no two tests meet. */
export const anotherIntent = (): string => (serial += 1).toString(16).padStart(32, '0');

/** Another one each time. */
export const anotherAuthority = (): string =>
  AUTHORITY_ARN.replace('11111111', (serial += 1).toString(16).padStart(8, 'a'));

/** The replacement of a certificate of ACM by a secret, just opened: another one each time. */
export function anIssuance(different: Partial<Issuance> = {}): Issuance {
  const intent = different.intent ?? anotherIntent();
  const authorityArn = different.request?.authorityArn ?? AUTHORITY_ARN;
  return {
    intent,
    version: 1,
    state: 'open',
    generation: 1,
    attempt: 1,
    deliveries: 0,
    strategy: 'secret',
    why: 'the route names it',
    route: { secret: 'web/tls' },
    handedOn: {},
    replaces: {
      certificateArn: `arn:aws:acm:eu-west-1:${PKI}:certificate/${intent}`,
      issuedArn: `${authorityArn}/certificate/${intent}`,
      content: aContent(),
    },
    request: {
      authorityArn,
      templateArn: 'arn:aws:acm-pca:::template/EndEntityCertificate/V1',
      signingAlgorithm: 'SHA256WITHRSA',
      notAfter: 1_840_000_000,
    },
    discarded: [],
    doubts: [],
    openedAt: '2026-11-28T12:00:00.000Z',
    updatedAt: '2026-11-28T12:00:00.000Z',
    ...different,
  };
}

export const anIssuanceNotice = (id: string, at = '2026-11-28T12:00:00.000Z'): OutgoingNotice => ({
  id,
  at,
  subject: 'RenewGuard',
  text: `about ${id}`,
  detailType: 'RenewGuard Issuance',
  detail: { id },
});
