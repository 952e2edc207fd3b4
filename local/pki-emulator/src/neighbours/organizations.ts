import { ServiceError } from '../errors.ts';
import type { Neighbour } from './neighbour.ts';

/** No account is in an organisation: DescribeOrganization says so. */
export const organizations: Neighbour = {
  service: 'organizations',
  besideCloud: false,
  unknown: 'UnknownOperationException',
  operations: {
    DescribeOrganization: {
      members: [],
      answer() {
        throw new ServiceError('AWSOrganizationsNotInUseException', 'Your account is not a member of an organization.');
      },
    },
  },
};
