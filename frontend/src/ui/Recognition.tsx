import type { ReactNode } from 'react';
import { Link } from 'wouter';
import type { Customer, Nomination, Person, Ref } from '../api/types';
import { useI18n } from '../i18n';
import { Acts } from './Acts';
import { Stem } from './art';
import { Ago, Badge, Hidden, Points } from './bits';
import c from './controls.module.css';
import { cx } from './cx';
import { Icon } from './Icon';
import { MiniWho, type Shape, Who } from './Person';
import s from './people.module.css';
import { Bone, Loading } from './states';

const shapes: Record<Customer['kind'], Shape> = { employee: 'colleague', team: 'team', external: 'outside' };

/** Thanked by → did it → was served: the signature of the product. The third place is never left out. */
export function ServiceLine(props: { nominator: Person | null; nominees: Person[]; customer: Customer | null; linked?: boolean }) {
  const { t } = useI18n();
  const { nominator, nominees, customer } = props;
  // A name leads to who it is.
  const profile = (id: string | null | undefined) => (props.linked && id ? { href: `/people/${id}` } : {});
  const kinds = { employee: t('kind.colleague'), team: t('kind.team'), external: t('kind.outside') };
  return (
    <div className={s.lineBox}>
      <ol className={s.line}>
        <li>
          {nominator ? (
            <Who id={nominator.id} name={nominator.name} role={t('line.thanked')} below={nominator.team?.name} {...profile(nominator.id)} />
          ) : (
            <Who id="" name={t('line.nobody')} shape="outside" role={t('line.thanked')} />
          )}
        </li>
        <li className={s.stem} aria-hidden="true">
          <Stem />
        </li>
        <li className={s.main}>
          {nominees.map((nominee, i) => (
            <Who
              key={nominee.id}
              id={nominee.id}
              name={nominee.name}
              {...(i === 0 && { role: t('line.did') })}
              below={nominee.team?.name}
              {...profile(nominee.id)}
            />
          ))}
        </li>
        <li className={s.stem} aria-hidden="true">
          <Stem />
        </li>
        <li className={s.cust}>
          {customer && (
            <Who
              id={customer.id ?? customer.name ?? ''}
              name={customer.name ?? (customer.confidential ? t('line.unnamed') : kinds[customer.kind])}
              shape={shapes[customer.kind]}
              role={t('line.served')}
              below={customer.confidential && customer.name ? <Confidential /> : kinds[customer.kind]}
              {...(customer.kind === 'employee' && profile(customer.id))}
            />
          )}
        </li>
      </ol>
    </div>
  );
}

/** Who reads the name of the customer is told that others do not. */
function Confidential() {
  const { t } = useI18n();
  return (
    <span className={s.confidential} title={t('line.confidential.hint')}>
      <Icon name="lock" size="s" />
      {t('line.confidential')}
      <Hidden>. {t('line.confidential.hint')}</Hidden>
    </span>
  );
}

export type CardContent = Pick<
  Nomination,
  'program' | 'nominator' | 'nominees' | 'customer' | 'story' | 'impact' | 'points' | 'visibility' | 'source' | 'as_thanks'
> & {
  behaviours: { id: string; name: string }[];
  enablers: Ref[];
  /** Shown where it is not published. */
  status?: Nomination['status'];
  hidden?: boolean;
  /** What came of it, where it is for an award. */
  award?: Nomination['award'];
};

interface CardProps {
  content: CardContent;
  /** When: a time, or words such as "Now". */
  when: ReactNode;
  /** Where the whole story stands. */
  href?: string;
  /** Names lead to profiles. */
  linkNames?: boolean;
  heading?: 'h2' | 'h3';
  children?: ReactNode;
}

/** One recognition, as it stands in the feed, in the preview and in the queue. */
export function RecognitionCard({ content, when, href, heading: Heading = 'h3', linkNames, children }: CardProps) {
  const { t, format } = useI18n();
  const names = format.list(content.nominees.map((n) => n.name));
  const what = content.behaviours.length > 0 ? content.behaviours.map((b) => b.name).join(', ') : (content.program?.name ?? '');
  return (
    <article className={s.rec}>
      <header className={s.recHead}>
        <div className={s.meta}>
          {href ? (
            <Link href={href}>
              {when}
              <Hidden>. {t('rec.open', { who: names })}</Hidden>
            </Link>
          ) : (
            when
          )}
          {content.program && <span className={s.optional}>· {content.program.name}</span>}
          {content.status && content.status !== 'approved' && (
            <Badge tone={content.status === 'pending' ? 'wait' : 'bad'}>{t(`status.${content.status}`)}</Badge>
          )}
          {content.award === 'won' && (
            <Badge tone="ok">
              <Icon name="award" size="s" />
              {t('rec.won')}
            </Badge>
          )}
          {content.hidden && <Badge tone="bad">{t('rec.hidden')}</Badge>}
          {content.visibility === 'private' && (
            <Badge>
              <Icon name="lock" size="s" />
              {t('rec.private')}
            </Badge>
          )}
          {content.source === 'import' && <Badge>{t('rec.imported')}</Badge>}
          {content.points !== null && content.points > 0 && !content.as_thanks && content.award !== 'waiting' && (
            <span className={s.end}>
              <Points value={content.points} />
            </span>
          )}
        </div>
        <Heading className={s.title}>
          <Hidden>{t('rec.title', { who: names, what })}</Hidden>
        </Heading>
        <ServiceLine nominator={content.nominator} nominees={content.nominees} customer={content.customer} linked={linkNames ?? false} />
      </header>
      {content.behaviours.length > 0 && (
        <ul className={c.chips}>
          {content.behaviours.map((behaviour) => (
            <li className={c.chip} key={behaviour.id}>
              {behaviour.name}
            </li>
          ))}
        </ul>
      )}
      {content.story && <p className={s.story}>{content.story}</p>}
      {content.impact && (
        <div className={s.impact}>
          <Icon name="customer" />
          <div>
            <b>{t('rec.impact')}</b>
            <p>{content.impact}</p>
          </div>
        </div>
      )}
      {content.enablers.length > 0 && (
        <div className={s.behind}>
          <span>
            <Icon name="layers" />
            {t('rec.behind')}
          </span>
          {content.enablers.map((enabler) => (
            <MiniWho key={enabler.id} id={enabler.id} name={enabler.name} />
          ))}
        </div>
      )}
      {children}
    </article>
  );
}

interface NominationCardProps {
  nomination: Nomination;
  /** The date leads to the whole. */
  linked?: boolean;
  /** Says so where it is not published. */
  withStatus?: boolean;
  heading?: 'h2' | 'h3';
  /** Without what one could say to it: where it is only to be read. */
  still?: boolean;
}

/** A published or waiting recognition with its date. */
export function NominationCard({ nomination, linked, withStatus, heading, still }: NominationCardProps) {
  const { status, ...content } = nomination;
  return (
    <RecognitionCard
      content={{ ...content, ...(withStatus && { status }) }}
      when={<Ago at={nomination.published_at ?? nomination.created_at} />}
      linkNames
      {...(linked && { href: `/recognitions/${nomination.id}` })}
      {...(heading && { heading })}
    >
      {nomination.can.respond && !still && <Acts nomination={nomination} onPage={!linked} />}
    </RecognitionCard>
  );
}

/** What a card looks like before it is there. */
export function CardBones() {
  return (
    <Loading className={s.rec}>
      <div className={s.meta}>
        <Bone width="7rem" />
        <span className={s.end}>
          <Bone width="3.5rem" shape="pill" />
        </span>
      </div>
      <div className={s.lineBox}>
        <div className={s.line}>
          {[0, 1, 2].map((i) => (
            <span className={s.bones} key={i}>
              <span className={s.who}>
                <Bone shape="circle" />
                <span className={s.boneText}>
                  <Bone width="5rem" />
                  <Bone width="7rem" />
                </span>
              </span>
              {i < 2 && <span className={cx(s.stem)} />}
            </span>
          ))}
        </div>
      </div>
      <Bone width="60%" shape="pill" />
      <Bone width="95%" />
      <Bone width="90%" />
      <Bone width="55%" />
    </Loading>
  );
}
