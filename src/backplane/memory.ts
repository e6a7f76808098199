import type { Backplane, CommandReceiver } from './backplane.js';

/** The backplane of a single node: commands are received in the call that submits them. */
export function createMemoryBackplane<Command>(): Backplane<Command> {
  const queue: Command[] = [];
  let receiver: CommandReceiver<Command> = () => {
    throw new Error('submit was called before receiveWith');
  };
  let delivering = false;
  let closed = false;

  function deliverAll(): void {
    delivering = true;
    try {
      for (let next = queue.shift(); next !== undefined; next = queue.shift()) receiver(next);
    } finally {
      delivering = false;
    }
  }

  return {
    submit(command) {
      if (closed) return;
      queue.push(command);
      if (!delivering) deliverAll();
    },
    receiveWith(next) {
      receiver = next;
    },
    close() {
      closed = true;
      queue.length = 0;
    },
  };
}
