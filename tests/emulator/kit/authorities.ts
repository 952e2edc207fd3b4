import {
  type ACMPCAClient,
  CreateCertificateAuthorityCommand,
  type CreateCertificateAuthorityCommandInput,
  DescribeCertificateAuthorityCommand,
  GetCertificateAuthorityCertificateCommand,
  GetCertificateAuthorityCsrCommand,
  GetCertificateCommand,
  type GetCertificateCommandOutput,
  ImportCertificateAuthorityCertificateCommand,
  IssueCertificateCommand,
  type IssueCertificateCommandInput,
  type KeyAlgorithm,
  type SigningAlgorithm,
} from '@aws-sdk/client-acm-pca';
import { newCsr } from './openssl.ts';

/** Repeats while the service says the work is in progress; with a settle time of 0 that is a matter of milliseconds. */
export async function settled<T>(ask: () => Promise<T>): Promise<T> {
  for (let attempt = 0; attempt < 1000; attempt++) {
    try {
      return await ask();
    } catch (error) {
      if (!(error instanceof Error) || error.name !== 'RequestInProgressException') throw error;
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }
  throw new Error('still in progress after 10 s');
}

const SIGNING: Record<string, SigningAlgorithm> = { RSA: 'SHA256WITHRSA', EC: 'SHA256WITHECDSA' };

export const signingFor = (key: string): SigningAlgorithm => SIGNING[key.split('_')[0] ?? ''] ?? 'SHA256WITHRSA';

type Wish = Partial<Omit<CreateCertificateAuthorityCommandInput, 'CertificateAuthorityConfiguration'>> & {
  /** A key algorithm; the SDK's type of this version does not know them all. */
  readonly key?: string;
  /** The CA's own signing algorithm; by its key unless given. */
  readonly signing?: string;
  /** What else its configuration says. */
  readonly configuration?: object;
  readonly name?: string;
};

/** A CA with its keys made, waiting for a certificate. */
export async function pendingAuthority(pca: ACMPCAClient, wish: Wish = {}): Promise<string> {
  const { key = 'EC_prime256v1', name = 'Test CA', signing = signingFor(key), configuration, ...more } = wish;
  const { CertificateAuthorityArn = '' } = await pca.send(
    new CreateCertificateAuthorityCommand({
      CertificateAuthorityType: 'ROOT',
      ...more,
      CertificateAuthorityConfiguration: {
        KeyAlgorithm: key as KeyAlgorithm,
        SigningAlgorithm: signing as SigningAlgorithm,
        Subject: { Country: 'DE', Organization: 'Example GmbH', CommonName: name },
        ...configuration,
      },
    }),
  );
  await csrOf(pca, CertificateAuthorityArn);
  return CertificateAuthorityArn;
}

export const csrOf = async (pca: ACMPCAClient, arn: string): Promise<string> =>
  (await settled(() => pca.send(new GetCertificateAuthorityCsrCommand({ CertificateAuthorityArn: arn })))).Csr ?? '';

export const template = (name: string, partition = 'aws'): string => `arn:${partition}:acm-pca:::template/${name}/V1`;

/** An ACTIVE root CA. */
export async function activeRoot(pca: ACMPCAClient, wish: Wish & { readonly days?: number } = {}): Promise<string> {
  const { days = 3650, ...more } = wish;
  const arn = await pendingAuthority(pca, more);
  await certifyRoot(pca, arn, days, more.key);
  return arn;
}

/** Gives a root a (new) self-signed certificate. */
export async function certifyRoot(pca: ACMPCAClient, arn: string, days: number, key?: string): Promise<void> {
  const partition = arn.split(':')[1] ?? 'aws';
  const signed = await issued(pca, {
    CertificateAuthorityArn: arn,
    Csr: Buffer.from(await csrOf(pca, arn)),
    SigningAlgorithm: signingFor(key ?? 'EC_prime256v1'),
    TemplateArn: template('RootCACertificate', partition),
    Validity: { Type: 'DAYS', Value: days },
  });
  await importOwn(pca, arn, signed.Certificate ?? '');
}

/** An ACTIVE subordinate of a CA in the emulator. */
export async function activeSubordinate(
  pca: ACMPCAClient,
  parent: string,
  wish: Wish & { readonly days?: number; readonly pathLength?: number; readonly parentKey?: string } = {},
): Promise<string> {
  const { days = 1825, pathLength = 0, parentKey, ...more } = wish;
  const arn = await pendingAuthority(pca, { name: 'Subordinate', ...more, CertificateAuthorityType: 'SUBORDINATE' });
  const signed = await issued(pca, {
    CertificateAuthorityArn: parent,
    Csr: Buffer.from(await csrOf(pca, arn)),
    SigningAlgorithm: signingFor(parentKey ?? 'EC_prime256v1'),
    TemplateArn: template(`SubordinateCACertificate_PathLen${pathLength}`),
    Validity: { Type: 'DAYS', Value: days },
  });
  await importOwn(pca, arn, signed.Certificate ?? '', signed.CertificateChain);
  return arn;
}

export const importOwn = (pca: ACMPCAClient, arn: string, certificate: string, chain?: string) =>
  pca.send(
    new ImportCertificateAuthorityCertificateCommand({
      CertificateAuthorityArn: arn,
      Certificate: Buffer.from(certificate),
      ...(chain === undefined ? {} : { CertificateChain: Buffer.from(chain) }),
    }),
  );

/** The input of an ordinary issuance, with a new CSR unless one is given. */
export const issuance = (
  authority: string,
  more: Partial<IssueCertificateCommandInput> = {},
): IssueCertificateCommandInput => ({
  CertificateAuthorityArn: authority,
  Csr: more.Csr ?? Buffer.from(newCsr().csr),
  SigningAlgorithm: 'SHA256WITHECDSA',
  Validity: { Type: 'DAYS', Value: 30 },
  ...more,
});

/** Issues and waits. */
export async function issued(
  pca: ACMPCAClient,
  input: IssueCertificateCommandInput,
): Promise<GetCertificateCommandOutput & { readonly arn: string }> {
  const { CertificateArn = '' } = await pca.send(new IssueCertificateCommand(input));
  const ask = new GetCertificateCommand({ CertificateAuthorityArn: input.CertificateAuthorityArn, CertificateArn });
  return { ...(await settled(() => pca.send(ask))), arn: CertificateArn };
}

export const describeAuthority = async (pca: ACMPCAClient, arn: string) =>
  (await pca.send(new DescribeCertificateAuthorityCommand({ CertificateAuthorityArn: arn }))).CertificateAuthority ??
  {};

export const statusOf = async (pca: ACMPCAClient, arn: string): Promise<string | undefined> =>
  (await describeAuthority(pca, arn)).Status;

/** Certificate and chain of a CA; the chain is empty for a root. */
export async function chainOf(pca: ACMPCAClient, arn: string): Promise<{ certificate: string; chain: string }> {
  const answer = await pca.send(new GetCertificateAuthorityCertificateCommand({ CertificateAuthorityArn: arn }));
  return { certificate: answer.Certificate ?? '', chain: answer.CertificateChain ?? '' };
}

/** What makes a CA renewable by ACM. */
export const ALL_ACTIONS = ['IssueCertificate', 'GetCertificate', 'ListPermissions'] as const;
