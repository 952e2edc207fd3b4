import { DONE_EXIT_CODES_EXPLAINED } from './exit-codes.ts';
import { rightsText } from './rights.ts';

export const ALERT_ROUTES_HELP = `
A route names conditions (owners, businessUnits, accounts, severities, codes, kinds) and channels. All conditions must hold, each
by any of its values; a route without one fits everything. Every route that fits counts. What none fits goes to the default topic.

Channels: topic (the default one), sns:<topic ARN>, chat:<topic ARN> (Amazon Q Developer in chat applications), webhook:<name>,
whose secret renewguard/webhook/<name> holds {"url": "https://…", "hmacKey": "…", "format": "renewguard|slack|teams|pagerduty"}.

Examples:
  renewguard alert-routes show
  renewguard alert-routes set routes.json
  echo '{"routes": [{"name": "payments", "owners": ["payments"], "channels": ["webhook:payments"]}]}' | renewguard alert-routes set -
  renewguard alert-routes who --severity critical --owner payments

${rightsText('alertRoutes')}

${DONE_EXIT_CODES_EXPLAINED}`;
