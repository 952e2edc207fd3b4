/** The accounts of the tests: the owner of the CAs, and two that use them. */
export const PKI = '111122223333';
export const PAYMENTS = '222233334444';
export const WEB = '333344445555';

/** The account that nobody can read. */
export const STRANGER = '999988887777';

export const AUTHORITY_ID = '11111111-2222-3333-4444-555555555555';

export const AUTHORITY_ARN = `arn:aws:acm-pca:eu-west-1:${PKI}:certificate-authority/${AUTHORITY_ID}`;
