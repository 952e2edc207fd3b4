import { played, scheduleOf } from './schedules.ts';
test('campaign', async () => {
  const from = Number(process.env['FIRST'] ?? 1),
    n = Number(process.env['SEEDS'] ?? 100);
  const t = performance.now();
  let bad = 0;
  for (let seed = from; seed < from + n; seed++) {
    const s = scheduleOf(seed);
    const o = await played(s);
    if (o.told.length) {
      bad++;
      process.stdout.write(JSON.stringify(s) + '\n  ' + o.told.map((x) => x.slice(0, 420)).join('\n  ') + '\n');
    }
  }
  process.stdout.write(`${n} in ${performance.now() - t} ms, bad ${bad}\n`);
}, 600000);
