import type { KeyboardEvent } from 'react';
import type { Approval } from '../../api/types';
import { useI18n } from '../../i18n';
import { Hidden, useNow } from '../../ui/bits';
import c from '../../ui/controls.module.css';
import { cx } from '../../ui/cx';
import { Icon } from '../../ui/Icon';
import l from '../../ui/layout.module.css';
import s from './approvals.module.css';
import { nameOf } from './useDecide';

interface QueueProps {
  items: Approval[];
  current: string;
  selected: string[];
  /** Why some could not be decided, by id. */
  refused: ReadonlyMap<string, string>;
  open: boolean;
  onChoose: (id: string) => void;
  onSelect: (ids: string[]) => void;
}

/** From the button of one thing in the queue to the next or the one before. */
function step(event: KeyboardEvent<HTMLElement>) {
  const item = event.currentTarget.closest('li');
  const next = event.key === 'ArrowDown' ? item?.nextElementSibling : event.key === 'ArrowUp' ? item?.previousElementSibling : null;
  const button = next?.querySelector('button');
  if (!button) return;
  event.preventDefault();
  button.focus();
  button.click();
}

/** All that waits, the oldest first; many can be decided on at once. */
export function Queue({ items, current, selected, refused, open, onChoose, onSelect }: QueueProps) {
  const { t } = useI18n();
  const all = selected.length === items.length;
  const toggle = (id: string) => onSelect(selected.includes(id) ? selected.filter((s) => s !== id) : [...selected, id]);
  return (
    <section className={cx(l.card, l.flush, s.queue, open && s.open)} aria-label={t('approvals.queue')}>
      <div className={s.queueHead}>
        <label className={c.check}>
          <input
            type="checkbox"
            checked={all}
            ref={(box) => {
              if (box) box.indeterminate = selected.length > 0 && !all;
            }}
            onChange={() => onSelect(all ? [] : items.map((item) => item.id))}
          />
          <span className={l.small}>{t('approvals.selectAll')}</span>
        </label>
        {selected.length > 0 && <span className={l.small}>{t('approvals.selected', { count: selected.length })}</span>}
      </div>
      <ul>
        {items.map((item) => (
          <li key={item.id} className={cx(item.id === current && s.current)}>
            <input
              type="checkbox"
              aria-label={t('approvals.select', { name: nameOf(item) })}
              checked={selected.includes(item.id)}
              onChange={() => toggle(item.id)}
            />
            <button
              type="button"
              aria-current={item.id === current ? 'true' : undefined}
              onClick={() => onChoose(item.id)}
              onKeyDown={step}
            >
              <Line item={item} refused={refused.get(item.id)} />
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Line({ item, refused }: { item: Approval; refused: string | undefined }) {
  const { t, format } = useI18n();
  const now = useNow();
  const waited = format.waited(item.waiting_since, now);
  const points = item.kind === 'nomination' ? (item.nomination.points ?? 0) : item.redemption.points;
  const about =
    item.kind === 'nomination' ? (item.nomination.behaviours[0]?.name ?? item.nomination.program?.name) : item.redemption.reward.name;
  const by =
    item.kind === 'nomination'
      ? t('approvals.by', { name: item.nomination.nominator?.name ?? t('line.nobody') })
      : (item.redemption.employee.team?.name ?? '');
  return (
    <>
      <b>{nameOf(item)}</b>
      <small>{[by, waited].filter(Boolean).join(' · ')}</small>
      <span className={s.lineFoot}>
        <small>{about}</small>
        {points > 0 && (
          <span className={s.linePoints}>
            <Icon name="leaf" size="s" />
            {format.number(points)}
            <Hidden> {t('points.word', { count: points })}</Hidden>
          </span>
        )}
      </span>
      {item.passed_on && <small>{t(`approvals.passed.${item.passed_on.how}.short`, { name: item.passed_on.from.name })}</small>}
      {refused && (
        <small className={s.refused}>
          <Icon name="alert" size="s" /> {refused}
        </small>
      )}
    </>
  );
}
