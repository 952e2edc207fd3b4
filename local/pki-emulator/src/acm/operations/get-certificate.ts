import { z } from 'zod';
import { acmArn } from '../../validation/members.ts';
import { operation } from '../../wire/operation.ts';
import { certificateFor } from '../access.ts';
import { issuedMaterial, pemsOf } from '../issued-material.ts';

export const getCertificate = operation({
  name: 'GetCertificate',
  changes: false,
  input: z.strictObject({ CertificateArn: acmArn }),
  answer: ({ CertificateArn }, call) => pemsOf(issuedMaterial(certificateFor(call, CertificateArn))),
});
