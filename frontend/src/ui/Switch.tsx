import { useId } from 'react';
import s from './switch.module.css';

interface SwitchProps {
  label: string;
  text?: string;
  checked: boolean;
  onChange: (checked: boolean) => void;
}

/** On or off, at once. */
export function Switch({ label, text, checked, onChange }: SwitchProps) {
  const id = useId();
  return (
    <div>
      <div className={s.row}>
        <label htmlFor={id}>{label}</label>
        <input
          id={id}
          className={s.switch}
          type="checkbox"
          role="switch"
          aria-describedby={text ? `${id}-text` : undefined}
          checked={checked}
          onChange={(event) => onChange(event.target.checked)}
        />
      </div>
      {text && (
        <p className={s.text} id={`${id}-text`}>
          {text}
        </p>
      )}
    </div>
  );
}
