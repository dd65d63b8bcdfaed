import { useId, useState } from 'react';
import s from './switch.module.css';

interface SwitchProps {
  label: string;
  text?: string;
  checked: boolean;
  onChange: (checked: boolean) => void;
}

/** On or off, at once: it stays turned until `checked` follows, which takes a moment even where it is expected. */
export function Switch({ label, text, checked, onChange }: SwitchProps) {
  const id = useId();
  const [turned, setTurned] = useState<{ from: boolean } | null>(null);
  if (turned && turned.from !== checked) setTurned(null);
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
          checked={turned ? !turned.from : checked}
          onChange={({ target }) => {
            setTurned(target.checked === checked ? null : { from: checked });
            onChange(target.checked);
          }}
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
