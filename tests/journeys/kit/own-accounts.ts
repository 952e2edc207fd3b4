/** The accounts of journeys that deploy a RenewGuard of their own: listed here, so that no two take the same one. */
export const ownAccounts = {
  certificateLives: '888800001111',
  inTime: '888800002222',
  held: '888800003333',
  secrets: '888800004444',
  stopped: '888800005555',
  commandLine: '888800006666',
  sweep: '888800007777',
  organization: '888800008888',
  repair: '888800009999',
  alertRoutes: '888811110000',
  sweepCommands: '888811110001',
  ownAccount: '999900001111',
  fireDrill: '888811112222',
  lifecycle: '888811113333',
} as const;
