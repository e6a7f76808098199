/** Hears every command of the cluster, in the cluster's order. Must not throw. */
export type CommandReceiver<Command> = (command: Command) => void;

/**
 * How nodes agree on what happened: commands go in at any node and come out at
 * every node. Each node's engine applies what comes out, and so they all see
 * the same rooms.
 *
 * An implementation guarantees:
 * 1. Every submitted command is received exactly once by every node, the
 *    submitting one included.
 * 2. Commands that one node submits are received in the order of submission.
 * 3. Commands for one room are received in the same order by every node.
 * 4. A command is never received inside the receiving of another one: what a
 *    receiver submits is received after it has returned.
 * 5. Nothing is received after `close`.
 *
 * It promises nothing about when: with the in-memory backplane a command is
 * usually received before `submit` returns, with a networked one it is not.
 *
 * It carries commands without looking into them: what they are is the engine's
 * business.
 */
export interface Backplane<Command> {
  /** Hands a command to the cluster. Ignored after `close`. */
  submit(command: Command): void;
  /** Sets who receives. Called once, before the first `submit`. */
  receiveWith(receiver: CommandReceiver<Command>): void;
  close(): void;
}
