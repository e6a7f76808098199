/** `npm run check`: the types beside everything else that needs no test, since each keeps one core busy. */
import { spawn } from 'node:child_process';
import process from 'node:process';

/** @param {string} script */
async function run(script) {
  const child = spawn('npm', ['run', script], { stdio: ['ignore', 'inherit', 'inherit'] });
  /** @type {number | null} */
  const code = await new Promise((resolve) => {
    child.once('close', resolve);
  });
  return { script, code };
}

const results = await Promise.all([run('typecheck'), run('lint')]);
for (const { script } of results.filter(({ code }) => code !== 0)) {
  console.error(`npm run ${script} has failed: see above`);
  process.exitCode = 1;
}
