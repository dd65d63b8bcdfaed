import type { ReactNode } from 'react';
import { isProblem } from '../api/problem';
import { useI18n } from '../i18n';
import { Wreath } from './art';
import { Button, LinkButton } from './Button';
import { cx } from './cx';
import { Icon } from './Icon';
import type { IconName } from './icons';
import l from './layout.module.css';
import s from './states.module.css';

interface NoteProps {
  tone?: 'ember' | 'sky' | 'ok' | 'bad';
  icon: IconName;
  title?: string;
  alert?: boolean;
  children?: ReactNode;
}

export function Note({ tone, icon, title, alert, children }: NoteProps) {
  return (
    <div className={cx(s.note, tone && s[tone])} role={alert ? 'alert' : undefined}>
      <Icon name={icon} />
      <div>
        {title && <b>{title}</b>}
        {children}
      </div>
    </div>
  );
}

/** The words for a failure: by its stable code, else as the server says it. */
export function useErrorText(): (error: unknown) => string {
  const { t, find } = useI18n();
  return (error) => {
    if (!isProblem(error)) return t('error.unknown');
    if (error.code === 'invalid_input' && error.errors[0]?.message) return error.errors[0].message;
    return find(`error.${error.code}`) ?? (error.detail || t('error.unknown'));
  };
}

/** A list that did not load: what is safe (`text`), what happened, and a way on. */
export function Failed({ title, text, error, retry }: { title: string; text?: string; error: unknown; retry: () => void }) {
  const { t } = useI18n();
  const errorText = useErrorText();
  const heals = isProblem(error) && error.passing && error.code !== 'not_here';
  return (
    <div className={s.failed}>
      <Note tone="bad" icon="alert" title={title} alert>
        {text && `${text} `}
        {heals ? t('error.heals') : errorText(error)}{' '}
        {isProblem(error) && error.requestId && <span className={l.small}>{t('request', { id: error.requestId })}</span>}
      </Note>
      <Button onClick={retry}>
        <Icon name="refresh" />
        {t('action.retry')}
      </Button>
    </div>
  );
}

/** Nothing here: what will be, and the first step. */
export function Empty({ title, text, children }: { title: string; text: string; children?: ReactNode }) {
  return (
    <div className={s.empty}>
      <Wreath />
      <h2>{title}</h2>
      <p>{text}</p>
      {children}
    </div>
  );
}

/** A page that is for others: for whom (`text`), and a way on. */
export function NotFor({ text }: { text: string }) {
  const { t } = useI18n();
  return (
    <div className={l.card}>
      <Empty title={t('notFor.title')} text={text}>
        <LinkButton to="/">{t('notfound.home')}</LinkButton>
      </Empty>
    </div>
  );
}

export function Bone({ width, shape }: { width?: string; shape?: 'circle' | 'pill' }) {
  return <span className={cx(s.sk, shape && s[shape])} style={width ? { width } : undefined} />;
}

/** Something is on its way; `children` has its shape. */
export function Loading({ children, className }: { children: ReactNode; className?: string | undefined }) {
  const { t } = useI18n();
  return (
    <div aria-busy="true" role="status" aria-label={t('app.loading')} className={className}>
      {children}
    </div>
  );
}

export function RowBones({ rows = 3 }: { rows?: number }) {
  return (
    <Loading className={l.stack}>
      {Array.from({ length: rows }, (_, i) => (
        <div className={l.row} key={i}>
          <Bone shape="circle" />
          <div className={cx(l.grow, l.stack, l.sm)}>
            <Bone width={`${60 - (i % 3) * 12}%`} />
            <Bone width="30%" />
          </div>
        </div>
      ))}
    </Loading>
  );
}

/** How much of a whole is used or left; the exact number stands beside it. */
export function Meter({ label, value, of, brass }: { label: string; value: number; of: number; brass?: boolean }) {
  const share = of > 0 ? Math.min(1, Math.max(0, value / of)) : 0;
  return (
    <div
      className={cx(s.meter, brass && s.brass)}
      role="meter"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={of}
      aria-valuenow={value}
    >
      <span style={{ width: `${share * 100}%` }} />
    </div>
  );
}

/** A thing on its way through three states. */
export function Stepper({ steps, label }: { steps: { name: string; state: 'done' | 'now' | 'wrong' | 'next' }[]; label: string }) {
  return (
    <ol className={s.stepper} aria-label={label}>
      {steps.map((step) => (
        <li
          key={step.name}
          className={cx(step.state === 'done' && s.done, step.state === 'wrong' && s.wrong)}
          aria-current={step.state === 'now' || step.state === 'wrong' ? 'step' : undefined}
        >
          {step.state === 'done' && <Icon name="check" size="s" />}
          {step.name}
        </li>
      ))}
    </ol>
  );
}
