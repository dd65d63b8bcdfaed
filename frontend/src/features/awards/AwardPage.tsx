import { useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import { awardQuery } from '../../api/queries';
import { isProblem } from '../../api/problem';
import type { Award, Me } from '../../api/types';
import { useI18n } from '../../i18n';
import { PageHead, useTitle } from '../../ui/bits';
import { LinkButton } from '../../ui/Button';
import { cx } from '../../ui/cx';
import { Icon } from '../../ui/Icon';
import l from '../../ui/layout.module.css';
import { MiniWho } from '../../ui/Person';
import { Empty, Failed, Note, RowBones } from '../../ui/states';
import s from './awards.module.css';
import { prizeOf, Stage } from './Awards';
import { EndScoring } from './EndScoring';
import { Nominations } from './Nominations';
import { Ranking } from './Ranking';
import { Scoring } from './Scoring';

/** What is it for, how far has it come, and what is asked of me? */
export default function AwardPage({ id, me }: { id: string; me: Me }) {
  const { t } = useI18n();
  const award = useQuery(awardQuery(id));
  useTitle(award.data?.name ?? t('awards.title'));
  if (award.isError) {
    return (
      <div className={l.page}>
        <h1>{t('awards.title')}</h1>
        {isProblem(award.error, 'not_found') ? (
          <div className={l.card}>
            <Empty title={t('awards.missing')} text={t('error.not_found')}>
              <LinkButton to="/awards">{t('awards.all')}</LinkButton>
            </Empty>
          </div>
        ) : (
          <Failed title={t('awards.failed')} error={award.error} retry={() => void award.refetch()} />
        )}
      </div>
    );
  }
  return (
    <div className={l.page}>
      <Link className={l.back} href="/awards">
        <Icon name="cl" size="s" />
        {t('awards.all')}
      </Link>
      <PageHead title={award.data?.name ?? t('awards.title')} lead={award.data?.description ?? ''}>
        {award.data && <Stage award={award.data} />}
      </PageHead>
      {award.data ? (
        <div className={l.cols}>
          <div className={l.stack}>
            <Body award={award.data} me={me} />
          </div>
          <Facts award={award.data} />
        </div>
      ) : (
        <div className={l.card}>
          <RowBones rows={5} />
        </div>
      )}
    </div>
  );
}

function Body({ award, me }: { award: Award; me: Me }) {
  const onPanel = award.panel.some((member) => member.id === me.id);
  const owner = me.role === 'owner';
  return (
    <>
      <Now award={award} onPanel={onPanel} owner={owner} />
      {award.can.rank && <Ranking award={award} />}
      {award.can.score && <Scoring award={award} />}
      {!award.can.score && (onPanel || owner) && award.nominations !== 0 && <Nominations award={award} />}
    </>
  );
}

/** What happens now, and what one can do about it. */
function Now({ award, onPanel, owner }: { award: Award; onPanel: boolean; owner: boolean }) {
  const { t, format } = useI18n();
  const closes = format.date(award.closes);
  if (award.stage === 'decided') return <Winners award={award} />;
  if (award.stage === 'upcoming') {
    return (
      <Note tone="sky" icon="clock">
        {t('awards.now.upcoming', { date: format.date(award.opens) })}
      </Note>
    );
  }
  if (award.stage === 'open') {
    return (
      <>
        <Note tone="ok" icon="nominate" title={t('awards.now.open', { date: closes })}>
          {onPanel ? t('awards.now.open.panel') : t('awards.now.open.text')}
        </Note>
        {!onPanel && (
          <div>
            <LinkButton to={`/nominate?program=${award.id}`} look="primary">
              {t('awards.nominate')}
            </LinkButton>
          </div>
        )}
      </>
    );
  }
  if (award.ended_early) {
    return (
      <Note icon="info" title={t('awards.ended', { who: award.ended_early.by?.name ?? t('awards.owner') })}>
        {award.ended_early.reason}
      </Note>
    );
  }
  if (award.can.end_scoring) {
    return (
      <Note tone="sky" icon="clock" title={t('awards.now.scoring', { date: closes })}>
        <p>{t('awards.now.some')}</p>
        <p className={s.noteFoot}>
          <EndScoring award={award} />
        </p>
      </Note>
    );
  }
  if (award.can.score || award.can.rank) return null;
  return (
    <Note tone="sky" icon="clock" title={t('awards.now.scoring', { date: closes })}>
      {owner && award.panel.every((member) => !member.active || member.scored === award.nominations) ? t('awards.now.hasPart') : t('awards.now.scoring.text')}
    </Note>
  );
}

function Winners({ award }: { award: Award }) {
  const { t, format } = useI18n();
  const at = award.decided_at ? format.date(award.decided_at) : '';
  return (
    <section className={l.card} aria-label={t('awards.prizes')}>
      <div className={l.cardHead}>
        <h2>{t('awards.prizes')}</h2>
        <span className={cx(l.small, l.soft)}>{t('awards.decided', { who: award.decision?.by?.name ?? t('awards.owner'), date: at })}</span>
      </div>
      {award.prizes.length === 0 ? (
        <p className={l.soft}>{t('awards.prizes.none')}</p>
      ) : (
        <ul className={s.winners}>
          {award.prizes.map((prize) => (
            <li key={prize.nomination_id}>
              <Link href={`/recognitions/${prize.nomination_id}`} className={s.winner}>
                <Icon name="award" />
                <MiniWho id={prize.nominee.id} name={prize.nominee.name} />
              </Link>
            </li>
          ))}
        </ul>
      )}
      {award.decision?.reason && <p className={cx(l.small, l.soft)}>{t('awards.reason', { reason: award.decision.reason })}</p>}
    </section>
  );
}

/** What holds for everybody: when, what it is worth, by what it is measured, and who measures. */
function Facts({ award }: { award: Award }) {
  const { t, format } = useI18n();
  return (
    <aside className={l.stack} aria-label={t('awards.facts')}>
      <section className={cx(l.card, l.tight)}>
        <h2>{t('awards.facts')}</h2>
        <p>
          {t('awards.window', { from: format.date(award.opens), to: format.date(award.closes) })} {prizeOf(award, t)}
        </p>
        {award.nominations !== null && <p className={cx(l.small, l.soft)}>{t('awards.count', { count: award.nominations })}</p>}
      </section>
      <section className={cx(l.card, l.tight)}>
        <h2>{t('awards.criteria')}</h2>
        <ul className={s.criteria}>
          {award.criteria.map((criterion, i) => (
            <li key={i}>
              <b>{criterion.name}</b> <small>{t('awards.weight', { count: criterion.weight })}</small>
              {criterion.description && <p>{criterion.description}</p>}
            </li>
          ))}
        </ul>
      </section>
      <section className={cx(l.card, l.tight)}>
        <h2>{t('awards.panel')}</h2>
        <ul className={s.panel}>
          {award.panel.map((member) => (
            <li key={member.id}>
              <MiniWho id={member.id} name={member.name} />
              <small>
                {!member.active
                  ? t('awards.left')
                  : member.scored !== null && award.stage === 'scoring' && award.nominations !== null
                    ? t('awards.progress', { done: member.scored, count: award.nominations })
                    : ''}
              </small>
            </li>
          ))}
        </ul>
        <p className={cx(l.small, l.soft)}>{t('awards.panel.text')}</p>
      </section>
    </aside>
  );
}
