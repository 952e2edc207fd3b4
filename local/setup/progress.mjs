const frames = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];
const quietFor = 2_000;
const remindEvery = 15_000;

const seconds = (since) => `${((performance.now() - since) / 1000).toFixed(1)} s`;

/**
 * Shows steps while they run: one live line on a terminal, plain lines elsewhere.
 * Steps may run side by side; the live line names all of them.
 */
export function createProgress(stream = process.stdout) {
  const live = Boolean(stream.isTTY) && !process.env['CI'];
  const colour = live && !process.env['NO_COLOR'];
  const paint = (code, text) => (colour ? `\u001b[${code}m${text}\u001b[0m` : text);
  const active = new Set();
  let frame = 0;
  let ticker;

  const clear = () => live && active.size > 0 && stream.write('\r\u001b[2K');
  const draw = () => {
    const names = [...active].map(({ title, since }) => `${title} ${seconds(since)}`).join(' · ');
    const line = `${frames[frame++ % frames.length]} ${names}`.slice(0, (stream.columns ?? 80) - 1);
    stream.write(`\r\u001b[2K${line}`);
  };
  const remind = () => {
    for (const step of active) {
      const waited = performance.now() - step.since;
      if (waited < step.nextReminder) continue;
      stream.write(`… ${step.title} (${Math.round(waited / 1000)} s)\n`);
      step.nextReminder += remindEvery;
    }
  };
  const begin = (step) => {
    active.add(step);
    ticker ??= setInterval(live ? draw : remind, live ? 100 : 500);
    ticker.unref();
  };
  const end = (step, mark, note) => {
    clear();
    active.delete(step);
    stream.write(`${mark} ${step.title}${paint(2, ` (${note ? `${note}, ` : ''}${seconds(step.since)})`)}\n`);
    if (active.size > 0) return;
    clearInterval(ticker);
    ticker = undefined;
  };

  return {
    /** Runs `work`. The note it returns, as a string or a property, is shown beside it; `ok: false` marks it as failed. */
    async step(title, work) {
      const step = { title, since: performance.now(), nextReminder: quietFor };
      begin(step);
      try {
        const result = await work();
        const mark = result?.ok === false ? paint(31, '✗') : paint(32, '✓');
        end(step, mark, typeof result === 'string' ? result : (result?.note ?? ''));
        return result;
      } catch (error) {
        end(step, paint(31, '✗'), 'failed');
        throw error;
      }
    },
    /** Prints a line without disturbing the live one. */
    say(line) {
      clear();
      stream.write(`${line}\n`);
    },
  };
}
