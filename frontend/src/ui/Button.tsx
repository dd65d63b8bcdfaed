import type { ButtonHTMLAttributes, ReactNode } from 'react';
import { Link } from 'wouter';
import s from './controls.module.css';
import { cx } from './cx';

interface Look {
  look?: 'primary' | 'ghost' | 'danger' | 'solid' | undefined;
  small?: boolean;
  block?: boolean;
  icon?: boolean;
}

function classes({ look, small, block, icon }: Look): string {
  return cx(s.btn, look === 'solid' && s.danger, look && s[look], small && s.small, block && s.block, icon && s.icon);
}

type ButtonProps = Look & ButtonHTMLAttributes<HTMLButtonElement> & { busy?: boolean };

/** A button that does something here; while it does, it is busy and cannot be pressed twice. */
export function Button({ look, small, block, icon, busy, type = 'button', onClick, ...rest }: ButtonProps) {
  const styles = classes({ look, ...(small && { small }), ...(block && { block }), ...(icon && { icon }) });
  return <button {...rest} type={type} className={styles} aria-busy={busy ?? undefined} onClick={busy ? undefined : onClick} />;
}

/** A link that looks like a button, because it leads somewhere. */
export function LinkButton({ to, children, ...look }: Look & { to: string; children: ReactNode }) {
  return (
    <Link href={to} className={classes(look)}>
      {children}
    </Link>
  );
}
