import { type ReactNode, useId } from 'react';
import { useI18n } from '../i18n';
import s from './controls.module.css';
import { cx } from './cx';
import { Icon } from './Icon';

interface Wiring {
  id: string;
  'aria-describedby'?: string;
  'aria-invalid'?: true;
}

interface FieldProps {
  label: string;
  hint?: string | undefined;
  optional?: boolean;
  error?: string | null | undefined;
  children: (wiring: Wiring) => ReactNode;
}

/** A label, its input, and what is wrong with it, tied together for a screen reader. */
export function Field({ label, hint, optional, error, children }: FieldProps) {
  const id = useId();
  const { t } = useI18n();
  const below = error ?? hint;
  const wiring: Wiring = { id };
  if (below) wiring['aria-describedby'] = `${id}-hint`;
  if (error) wiring['aria-invalid'] = true;
  return (
    <div className={s.field}>
      <label className={s.label} htmlFor={id}>
        {label} {optional && <span className={s.hint}>{t('field.optional')}</span>}
      </label>
      {children(wiring)}
      {below && <FieldNote id={`${id}-hint`} error={!!error} text={below} />}
    </div>
  );
}

export function FieldNote({ id, error, text }: { id?: string; error?: boolean; text: string }) {
  return (
    <p className={cx(s.hint, error && s.err)} id={id}>
      {error && <Icon name="alert" size="s" />}
      {text}
    </p>
  );
}

interface SegProps<T extends string> {
  label: string;
  value: T;
  options: readonly { value: T; label: string }[];
  onChange: (value: T) => void;
}

/** One of a few: radio buttons in a row. */
export function Seg<T extends string>({ label, value, options, onChange }: SegProps<T>) {
  const name = useId();
  return (
    <div className={s.seg} role="radiogroup" aria-label={label}>
      {options.map((option) => (
        <label key={option.value}>
          <input type="radio" name={name} checked={option.value === value} onChange={() => onChange(option.value)} />
          {option.label}
        </label>
      ))}
    </div>
  );
}
