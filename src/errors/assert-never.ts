/** Marks the end of a `switch` over a union: fails to compile if a case is missing. */
export function assertNever(value: never): never {
  throw new Error(`unreachable: ${JSON.stringify(value)}`);
}
