import {
  type Connection,
  type ConnectionId,
  type EngineEvent,
  errors,
  type Notice,
  type Protocol,
  type ProtocolContext,
  type ProtocolInstance,
  type Session,
} from '../../../src/protocol.js';

/** Rooms in which everybody hears all that anybody says, as it was said: README.md. */
export const echoProtocol: Protocol = {
  title: 'echo',
  defaultPort: 9000,
  greeting: 'Callboard: an echo. Open a WebSocket with ?room=R, or for the lobby without.',
  clientsReconnect: true,
  messages: { received: ['text'], sent: ['echo', 'error'] },
  create: (context) => new EchoInstance(context),
};

class EchoInstance implements ProtocolInstance {
  readonly #context: ProtocolContext;
  readonly #connections = new Map<ConnectionId, Connection>();

  constructor(context: ProtocolContext) {
    this.#context = context;
  }

  open(connection: Connection, { query }: { readonly query: string | null }): Session {
    const { authenticator, limits } = this.#context;
    const room = new URLSearchParams(query ?? '').get('room') ?? 'lobby';
    this.#connections.set(connection.id, connection);
    if (authenticator !== null) this.refuse(connection, { code: 'unauthorized' });
    else if (Buffer.byteLength(room) > limits.maxNameBytes && limits.refuses('maxNameBytes')) {
      this.refuse(connection, { code: 'name-too-long' });
    } else this.#join(connection, room);
    return this.#sessionOf(connection, room);
  }

  refuse(connection: Connection, { code }: Notice): void {
    const { message, closeCode } = errors[code];
    connection.countRejection(code);
    connection.send(message, 'error');
    connection.close(closeCode ?? 1008, code);
  }

  render(event: EngineEvent): void {
    if (event.type === 'message-sent') {
      const { room, message } = event;
      if (room.key.namespace !== this.#context.rooms.namespace) return;
      const text: unknown = JSON.parse(message.content);
      this.#context.broadcaster.publish(room.epoch, String(text), 'echo');
    } else if (event.type === 'joined') {
      this.#connections.get(event.connection)?.subscribe(event.room.epoch);
    } else if (event.type === 'join-rejected') {
      const connection = this.#connections.get(event.connection);
      if (connection !== undefined) this.refuse(connection, event);
    }
  }

  #join(connection: Connection, roomId: string): void {
    const { id: userId } = connection;
    const names = { userId, userName: userId, roomName: roomId, password: '' };
    const past = { resumeToken: null, history: 0, recover: null };
    const room = { namespace: this.#context.rooms.namespace, roomId };
    this.#context.dispatch({
      type: 'join',
      connection: userId,
      room,
      seat: 'own',
      ...names,
      ...past,
    });
  }

  #sessionOf(connection: Connection, roomId: string): Session {
    const context = this.#context;
    const { limits } = context;
    const { id } = connection;
    return {
      receive: (message) => {
        connection.countReceived('text', message.byteLength);
        if (message.byteLength > limits.maxChatBytes && limits.refuses('maxChatBytes')) {
          connection.countRejection('message-too-large');
          connection.send(errors['message-too-large'].message, 'error');
          return;
        }
        const content = JSON.stringify(Buffer.from(message).toString());
        const claim = { roomId, userId: id };
        context.dispatch({
          type: 'send-message',
          connection: id,
          claim,
          content,
          clientMessageId: null,
        });
      },
      closed: ({ reason }) => {
        this.#connections.delete(id);
        const why = reason === 'goodbye' ? 'left' : 'disconnected';
        if (reason !== 'moved')
          context.dispatch({ type: 'leave', connection: id, claim: null, reason: why });
      },
      notify: ({ code }) => {
        connection.countRejection(code);
        connection.send(errors[code].message, 'error');
      },
      end: (notice) => {
        this.refuse(connection, notice);
      },
      overwhelmed: () => {
        const { message, closeCode } = errors['slow-consumer'];
        connection.countRejection('slow-consumer');
        return { frame: message, type: 'error', closeCode, reason: 'slow-consumer' };
      },
      relieved: () => undefined,
    };
  }
}
