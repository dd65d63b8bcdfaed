import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type KeyboardEvent, useState } from 'react';
import { call } from '../../api/client';
import { awardQuery, awardsQuery } from '../../api/queries';
import type { Award, AwardEntry, Criterion, ScoreInput } from '../../api/types';
import { useI18n } from '../../i18n';
import { Badge } from '../../ui/bits';
import { Button } from '../../ui/Button';
import c from '../../ui/controls.module.css';
import { cx } from '../../ui/cx';
import { Icon } from '../../ui/Icon';
import l from '../../ui/layout.module.css';
import { Meter, Note, useErrorText } from '../../ui/states';
import s from './awards.module.css';
import { Entries } from './Nominations';
import { isWhole, withMark } from './marks';

const marks = [1, 2, 3, 4, 5] as const;

/** Each nomination by each criterion, from one to five: kept as one goes. */
export function Scoring({ award }: { award: Award }) {
  const { t } = useI18n();
  const total = award.nominations ?? 0;
  const done = total - award.to_score;
  return (
    <section className={l.stack} aria-label={t('awards.scoring')}>
      <div className={cx(l.card, l.tight)}>
        <h2>{t('awards.scoring')}</h2>
        <p className={l.soft}>{t('awards.scoring.text')}</p>
        <Meter label={t('awards.scoring')} value={done} of={total} />
        <p role="status">
          <b>{award.to_score === 0 ? t('awards.scoring.done') : t('awards.progress', { done, count: total })}</b>
        </p>
      </div>
      <Entries award={award} below={(entry) => <Sheet award={award} entry={entry} />} />
    </section>
  );
}

/** What I give one nomination. */
function Sheet({ award, entry }: { award: Award; entry: AwardEntry }) {
  const { t, format } = useI18n();
  const errorText = useErrorText();
  const client = useQueryClient();
  const [given, setGiven] = useState({ marks: entry.marks, note: entry.note });
  const save = useMutation({
    mutationFn: (score: ScoreInput) => call<Award>('PUT', `/awards/${award.id}/scores`, { body: { scores: [score] } }),
    scope: { id: `score-${award.id}` }, // one after another: the last one said is the last one kept
    onSuccess: (now) => {
      client.setQueryData(awardQuery(award.id).queryKey, now);
      client.setQueryData(awardsQuery.queryKey, (list) => list?.map((one) => (one.id === now.id ? now : one)));
    },
  });
  const send = (next: typeof given) => save.mutate({ nomination_id: entry.nomination.id, marks: next.marks, note: next.note.trim() });
  const choose = (at: number, mark: number) => {
    const next = { ...given, marks: withMark(given.marks, at, mark) };
    setGiven(next);
    send(next);
  };
  const who = format.list(entry.nomination.nominees.map((p) => p.name));
  return (
    <form className={cx(l.card, l.tight, s.sheet)} aria-label={t('awards.sheet', { who })} onSubmit={(event) => event.preventDefault()}>
      {award.criteria.map((criterion, i) => (
        <Marks key={i} name={`${entry.nomination.id}-${i}`} criterion={criterion} value={given.marks[i] ?? null} onChoose={(mark) => choose(i, mark)} />
      ))}
      <details className={s.note} open={given.note !== ''}>
        <summary>{t('awards.note')}</summary>
        <textarea
          className={c.input}
          aria-label={t('awards.note')}
          rows={2}
          maxLength={2000}
          value={given.note}
          onChange={(event) => setGiven({ ...given, note: event.target.value })}
          onBlur={() => given.note.trim() !== entry.note && send(given)}
        />
      </details>
      {save.isError ? (
        <Note tone="bad" icon="alert" title={t('awards.notKept')} alert>
          {errorText(save.error)}{' '}
          <Button small onClick={() => send(given)}>
            {t('action.retry')}
          </Button>
        </Note>
      ) : (
        <p className={cx(l.small, l.soft, s.state)}>
          {isWhole(given.marks) && <Badge tone="ok">{t('awards.sheet.done')}</Badge>}
          <span role="status">{save.isPending ? t('awards.keeping') : save.isSuccess ? t('awards.kept') : ''}</span>
        </p>
      )}
    </form>
  );
}

interface MarksProps {
  name: string;
  criterion: Criterion;
  value: number | null;
  onChoose: (mark: number) => void;
}

/** One to five: by the arrows, or by the digits, which go on to the next criterion. */
function Marks({ name, criterion, value, onChoose }: MarksProps) {
  const { t, format } = useI18n();
  const byDigit = (event: KeyboardEvent<HTMLFieldSetElement>) => {
    const mark = Number(event.key);
    if (!marks.some((one) => one === mark) || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    onChoose(mark);
    nextOf(event.currentTarget)?.focus();
  };
  return (
    // The digits choose between the buttons, which are what is interactive.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <fieldset className={s.criterion} onKeyDown={byDigit} data-marks>
      <legend>
        <b>{criterion.name}</b> <small>{t('awards.weight', { count: criterion.weight })}</small>
      </legend>
      {criterion.description && <p className={c.hint}>{criterion.description}</p>}
      <div className={s.marks}>
        {marks.map((mark) => (
          <label key={mark}>
            <input
              type="radio"
              name={name}
              value={mark}
              aria-label={[format.number(mark), mark === 1 && t('awards.mark.least'), mark === 5 && t('awards.mark.most')].filter(Boolean).join(', ')}
              checked={value === mark}
              onChange={() => onChoose(mark)}
            />
            <span aria-hidden="true">{format.number(mark)}</span>
          </label>
        ))}
        <span className={s.scale} aria-hidden="true">
          {t('awards.mark.scale')}
        </span>
        {value !== null && <Icon name="check" size="s" />}
      </div>
    </fieldset>
  );
}

/** Where one goes on: the next criterion of the page, at what is chosen there or its first mark. */
function nextOf(fieldset: HTMLElement): HTMLElement | null {
  const all = [...document.querySelectorAll<HTMLElement>('[data-marks]')];
  const next = all[all.indexOf(fieldset) + 1];
  return next?.querySelector<HTMLElement>('input:checked') ?? next?.querySelector<HTMLElement>('input') ?? null;
}
