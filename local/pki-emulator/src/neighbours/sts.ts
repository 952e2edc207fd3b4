import { rootArn } from '../arns.ts';
import type { Neighbour } from './neighbour.ts';

/** STS GetCallerIdentity, so that clients work against the emulator alone: a caller nobody tells is its account's root. */
export const sts: Neighbour = {
  service: 'sts',
  besideCloud: true,
  unknown: 'InvalidAction',
  operations: {
    GetCallerIdentity: {
      members: [],
      answer: ({ account, principal, region }) => ({
        Arn: principal?.arn ?? rootArn(account, region),
        UserId: principal?.id ?? account,
        Account: account,
      }),
    },
  },
};
