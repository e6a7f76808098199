import { initialsOf, type Name, plainText } from './text.js';

/**
 * A name somebody chose, as text that cannot turn around what stands beside it.
 * A name of invisible characters alone is given a visible one.
 */
export function NameText({ name }: { readonly name: Name }) {
  const text = String(name);
  const visible = /[\p{L}\p{N}\p{P}\p{S}]/u.test(text);
  return <bdi class="name">{visible ? text : plainText(name)}</bdi>;
}

/** Stands where there is no picture of somebody. */
export function Initials({ name }: { readonly name: Name }) {
  return (
    <span class="initials" aria-hidden="true">
      {initialsOf(name)}
    </span>
  );
}
