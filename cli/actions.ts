import type { Terminal } from '../core/runtime/terminal.ts';
import type { ExitCode } from './exit-codes.ts';
import type { AlertActions } from './alert-program.ts';
import type { DrillActions } from './drill-program.ts';
import type { FindingActions } from './finding-program.ts';
import type { Actions } from './program.ts';
import type { SweepActions } from './sweep-program.ts';

/**
 * What the commands do. Each is loaded when it is needed: the SDK takes a second, help and complaints don't.
 * @param end is told the exit code of what was done
 */
export function actionsOn(terminal: Terminal, end: (exitCode: ExitCode) => void): Actions {
  return {
    async audit(options) {
      const { runAudit } = await import('./audit/command.ts');
      end(await runAudit(options, terminal));
    },
    async explain(arn, options) {
      const { runExplain } = await import('./explain/command.ts');
      end(await runExplain(arn, options, terminal));
    },
    async plan(certificate, route, options) {
      const { runPlan } = await import('./plan/command.ts');
      end(await runPlan(certificate, route, options, terminal));
    },
    async reissue(certificate, route, options) {
      const { runReissue } = await import('./reissue/command.ts');
      end(await runReissue(certificate, route, options, terminal));
    },
    async answer(answer, id, options) {
      const { runAnswer } = await import('./approval/command.ts');
      end(await runAnswer(answer, id, options, terminal));
    },
    async mode(mode, options) {
      const { runMode } = await import('./mode/command.ts');
      end(await runMode(mode, options, terminal));
    },
    async showRoute(subject, options) {
      const { runShowRoute } = await import('./route/command.ts');
      end(await runShowRoute(subject, options, terminal));
    },
    async setRoute(subject, route, options) {
      const { runSetRoute } = await import('./route/command.ts');
      end(await runSetRoute(subject, route, options, terminal));
    },
    async removeRoute(subject, members, options) {
      const { runRemoveRoute } = await import('./route/command.ts');
      end(await runRemoveRoute(subject, members, options, terminal));
    },
    async budget(options) {
      const { runBudget } = await import('./budget/command.ts');
      end(await runBudget(options, terminal));
    },
    ...sweepActionsOn(terminal, end),
    ...alertActionsOn(terminal, end),
    ...drillActionsOn(terminal, end),
    ...findingActionsOn(terminal, end),
  };
}

function sweepActionsOn(terminal: Terminal, end: (exitCode: ExitCode) => void): SweepActions {
  return {
    async sweep(asked, options) {
      const { runSweep } = await import('./sweep/command.ts');
      end(await runSweep(asked, options, terminal));
    },
    async status(options) {
      const { runStatus } = await import('./status/command.ts');
      end(await runStatus(options, terminal));
    },
    async inventory(filter, options) {
      const { runInventory } = await import('./inventory/command.ts');
      end(await runInventory(filter, options, terminal));
    },
    async showScopes(name, options) {
      const { runShowScopes } = await import('./scope/command.ts');
      end(await runShowScopes(name, options, terminal));
    },
    async setScope(name, given, options) {
      const { runSetScope } = await import('./scope/command.ts');
      end(await runSetScope(name, given, options, terminal));
    },
    async removeScope(name, members, options) {
      const { runRemoveScope } = await import('./scope/command.ts');
      end(await runRemoveScope(name, members, options, terminal));
    },
  };
}

function alertActionsOn(terminal: Terminal, end: (exitCode: ExitCode) => void): AlertActions {
  return {
    async showAlertRoutes(options) {
      const { runShowAlertRoutes } = await import('./alert-routes/command.ts');
      end(await runShowAlertRoutes(options, terminal));
    },
    async setAlertRoutes(file, options) {
      const { runSetAlertRoutes } = await import('./alert-routes/command.ts');
      end(await runSetAlertRoutes(file, options, terminal));
    },
    async removeAlertRoutes(options) {
      const { runRemoveAlertRoutes } = await import('./alert-routes/command.ts');
      end(await runRemoveAlertRoutes(options, terminal));
    },
    async whoIsTold(whom, options) {
      const { runWhoIsTold } = await import('./alert-routes/command.ts');
      end(await runWhoIsTold(whom, options, terminal));
    },
  };
}

function findingActionsOn(terminal: Terminal, end: (exitCode: ExitCode) => void): FindingActions {
  return {
    async findings(filter, options) {
      const { runFindings } = await import('./findings/command.ts');
      end(await runFindings(filter, options, terminal));
    },
    async mute(asked, options) {
      const { runMute } = await import('./mute/command.ts');
      end(await runMute(asked, options, terminal));
    },
    async unmute(asked, options) {
      const { runUnmute } = await import('./mute/command.ts');
      end(await runUnmute(asked, options, terminal));
    },
  };
}

function drillActionsOn(terminal: Terminal, end: (exitCode: ExitCode) => void): DrillActions {
  return {
    async drillKinds(options) {
      const { runDrillKinds } = await import('./drill/command.ts');
      end(await runDrillKinds(options));
    },
    async drill(kind, arn, options) {
      const { runDrill } = await import('./drill/command.ts');
      end(await runDrill(kind, arn, options, terminal));
    },
  };
}
