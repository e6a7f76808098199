import type { Identifier } from '../../client/index.js';
import { initialsOf, plainText } from './text.js';

/**
 * A name somebody chose, as text that cannot turn around what stands beside it.
 * A name of invisible characters alone is given a visible one.
 */
export function NameText({ name }: { readonly name: Identifier }) {
  const text = String(name);
  const visible = /[\p{L}\p{N}\p{P}\p{S}]/u.test(text);
  return <bdi class="name">{visible ? text : plainText(name)}</bdi>;
}

/** Stands where there is no picture of somebody. */
export function Initials({ name }: { readonly name: Identifier }) {
  return (
    <span class="initials" aria-hidden="true">
      {initialsOf(name)}
    </span>
  );
}
