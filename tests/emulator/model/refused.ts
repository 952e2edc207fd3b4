import type { ServiceName } from './botocore.ts';

/** Operations of the models that the emulator refuses by name (issue 5: the ACME and domain-validation families). */
export const REFUSED: Readonly<Record<ServiceName, readonly string[]>> = {
  acm: [
    'CreateAcmeDomainValidation',
    'CreateAcmeEndpoint',
    'CreateAcmeExternalAccountBinding',
    'DeleteAcmeDomainValidation',
    'DeleteAcmeEndpoint',
    'DeleteAcmeExternalAccountBinding',
    'DescribeAcmeAccount',
    'DescribeAcmeDomainValidation',
    'DescribeAcmeEndpoint',
    'DescribeAcmeExternalAccountBinding',
    'GetAcmeExternalAccountBindingCredentials',
    'ListAcmeAccounts',
    'ListAcmeDomainValidations',
    'ListAcmeEndpoints',
    'ListAcmeExternalAccountBindings',
    'ListCertificateDomainValidations',
    'ListTagsForResource',
    'ResendValidationEmail',
    'RevokeAcmeAccount',
    'RevokeAcmeExternalAccountBinding',
    'TagResource',
    'UntagResource',
    'UpdateAcmeDomainValidation',
    'UpdateAcmeEndpoint',
  ],
  'acm-pca': [],
  rolesanywhere: [],
};
