import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type SyntheticEvent, useState } from 'react';
import { Link } from 'wouter';
import { call } from '../../api/client';
import { useIntent } from '../../api/intent';
import { awardRankingQuery } from '../../api/queries';
import type { Award, AwardRanking } from '../../api/types';
import { useI18n } from '../../i18n';
import { Badge } from '../../ui/bits';
import { Button } from '../../ui/Button';
import c from '../../ui/controls.module.css';
import { cx } from '../../ui/cx';
import { Dialog } from '../../ui/Dialog';
import { Field, FieldNote } from '../../ui/Field';
import l from '../../ui/layout.module.css';
import { Failed, Note, RowBones, useErrorText } from '../../ui/states';
import { useToast } from '../../ui/toast';
import s from './awards.module.css';
import { placesOf, type Standing } from './marks';

/** Who stands where, and, as long as it is to be decided, who wins. */
export function Ranking({ award }: { award: Award }) {
  const { t, format } = useI18n();
  const ranking = useQuery(awardRankingQuery(award.id));
  if (ranking.isError) return <Failed title={t('awards.ranking.failed')} error={ranking.error} retry={() => void ranking.refetch()} />;
  return (
    <section className={cx(l.card, l.flush)} aria-label={t('awards.ranking')}>
      <div className={l.cardHead}>
        <h2>{t('awards.ranking')}</h2>
        {ranking.data && <span className={cx(l.small, l.soft)}>{t('awards.counted', { who: format.list(ranking.data.counted.map((p) => p.name)) })}</span>}
      </div>
      {ranking.data ? (
        <Standings award={award} ranking={ranking.data} />
      ) : (
        <div className={s.inset}>
          <RowBones rows={3} />
        </div>
      )}
    </section>
  );
}

function Standings({ award, ranking }: { award: Award; ranking: AwardRanking }) {
  const { t, format } = useI18n();
  const [chosen, setChosen] = useState<string[]>([]);
  const [asking, setAsking] = useState(false);
  const { sure, tied, left } = placesOf(ranking.standings, award.winners);
  const winners = [...sure, ...tied.filter((one) => chosen.includes(one.nomination_id))];
  const choosing = award.can.decide && tied.length > 0;
  const toggle = (id: string) => setChosen(chosen.includes(id) ? chosen.filter((one) => one !== id) : [...chosen, id]);
  return (
    <>
      <div className={l.tableBox}>
        <table className={l.table}>
          <thead>
            <tr>
              <th scope="col">{t('awards.rank')}</th>
              <th scope="col">{t('awards.nominee')}</th>
              <th scope="col" className={l.r}>
                {t('awards.mean')}
              </th>
              <th scope="col">{t('awards.chance')}</th>
            </tr>
          </thead>
          <tbody>
            {ranking.standings.map((one) => (
              <tr key={one.nomination_id}>
                <td className={l.num}>{one.rank ?? '–'}</td>
                <td>
                  <Link href={`/recognitions/${one.nomination_id}`}>{one.nominee.name}</Link>
                </td>
                <td className={l.r}>{format.number(Math.round(one.mean * 100) / 100)}</td>
                <td>
                  {choosing && one.chance === 'tied' ? (
                    <label className={c.check}>
                      <input
                        type="checkbox"
                        checked={chosen.includes(one.nomination_id)}
                        disabled={!chosen.includes(one.nomination_id) && chosen.length >= left}
                        onChange={() => toggle(one.nomination_id)}
                      />
                      {t('awards.chance.choose')}
                    </label>
                  ) : (
                    <ChanceBadge chance={one.chance} />
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {award.can.decide && (
        <div className={s.decide}>
          {choosing && <FieldNote text={t('awards.tied', { count: left })} />}
          <Button look="primary" disabled={choosing && chosen.length < left} onClick={() => setAsking(true)}>
            {t('awards.decide')}
          </Button>
        </div>
      )}
      {asking && <DecideDialog award={award} winners={winners} total={ranking.standings.length} chosen={choosing} onClose={() => setAsking(false)} />}
    </>
  );
}

function ChanceBadge({ chance }: { chance: Standing['chance'] }) {
  const { t } = useI18n();
  const tone = chance === 'wins' ? 'ok' : chance === 'tied' ? 'wait' : undefined;
  return <Badge tone={tone}>{t(`awards.chance.${chance}`)}</Badge>;
}

interface DecideProps {
  award: Award;
  winners: Standing[];
  total: number;
  /** Whether some of them were chosen among equals. */
  chosen: boolean;
  onClose: () => void;
}

/** It is decided once, and for all: so it is said what will happen. */
function DecideDialog({ award, winners, total, chosen, onClose }: DecideProps) {
  const { t, format } = useI18n();
  const errorText = useErrorText();
  const tell = useToast();
  const client = useQueryClient();
  const intent = useIntent();
  const [reason, setReason] = useState('');
  const [checked, setChecked] = useState(false);
  const missing = chosen && reason.trim() === '';
  const decide = useMutation({
    mutationFn: () => {
      const body = { winner_ids: winners.map((one) => one.nomination_id), ...(chosen && { reason: reason.trim() }) };
      return call<Award>('POST', `/awards/${award.id}/decide`, { body, key: intent.key(body) });
    },
    onSuccess: () => {
      intent.done();
      tell(t('awards.decided.done'));
      onClose();
      for (const name of ['awards', 'award-entries', 'feed', 'nomination', 'programs', 'notifications']) void client.invalidateQueries({ queryKey: [name] });
    },
    onError: () => void client.invalidateQueries({ queryKey: ['awards', award.id] }),
  });
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    setChecked(true);
    if (!missing && !decide.isPending) decide.mutate();
  };
  return (
    <Dialog title={t('awards.decide.title')} onClose={onClose}>
      <form className={l.stack} noValidate onSubmit={submit}>
        <p>
          {winners.length > 0
            ? t('awards.decide.winners', { who: format.list(winners.map((one) => one.nominee.name)) })
            : t('awards.decide.nobody')}{' '}
          {award.points > 0 && winners.length > 0 && t('awards.decide.points', { points: t('points', { count: award.points * winners.length }) })}
        </p>
        <p>{t('awards.decide.others', { count: total - winners.length })}</p>
        <p className={cx(l.small, l.soft)}>{t('awards.decide.once')}</p>
        {chosen && (
          <Field label={t('awards.decide.reason')} hint={t('awards.decide.reason.hint')} error={checked && missing ? t('awards.decide.reason.missing') : null}>
            {(wiring) => (
              <textarea {...wiring} className={c.input} rows={2} maxLength={2000} value={reason} onChange={(event) => setReason(event.target.value)} />
            )}
          </Field>
        )}
        {decide.isError && (
          <Note tone="bad" icon="alert" title={t('awards.decide.failed')} alert>
            {errorText(decide.error)}
          </Note>
        )}
        <footer>
          <Button look="ghost" onClick={onClose}>
            {t('action.cancel')}
          </Button>
          <Button type="submit" look="primary" busy={decide.isPending}>
            {t('awards.decide')}
          </Button>
        </footer>
      </form>
    </Dialog>
  );
}
