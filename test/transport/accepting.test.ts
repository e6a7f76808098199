import { expect, it } from 'vitest';

import { Accepting } from '../../src/transport/accepting.js';

/** A process that can open so many more files. */
function createProcess(): {
  free: number;
  isBroken: boolean;
  readonly log: string[];
  readonly accepting: Accepting;
} {
  const log: string[] = [];
  const state = { free: 1_000, isBroken: false, log };
  const acceptor = {
    pauseListening: () => log.push('pause'),
    resumeListening: () => {
      if (state.isBroken) throw new Error('somebody else has the port');
      log.push('resume');
    },
  };
  const accepting = new Accepting({
    acceptors: () => [acceptor, acceptor],
    canOpen: (count) => count <= state.free,
    onChange: (isAccepting) => log.push(String(isAccepting)),
  });
  return Object.assign(state, { accepting });
}

it('takes connections as long as there are descriptors', () => {
  const { accepting, log } = createProcess();
  accepting.look();
  expect(accepting.isAccepting).toBe(true);
  expect(log).toEqual([]);
});

it('refuses them on every port before the last descriptors are gone, and says so once', () => {
  const system = createProcess();
  system.free = 15;
  for (let look = 0; look < 3; look += 1) system.accepting.look();
  expect(system.accepting.isAccepting).toBe(false);
  expect(system.log).toEqual(['pause', 'pause', 'false']);
});

it('takes them again when there are clearly more', () => {
  const system = createProcess();
  system.free = 15;
  system.accepting.look();
  system.free = 31;
  system.accepting.look();
  expect(system.accepting.isAccepting).toBe(false);
  system.free = 32;
  system.accepting.look();
  expect(system.accepting.isAccepting).toBe(true);
  expect(system.log).toEqual(['pause', 'pause', 'false', 'resume', 'resume', 'true']);
});

it('tries again when a port cannot be had', () => {
  const system = createProcess();
  system.free = 0;
  system.accepting.look();
  system.free = 1_000;
  system.isBroken = true;
  expect(() => system.accepting.look()).toThrow('somebody else has the port');
  expect(system.accepting.isAccepting).toBe(false);
  system.isBroken = false;
  system.accepting.look();
  expect(system.log.slice(-3)).toEqual(['resume', 'resume', 'true']);
});

it('does nothing where nobody can pause', () => {
  const accepting = new Accepting({
    acceptors: () => [],
    canOpen: () => false,
    onChange: () => {
      throw new Error('nothing has changed');
    },
  });
  accepting.look();
  expect(accepting.isAccepting).toBe(true);
});
