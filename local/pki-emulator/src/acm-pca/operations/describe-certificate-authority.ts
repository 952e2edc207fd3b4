import { z } from 'zod';
import { pcaArn } from '../../validation/members.ts';
import { operation } from '../../wire/operation.ts';
import { authorityFor } from '../access.ts';
import { descriptionOf } from '../description.ts';

/** A CA in whatever state, a deleted one until its restoration window ends. */
export const describeCertificateAuthority = operation({
  name: 'DescribeCertificateAuthority',
  changes: false,
  input: z.strictObject({ CertificateAuthorityArn: pcaArn }),
  answer: ({ CertificateAuthorityArn }, call) => ({
    CertificateAuthority: descriptionOf(authorityFor(call, CertificateAuthorityArn), call.world.clock.now()),
  }),
});
