import { cx } from './cx';
import s from './icon.module.css';
import { type IconName, icons } from './icons';

/** A drawing beside words; it never stands for them, so it is silent to a screen reader. */
export function Icon({ name, size }: { name: IconName; size?: 's' | 'l' }) {
  return (
    <svg className={cx(s.icon, size && s[size])} viewBox="0 0 24 24" aria-hidden="true">
      <path d={icons[name]} />
    </svg>
  );
}
