/** The mark and the name, on every page at the same place. */
export function Logo() {
  return (
    <svg class="mark" viewBox="0 0 32 32" aria-hidden="true" focusable="false">
      <path class="mark-board" d="M4 5h24v22H4z" />
      <path class="mark-note" d="M8 9h9v7H8zM20 9h4v4h-4zM8 19h6v4H8zM17 17h7v6h-7z" />
    </svg>
  );
}
