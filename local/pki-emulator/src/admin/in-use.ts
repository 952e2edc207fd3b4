import { z } from 'zod';
import { parseAcmArn } from '../arns.ts';
import { AdminRefusal, route } from './route.ts';

/** Which resources use a certificate: what integrated services would have told ACM. */
export const setInUse = route({
  method: 'POST',
  path: '/certificates/in-use',
  input: z.strictObject({ certificateArn: z.string(), inUseBy: z.array(z.string().startsWith('arn:')) }),
  answer({ certificateArn, inUseBy }, { state, agenda }) {
    const { account, region } = parseAcmArn(certificateArn);
    const certificate = state.scope(account, region).certificates.get(certificateArn);
    if (!certificate)
      throw new AdminRefusal('certificateArn', `certificateArn: there is no certificate ${certificateArn}`);
    certificate.inUseBy = [...new Set(inUseBy)];
    agenda.plan(certificateArn);
    return { certificateArn, inUseBy: certificate.inUseBy };
  },
});
