import { alertingPorts } from '../../core/aws/alerting-ports.ts';
import { lambdaFunction } from '../../core/runtime/function.ts';
import { deliverAlerts, deliverAlertsInput } from './deliver-alerts.ts';

export const handler = lambdaFunction('deliver-alerts', deliverAlertsInput, (runtime) =>
  deliverAlerts(alertingPorts(runtime)),
);
