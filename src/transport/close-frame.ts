/** The room that RFC 6455, section 5.5, leaves for the reason: 125 bytes less the code. */
const maxReasonBytes = 123;

/**
 * Whether a code may stand in a close frame (RFC 6455, section 7.4). The native
 * module sends whatever it is given, and clients take the rest for a protocol
 * error.
 */
export function isSendableCloseCode(code: number): boolean {
  return (
    (code >= 1000 && code <= 1003) ||
    (code >= 1007 && code <= 1014) ||
    (code >= 3000 && code <= 4999)
  );
}

/** @throws RangeError if the code may not stand in a close frame */
export function checkedCloseCode(code: number): number {
  if (!isSendableCloseCode(code)) throw new RangeError(`close code ${String(code)}`);
  return code;
}

/** Cuts a reason to what a close frame can carry, between characters. */
export function fitCloseReason(reason: string): string {
  const bytes = new Uint8Array(maxReasonBytes);
  const { written } = new TextEncoder().encodeInto(reason, bytes);
  return new TextDecoder().decode(bytes.subarray(0, written));
}

/** Whether a client's close code says goodbye: done (1000), going away (1001) or none (1005). */
export function isGoodbye(code: number): boolean {
  return code === 1000 || code === 1001 || code === 1005;
}
