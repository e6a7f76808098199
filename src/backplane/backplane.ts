/** The one that hears every command of the cluster, in the cluster's order. Must not throw. */
export type CommandReceiver<Command> = (command: Command) => void;

/**
 * The order of commands in a cluster: they go in at any node and come out at
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
 * 5. After `close` a node receives nothing, and nothing that it submits is received anywhere.
 *
 * It promises nothing about when: with the in-memory backplane a command is
 * usually received before `submit` returns, with a networked one it is not.
 *
 * It carries commands without looking into them. They are plain data, such as
 * JSON can carry without loss; texts may hold lone surrogates.
 */
export interface Backplane<Command> {
  /** Hands a command to the cluster. Ignored after `close`. */
  submit(command: Command): void;
  /** Sets the receiver of this node. Called once, before the first `submit`. */
  receiveWith(receiver: CommandReceiver<Command>): void;
  /** Ends this node's part in the cluster; what is still on its way to it is dropped. May be called again. */
  close(): void;
}
