import { z } from 'zod';
import { acmArn } from '../../validation/members.ts';
import { operation } from '../../wire/operation.ts';
import { certificateFor } from '../access.ts';
import { detailOf } from '../description.ts';

export const describeCertificate = operation({
  name: 'DescribeCertificate',
  changes: false,
  input: z.strictObject({ CertificateArn: acmArn }),
  answer: ({ CertificateArn }, call) => ({
    Certificate: detailOf(certificateFor(call, CertificateArn), call.world.clock.now()),
  }),
});
