import { useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import { lastRecognitionsQuery, programsQuery } from '../../api/queries';
import type { NominationApproval } from '../../api/types';
import { useI18n } from '../../i18n';
import { Ago } from '../../ui/bits';
import { cx } from '../../ui/cx';
import l from '../../ui/layout.module.css';
import { Bone, Loading, Meter, Note } from '../../ui/states';
import s from './approvals.module.css';

/** The facts beside the decision: budget, history, reciprocity, guidance. Facts, never an accusation. */
export function Context({ approval, left }: { approval: NominationApproval; left: number | null }) {
  const { t } = useI18n();
  const { nomination, reciprocity, pair } = approval;
  const a = nomination.nominator?.name;
  const b = pair.nominee?.name ?? nomination.nominees[0]?.name ?? '';
  const guidance = approval.behaviours.filter((behaviour) => behaviour.text !== '');
  return (
    <section className={s.context} aria-label={t('approvals.context')}>
      {reciprocity && a && (
        <Note tone="ember" icon="alert" title={t('approvals.twice')}>
          {t('approvals.twice.text', { a, b, ab: reciprocity.a_to_b, ba: reciprocity.b_to_a })}
        </Note>
      )}
      {guidance.length > 0 && (
        <Note tone="ok" icon="eye" title={t('approvals.guidance')}>
          {guidance.map(({ behaviour, text }) => (
            <p key={behaviour.id}>
              {guidance.length > 1 && <em>{behaviour.name}. </em>}
              {text}
            </p>
          ))}
        </Note>
      )}
      {approval.budget_left !== null && <Budget approval={approval} left={left} />}
      {a && pair.nominee && (
        <div className={cx(l.card, l.tight)}>
          <h3>{t('approvals.pair', { a, b })}</h3>
          <Pair pair={pair} a={a} b={b} />
        </div>
      )}
      <Lately approval={approval} />
    </section>
  );
}

function Budget({ approval, left }: { approval: NominationApproval; left: number | null }) {
  const { t } = useI18n();
  const programs = useQuery(programsQuery);
  const { program } = approval.nomination;
  const now = approval.budget_left ?? 0;
  const total = programs.data?.find((p) => p.id === program?.id)?.budget?.total;
  const label = t('approvals.budget', { program: program?.name ?? '' });
  return (
    <div className={cx(l.card, l.tight)}>
      <h3>{label}</h3>
      {total !== undefined && <Meter label={label} value={now} of={total} />}
      <p>
        <b className={l.num}>
          {total === undefined ? t('approvals.budget.leftOnly', { left: now }) : t('approvals.budget.left', { left: now, total })}
        </b>
        <br />
        <span className={cx(l.small, l.soft)}>
          {left !== null && left >= 0 ? t('approvals.budget.after', { left }) : t('approvals.budget.short')}
        </span>
      </p>
    </div>
  );
}

/** Who thanked whom in twelve months, in both directions. */
function Pair({ pair, a, b }: { pair: NominationApproval['pair']; a: string; b: string }) {
  const { t, format } = useI18n();
  const told = ({ count, points, last_at }: NominationApproval['pair']['back'], from: string, to: string) =>
    last_at && t('approvals.pair.text', { a: from, b: to, count, when: format.relative(last_at), points: t('points', { count: points }) });
  return (
    <div className={cx(l.small, l.soft, l.stack, l.sm)}>
      <p>{told(pair, a, b) ?? t('approvals.pair.first', { a, b })}</p>
      {pair.back.count > 0 && <p>{told(pair.back, b, a)}</p>}
    </div>
  );
}

/** For what the nominee was recognised lately: a repetition shows, and so does who is seldom seen. */
function Lately({ approval }: { approval: NominationApproval }) {
  const { t } = useI18n();
  const nominee = approval.pair.nominee ?? approval.nomination.nominees[0];
  const last = useQuery({ ...lastRecognitionsQuery(nominee?.id ?? ''), enabled: nominee !== undefined });
  if (!nominee || last.isError) return null;
  return (
    <div className={cx(l.card, l.tight)}>
      <h3>{t('approvals.lately', { name: nominee.name })}</h3>
      {last.isPending && (
        <Loading className={l.stack}>
          <Bone width="80%" />
          <Bone width="60%" />
        </Loading>
      )}
      {last.data?.items.length === 0 && <p className={cx(l.small, l.soft)}>{t('approvals.lately.none')}</p>}
      {last.data && last.data.items.length > 0 && (
        <ul className={s.lately}>
          {last.data.items.map((item) => (
            <li key={item.id}>
              <Link href={`/recognitions/${item.id}`}>
                <span>{item.story}</span>
              </Link>
              <small>
                {[item.nominator?.name ?? t('line.nobody'), item.behaviours[0]?.name].filter(Boolean).join(' · ')} ·{' '}
                <Ago at={item.published_at ?? item.created_at} />
              </small>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
