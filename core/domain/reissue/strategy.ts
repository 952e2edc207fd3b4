/** How a certificate that ACM doesn't renew is replaced (docs: README, "Reissue"). */
export const STRATEGIES = ['acm-managed', 'acm-import', 'secret', 'same-key', 'export', 'notify'] as const;

export type Strategy = (typeof STRATEGIES)[number];

/** The strategies that issue or deliver something. */
export type ActingStrategy = Exclude<Strategy, 'notify'>;

/** The strategies for which RenewGuard makes a fresh key: it is the only one that ever holds it before the delivery. */
export const makesKey = (strategy: ActingStrategy): boolean => strategy === 'acm-import' || strategy === 'secret';

/** The strategies that ask the private CA itself, with a CSR. `acm-managed` asks ACM, `export` delivers what ACM renewed. */
export const asksAuthority = (strategy: ActingStrategy): boolean => makesKey(strategy) || strategy === 'same-key';
