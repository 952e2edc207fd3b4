import { z } from 'zod';
import { maxResults, nextToken } from '../../validation/members.ts';
import type { Call } from '../../wire/call.ts';
import { operation } from '../../wire/operation.ts';
import { type Authority, isGone } from '../authority.ts';
import { descriptionOf } from '../description.ts';
import { nextTokenOf, paged } from '../paged.ts';
import { allows } from '../policy/statements.ts';

/** The caller's CAs of the region (SELF), or those that other accounts share with it. */
export const listCertificateAuthorities = operation({
  name: 'ListCertificateAuthorities',
  changes: false,
  input: z.strictObject({
    MaxResults: maxResults,
    NextToken: nextToken,
    ResourceOwner: z.enum(['SELF', 'OTHER_ACCOUNTS']).default('SELF'),
  }),
  answer(request, call) {
    const now = call.world.clock.now();
    const found = request.ResourceOwner === 'SELF' ? own(call) : shared(call);
    const kept = found.filter((authority) => !isGone(authority, now));
    const page = paged(kept, `authorities-${request.ResourceOwner}`, request);
    return { CertificateAuthorities: page.items.map((each) => descriptionOf(each, now)), ...nextTokenOf(page) };
  },
});

const own = (call: Call): Authority[] => [...call.world.state.scope(call.account, call.region).authorities.values()];

const shared = (call: Call): Authority[] =>
  call.world.state
    .authoritiesIn(call.region)
    .filter(({ owner }) => owner !== call.account)
    .filter(({ policy }) =>
      allows(policy?.statements ?? [], { account: call.account, action: 'DescribeCertificateAuthority' }),
    );
