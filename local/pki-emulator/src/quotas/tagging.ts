/** Requests per second, account and region (Tag Editor user guide, "Service quotas"). */
export const TAGGING_RATES: Readonly<Record<string, number>> = { GetResources: 15 };
