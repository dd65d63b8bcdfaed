import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { initials } from '../i18n/format';
import { cx } from './cx';
import { Icon } from './Icon';
import s from './people.module.css';

export type Shape = 'colleague' | 'team' | 'outside';

const hues = [s.c1, s.c2, s.c3, s.c4, s.c5, s.c6, s.c7, s.c8];

/** One of eight colours, always the same for the same id. */
function hue(id: string): string | undefined {
  let sum = 0;
  for (const sign of id) sum += sign.codePointAt(0) ?? 0;
  return hues[sum % hues.length];
}

/** Shape says who: a circle a colleague, a leaf a team, a square somebody outside. */
export function Avatar({ id, name, shape = 'colleague', size }: { id: string; name: string; shape?: Shape; size?: 'xs' | 'lg' }) {
  const common = cx(s.av, size && s[size]);
  if (shape === 'outside') {
    return (
      <span className={cx(common, s.out)} aria-hidden="true">
        <Icon name="customer" />
      </span>
    );
  }
  const letters = shape === 'team' ? name.slice(0, 2) : initials(name);
  return (
    <span className={cx(common, hue(id), shape === 'team' && s.team)} aria-hidden="true">
      {letters}
    </span>
  );
}

interface WhoProps {
  id: string;
  name: string;
  shape?: Shape;
  role?: string;
  below?: ReactNode;
  size?: 'xs' | 'lg';
  /** The name leads there. */
  href?: string | undefined;
}

export function Who(props: WhoProps) {
  return (
    <span className={s.who}>
      <Avatar id={props.id} name={props.name} {...(props.shape && { shape: props.shape })} {...(props.size && { size: props.size })} />
      <span>
        {props.role && <span className={s.role}>{props.role}</span>}
        <b>{props.href ? <Link href={props.href}>{props.name}</Link> : props.name}</b>
        {props.below && <small>{props.below}</small>}
      </span>
    </span>
  );
}

/** A name with a small picture, inside a sentence or a list. */
export function MiniWho({ id, name }: { id: string; name: string }) {
  return (
    <span className={s.mini}>
      <Avatar id={id} name={name} size="xs" />
      {name}
    </span>
  );
}
