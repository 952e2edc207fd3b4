import type { Certificate, CertificateKind } from './certificate.ts';

/** What IAM and IAM Roles Anywhere have of a kind: ACM knows nothing of it, and nothing replaces it by itself. */
interface Outside {
  /** For people, after "it was". */
  readonly origin: string;
  readonly noun: string;
  /** What happens at its end. */
  readonly atEnd: string;
  /** Puts another one in its place. */
  readonly replace: (certificate: Placed) => readonly string[];
  /** For what is not needed any more. */
  readonly remove: (certificate: Placed) => readonly string[];
}

type Placed = Pick<Certificate, 'arn' | 'region'>;

const nothing = (): readonly string[] => [];

/** The path and the name behind `server-certificate/`; a trust anchor's, subject's or CRL's id. */
const nameIn = ({ arn }: Placed): string => arn.split('/').at(-1) ?? '';
const idIn = ({ arn }: Placed): string => arn.split('/')[1] ?? '';

const KINDS = {
  server: {
    origin: 'uploaded to IAM',
    noun: 'certificate',
    atEnd:
      'Once it has ended, clients refuse it wherever a load balancer or a distribution serves it: IAM does not tell where.',
    replace: (certificate) => [
      `aws iam upload-server-certificate --server-certificate-name ${nameIn(certificate)}-next ` +
        '--certificate-body file://certificate.pem --private-key file://key.pem --certificate-chain file://chain.pem',
    ],
    remove: (certificate) => [`aws iam delete-server-certificate --server-certificate-name ${nameIn(certificate)}`],
  },
  anchor: {
    origin: 'made a trust anchor of IAM Roles Anywhere',
    noun: 'certificate',
    atEnd: 'Once it has ended, no workload gets a session by it.',
    replace: (certificate) => [
      `aws rolesanywhere update-trust-anchor --trust-anchor-id ${idIn(certificate)} --region ${certificate.region} ` +
        '--source file://source.json',
    ],
    remove: (certificate) => [
      `aws rolesanywhere delete-trust-anchor --trust-anchor-id ${idIn(certificate)} --region ${certificate.region}`,
    ],
  },
  workload: {
    origin: 'shown to IAM Roles Anywhere by a workload',
    noun: 'certificate',
    atEnd: 'Once it has ended, the workload gets no session with it.',
    replace: nothing,
    remove: nothing,
  },
  crl: {
    origin: 'imported into IAM Roles Anywhere, which fetches no newer one',
    noun: 'list of revoked certificates',
    atEnd: 'Until a newer one is imported, what was revoked since is let in.',
    replace: (certificate) => [
      `aws rolesanywhere update-crl --crl-id ${idIn(certificate)} --region ${certificate.region} --crl-data fileb://crl.pem`,
    ],
    remove: (certificate) => [
      `aws rolesanywhere delete-crl --crl-id ${idIn(certificate)} --region ${certificate.region}`,
    ],
  },
} as const satisfies Readonly<Partial<Record<CertificateKind, Outside>>>;

/** @returns undefined for what is ACM's, or a private CA's */
export const outsideAcm = ({ kind }: Pick<Certificate, 'kind'>): Outside | undefined =>
  (KINDS as Readonly<Partial<Record<CertificateKind, Outside>>>)[kind];
