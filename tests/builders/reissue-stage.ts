import type { CertificateRequest } from '../../core/domain/reissue/issuance.ts';
import { generateKey } from '../../core/pki/keys.ts';
import { writeSigningRequest } from '../../core/pki/signing-request.ts';
import { subjectAlternativeName } from '../../local/pki-emulator/src/x509/extension.ts';
import { nameOf } from '../../local/pki-emulator/src/x509/names.ts';
import { ReissueWorld } from '../fakes/reissue-world.ts';
import { AUTHORITY_ARN } from './accounts.ts';
import { templateArn } from './private-authority.ts';

const DAY = 86_400_000;

/** A certificate that somebody asked the CA for, with its key, in a world where it will soon end. */
export async function issuedForSomebody(
  world: ReissueWorld,
  wish: { readonly days?: number; readonly name?: string } = {},
) {
  const { days = 90, name = 'web.example.com' } = wish;
  const key = await generateKey('EC_prime256v1');
  const csr = writeSigningRequest(
    {
      subject: nameOf({ CommonName: name, Organization: 'Example', Country: 'DE' }).toString('base64'),
      extensions: [subjectAlternativeName([{ kind: 'dns', value: name }])].map(({ type, critical, value }) => ({
        oid: type,
        critical,
        value: value.toString('base64'),
      })),
    },
    key,
  );
  const now = await world.clock.now();
  const request: CertificateRequest = {
    authorityArn: AUTHORITY_ARN,
    templateArn: templateArn('EndEntityCertificate'),
    signingAlgorithm: 'SHA256WITHECDSA',
    notAfter: Math.floor((now.getTime() + days * DAY) / 1000),
  };
  const arn = await world.issuer.issueCertificate(request, csr, `somebody's ${name}`);
  return { key, ...world.issuer.issued.get(arn)! };
}
