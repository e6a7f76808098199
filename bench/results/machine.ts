import { availableParallelism, cpus, release, type } from 'node:os';

/** The facts of a machine that decide how its figures compare with others'. */
export function machineFacts() {
  return {
    system: `${type()} ${release()}`,
    cpu: cpus()[0]?.model ?? 'unknown',
    cores: availableParallelism(),
  };
}
