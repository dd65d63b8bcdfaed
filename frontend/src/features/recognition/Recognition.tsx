import { focusManager, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState, useSyncExternalStore } from 'react';
import { call } from '../../api/client';
import { useIntent } from '../../api/intent';
import { isProblem } from '../../api/problem';
import { nominationQuery, unreadQuery } from '../../api/queries';
import { useRead } from '../../api/read';
import type { Me, Nomination } from '../../api/types';
import { useI18n } from '../../i18n';
import { Ago, Badge, PageHead, useTitle } from '../../ui/bits';
import { Button, LinkButton } from '../../ui/Button';
import c from '../../ui/controls.module.css';
import { cx } from '../../ui/cx';
import { Dialog } from '../../ui/Dialog';
import { Icon } from '../../ui/Icon';
import l from '../../ui/layout.module.css';
import { CardBones, NominationCard } from '../../ui/Recognition';
import { Empty, Failed, Note, useErrorText } from '../../ui/states';
import { useToast } from '../../ui/toast';
import { Boosts } from './Boosts';
import { Comments } from './Comments';
import { ReportDialog } from './ReportDialog';
import { RevokeDialog } from './RevokeDialog';
import s from './recognition.module.css';
import { Chain } from './Chain';
import { Confirmation } from './Confirmation';

/** The whole story, and its approval for those whom it concerns. */
export default function Recognition({ id, me }: { id: string; me: Me }) {
  const { t, format } = useI18n();
  const nomination = useQuery(nominationQuery(id));
  const who = nomination.data ? format.list(nomination.data.nominees.map((p) => p.name)) : '';
  useTitle(who || t('recognition.title'));
  useReadWith(id, nomination.isSuccess);
  return (
    <div className={l.page}>
      <PageHead title={who || t('recognition.title')} lead={nomination.data?.program?.name ?? ''}>
        {nomination.data && nomination.data.status !== 'approved' && <Status nomination={nomination.data} />}
      </PageHead>
      {nomination.isPending && <CardBones />}
      {nomination.isError && <Missing error={nomination.error} retry={() => void nomination.refetch()} />}
      {nomination.data && <Story nomination={nomination.data} me={me} />}
    </div>
  );
}

/** Who sees a recognition has read what they were told about it, also what comes while they look at it. */
function useReadWith(id: string, shown: boolean) {
  const { data: unread = 0 } = useQuery(unreadQuery);
  const { mutate } = useRead();
  const looks = useSyncExternalStore(
    (tell) => focusManager.subscribe(tell),
    () => focusManager.isFocused(),
  );
  const known = useRef(0);
  useEffect(() => {
    if (!shown || !looks) return;
    if (unread > known.current) mutate({ nomination_id: id });
    known.current = unread;
  }, [id, shown, looks, unread, mutate]);
}

function Missing({ error, retry }: { error: Error; retry: () => void }) {
  const { t } = useI18n();
  if (!isProblem(error) || error.status !== 404) return <Failed title={t('list.failed')} error={error} retry={retry} />;
  return (
    <div className={l.card}>
      <Empty title={t('notfound.title')} text={t('notfound.text')}>
        <LinkButton to="/">{t('notfound.home')}</LinkButton>
      </Empty>
    </div>
  );
}

function Status({ nomination }: { nomination: Nomination }) {
  const { t } = useI18n();
  const tone =
    nomination.status === 'pending' ? 'wait' : nomination.status === 'declined' || nomination.status === 'revoked' ? 'bad' : undefined;
  return <Badge tone={tone}>{t(`status.${nomination.status}`)}</Badge>;
}

function Story({ nomination, me }: { nomination: Nomination; me: Me }) {
  const { t } = useI18n();
  const isNominee = nomination.nominees.some((p) => p.id === me.id);
  return (
    <div className={l.cols}>
      <div className={l.stack}>
        {nomination.status === 'pending' && (
          <Note tone="sky" icon="clock">
            {nomination.award === 'waiting' ? t('recognition.pending.award', { award: nomination.program?.name ?? '' }) : t('recognition.pending')}
          </Note>
        )}
        {nomination.status === 'withdrawn' && <Note icon="info">{t('recognition.withdrawn')}</Note>}
        {nomination.hidden && (
          <Note tone="ember" icon="hide">
            {t('recognition.hidden')}
          </Note>
        )}
        <NominationCard nomination={nomination} heading="h2" />
        <Confirmation nomination={nomination} me={me} />
        <Chain nomination={nomination} me={me} />
        <Decision nomination={nomination} me={me} />
        <Actions nomination={nomination} />
        {(nomination.can.respond || nomination.comments_count > 0) && <Comments nomination={nomination} me={me} />}
      </div>
      <aside className={l.stack} aria-label={t('recognition.about')}>
        <About nomination={nomination} />
        <Boosts nomination={nomination} />
        {nomination.status === 'approved' && <Letter nomination={nomination} />}
        {nomination.status === 'approved' && isNominee && nomination.nominator && (
          <LinkButton to={`/nominate?to=${nomination.nominator.id}`}>
            {t('recognition.thank', { name: nomination.nominator.name })}
          </LinkButton>
        )}
        <Quiet nomination={nomination} />
      </aside>
    </div>
  );
}

/** What is seldom done stands at the end. */
function Quiet({ nomination }: { nomination: Nomination }) {
  const { t } = useI18n();
  const [dialog, setDialog] = useState<'report' | 'revoke' | null>(null);
  const { can } = nomination;
  if (!can.respond && !can.revoke) return null;
  return (
    <div className={s.quiet}>
      {can.respond && (
        <Button look="ghost" aria-haspopup="dialog" onClick={() => setDialog('report')}>
          <Icon name="alert" size="s" />
          {t('report.open')}
        </Button>
      )}
      {can.revoke && (
        <Button look="ghost" aria-haspopup="dialog" onClick={() => setDialog('revoke')}>
          <Icon name="x" size="s" />
          {t('revoke.open')}
        </Button>
      )}
      {dialog === 'report' && <ReportDialog nomination={nomination} onClose={() => setDialog(null)} />}
      {dialog === 'revoke' && <RevokeDialog nomination={nomination} onClose={() => setDialog(null)} />}
    </div>
  );
}

/** A letter is for who was recognised, who put them forward, and those who stand above. */
function Letter({ nomination }: { nomination: Nomination }) {
  const { t, locale } = useI18n();
  if (!nomination.can.letter) return null;
  return (
    <a className={cx(c.btn, c.block)} href={`/api/v1/nominations/${nomination.id}/letter?language=${locale}`} download="laurel-letter.pdf">
      <Icon name="download" />
      {t('letter.save')}
    </a>
  );
}

function Decision({ nomination, me }: { nomination: Nomination; me: Me }) {
  const { t, format } = useI18n();
  const { decision, status } = nomination;
  if (!decision || (!decision.comment && !decision.reason)) return null;
  const bad = status === 'declined' || status === 'revoked';
  const title =
    status === 'declined' ? t('recognition.declined') : status === 'revoked' ? t('recognition.revoked') : t('recognition.comment');
  return (
    <Note {...(bad && { tone: 'bad' as const })} icon={bad ? 'alert' : 'comment'} title={title}>
      <p>{decision.reason || decision.comment}</p>
      {decision.by && nomination.decided_at && (
        <p className={cx(l.small)}>{t('recognition.by', { name: decision.by.name, when: format.exact(nomination.decided_at) })}</p>
      )}
      {status === 'declined' && nomination.nominator?.id === me.id && (
        <div className={l.stack}>
          <p className={l.small}>{t('recognition.again.hint')}</p>
          <div>
            <LinkButton small to={`/nominate?again=${nomination.id}`}>
              {t('recognition.again')}
            </LinkButton>
          </div>
        </div>
      )}
    </Note>
  );
}

function About({ nomination }: { nomination: Nomination }) {
  const { t } = useI18n();
  const given = nomination.points ?? 0;
  const points = t('points', { count: given });
  return (
    <section className={cx(l.card, l.tight)}>
      <h2>{t('recognition.about')}</h2>
      <dl className={l.kv}>
        {nomination.program && (
          <>
            <dt>{t('recognition.program')}</dt>
            <dd>{nomination.program.name}</dd>
          </>
        )}
        {given > 0 && !nomination.as_thanks && (
          <>
            <dt>{t('recognition.given')}</dt>
            <dd>{nomination.nominees.length > 1 ? t('recognition.each', { points }) : points}</dd>
          </>
        )}
        <dt>{t('recognition.visibility')}</dt>
        <dd>{t(`recognition.visibility.${nomination.visibility}`)}</dd>
        <dt>{t('recognition.written')}</dt>
        <dd>
          <Ago at={nomination.created_at} />
        </dd>
        {nomination.published_at && (
          <>
            <dt>{t('recognition.published')}</dt>
            <dd>
              <Ago at={nomination.published_at} />
            </dd>
          </>
        )}
        {nomination.decision?.by && (
          <>
            <dt>{t('recognition.decision')}</dt>
            <dd>{nomination.decision.by.name}</dd>
          </>
        )}
      </dl>
    </section>
  );
}

function Actions({ nomination }: { nomination: Nomination }) {
  const { t } = useI18n();
  const [asked, setAsked] = useState(false);
  const withdraw = useVerb(nomination.id, 'withdraw', t('recognition.withdrawn.done'), () => setAsked(false));
  const undo = useVerb(nomination.id, 'undo', t('recognition.undone'));
  const { can } = nomination;
  if (!can.approve && !can.withdraw && !can.undo) return null;
  return (
    <div className={cx(l.row, l.wrap)}>
      {can.approve && (
        <LinkButton to={`/approvals?id=${nomination.id}`} look="primary">
          {t('recognition.decide')}
        </LinkButton>
      )}
      {can.undo && (
        <Button onClick={undo.run} busy={undo.isPending}>
          {t('recognition.undo')}
        </Button>
      )}
      {can.withdraw && <Button onClick={() => setAsked(true)}>{t('recognition.withdraw')}</Button>}
      {asked && (
        <Dialog title={t('recognition.withdraw.title')} onClose={() => setAsked(false)}>
          <p className={l.soft}>{t('recognition.withdraw.text')}</p>
          <footer>
            <Button look="ghost" onClick={() => setAsked(false)}>
              {t('recognition.keep')}
            </Button>
            <Button look="solid" onClick={withdraw.run} busy={withdraw.isPending}>
              {t('recognition.withdraw')}
            </Button>
          </footer>
        </Dialog>
      )}
    </div>
  );
}

function useVerb(id: string, verb: 'withdraw' | 'undo', done: string, onDone?: () => void) {
  const client = useQueryClient();
  const tell = useToast();
  const errorText = useErrorText();
  const intent = useIntent();
  const mutation = useMutation({
    mutationFn: (key: string) => call<Nomination>('POST', `/nominations/${id}/${verb}`, { key }),
    onSuccess: () => {
      intent.done();
      tell(done);
    },
    onError: (error) => tell(errorText(error), { bad: true }),
    onSettled: async () => {
      onDone?.();
      for (const name of ['feed', 'approvals', 'me', 'board']) void client.invalidateQueries({ queryKey: [name] });
      await client.invalidateQueries({ queryKey: ['nomination', id] });
    },
  });
  return { run: () => mutation.mutate(intent.key([verb, id])), isPending: mutation.isPending };
}
