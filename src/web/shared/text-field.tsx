import type { RefObject, TargetedInputEvent } from 'preact';

interface TextFieldProps {
  readonly label: string;
  readonly isOptional?: boolean;
  readonly name: string;
  readonly value: string;
  readonly field?: RefObject<HTMLInputElement | null>;
  readonly isPassword?: boolean;
  readonly autocomplete: 'off' | 'nickname' | 'new-password';
  readonly placeholder?: string;
  readonly maxLength?: number;
  readonly isRequired?: boolean;
  readonly isWrong?: boolean;
  /** The id of an element that says more. */
  readonly describedBy?: string;
  readonly onChange: (text: string) => void;
}

/** A line to write in, with its label. */
export function TextField({ label, field, isOptional, isPassword, ...props }: TextFieldProps) {
  const attributes = {
    ref: field ?? null,
    class: 'input',
    name: props.name,
    autocomplete: props.autocomplete,
    placeholder: props.placeholder,
    maxLength: props.maxLength,
    required: props.isRequired,
    'aria-invalid': props.isWrong,
    'aria-describedby': props.describedBy,
    dir: 'auto' as const,
    value: props.value,
    onInput: (event: TargetedInputEvent<HTMLInputElement>) => {
      props.onChange(event.currentTarget.value);
    },
  };
  return (
    <label class="field">
      <span class="field-label">
        {label}
        {isOptional === true && <span class="optional"> (optional)</span>}
      </span>
      {isPassword === true ? (
        <input type="password" {...attributes} />
      ) : (
        <input type="text" {...attributes} />
      )}
    </label>
  );
}
