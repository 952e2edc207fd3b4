import cliProgress, { type GenericFormatter } from 'cli-progress';

/** What takes less time needs no progress shown. */
const QUIET_MILLISECONDS = 2000;

/** Shows how far the descriptions of certificates have come, in all regions together. */
export interface Progress {
  region(region: string, done: number, total: number): void;
  stop(): void;
}

const SILENT: Progress = { region: () => undefined, stop: () => undefined };

/** Before the first description there is nothing to count, before the second nothing to foresee. */
const format: GenericFormatter = (options, { progress, value, total, eta }) => {
  if (total === 0) return 'listing certificates …';
  const { BarFormat, TimeFormat } = cliProgress.Format;
  const left = eta === 0 ? '' : `, ${TimeFormat(eta, options, 1)} left`;
  return `${BarFormat(progress, options)} ${value} of ${total} certificates read for the first time${left}`;
};

/** A bar on a terminal; elsewhere nothing, for a log has no use for it. */
export function progressOn(stream: NodeJS.WriteStream): Progress {
  if (!stream.isTTY) return SILENT;
  const regions = new Map<string, { readonly done: number; readonly total: number }>();
  const sum = (of: 'done' | 'total'): number => [...regions.values()].reduce((all, each) => all + each[of], 0);
  const bar = new cliProgress.SingleBar(
    { stream, format, clearOnComplete: true, gracefulExit: false, etaBuffer: 100 },
    cliProgress.Presets.shades_classic,
  );
  const start = setTimeout(() => bar.start(sum('total'), sum('done')), QUIET_MILLISECONDS);
  return {
    region(region, done, total) {
      regions.set(region, { done, total });
      bar.setTotal(sum('total'));
      bar.update(sum('done'));
    },
    stop() {
      clearTimeout(start);
      bar.stop();
    },
  };
}
