import c from '../../ui/controls.module.css';
import { cx } from '../../ui/cx';
import { FieldNote } from '../../ui/Field';
import { Icon } from '../../ui/Icon';

/** Some of several. */
export function Picks(props: {
  label: string;
  hint?: string;
  options: readonly { value: string; label: string }[];
  chosen: string[];
  error: string | null;
  onChange: (chosen: string[]) => void;
}) {
  const { chosen, onChange } = props;
  return (
    <fieldset className={c.field}>
      <legend className={c.label}>{props.label}</legend>
      <div className={c.chips}>
        {props.options.map(({ value, label }) => (
          <label key={value} className={cx(c.chip, c.pick)}>
            <input
              type="checkbox"
              checked={chosen.includes(value)}
              onChange={(event) => onChange(event.target.checked ? [...chosen, value] : chosen.filter((one) => one !== value))}
            />
            <Icon name="check" size="s" />
            {label}
          </label>
        ))}
      </div>
      {(props.error ?? props.hint) && <FieldNote error={props.error !== null} text={props.error ?? props.hint ?? ''} />}
    </fieldset>
  );
}
