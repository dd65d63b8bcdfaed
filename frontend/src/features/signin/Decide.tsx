import { queryOptions, useQuery } from '@tanstack/react-query';
import { type SyntheticEvent, useRef, useState } from 'react';
import { call } from '../../api/client';
import { useIntent } from '../../api/intent';
import { isProblem } from '../../api/problem';
import type { AskedByLink, DecidedByLink } from '../../api/types';
import { useI18n } from '../../i18n';
import { Ago } from '../../ui/bits';
import { Button, LinkButton } from '../../ui/Button';
import c from '../../ui/controls.module.css';
import { Field } from '../../ui/Field';
import l from '../../ui/layout.module.css';
import { type CardContent, RecognitionCard } from '../../ui/Recognition';
import { Bone, Failed, Loading, Note, useErrorText } from '../../ui/states';
import { Entrance } from './Entrance';
import { useToken } from './token';

const askedQuery = (token: string) =>
  queryOptions({
    queryKey: ['asked', token],
    queryFn: ({ signal }) => call<AskedByLink>('GET', `/decisions/${encodeURIComponent(token)}`, { signal }),
    enabled: token !== '',
    gcTime: 0,
    staleTime: Number.POSITIVE_INFINITY,
  });

/** Where an approver decides who came by the link of a letter, without signing in. */
export default function Decide() {
  const { t } = useI18n();
  const token = useToken();
  const [ended, setEnded] = useState<string | null>(null);
  const [decided, setDecided] = useState<DecidedByLink | null>(null);
  const asked = useQuery(askedQuery(token));

  if (decided) return <Done decided={decided} />;
  if (token === '' || token === ended || isEnded(asked.error)) {
    const missing = token === '';
    return (
      <Entrance title={missing ? t('decide.missing') : t('decide.ended')}>
        <Note tone="ember" icon="info" alert>
          {missing ? t('decide.missing.text') : t('decide.ended.text')}
        </Note>
        <LinkButton to="/approvals" block>
          {t('decide.toApprovals')}
        </LinkButton>
      </Entrance>
    );
  }
  return (
    <Entrance title={t('decide.title')}>
      {asked.isPending && (
        <Loading className={l.stack}>
          <Bone width="100%" />
          <Bone width="70%" />
          <Bone width="85%" />
        </Loading>
      )}
      {asked.isError && <Failed title={t('list.failed')} error={asked.error} retry={() => void asked.refetch()} />}
      {asked.data && (
        <>
          <p className={l.soft}>{t('decide.for', { name: asked.data.approver.name })}</p>
          <About asked={asked.data} />
          <Verdict key={token} token={token} asked={asked.data} onDecided={setDecided} onEnded={() => setEnded(token)} />
        </>
      )}
    </Entrance>
  );
}

/** What is decided on. */
function About({ asked }: { asked: AskedByLink }) {
  const { t } = useI18n();
  const { nomination, redemption } = asked;
  if (nomination) {
    const content: CardContent = { ...nomination };
    delete content.status; // that it waits is what the page is about
    return <RecognitionCard content={content} when={<Ago at={nomination.created_at} />} heading="h2" />;
  }
  if (!redemption) return null;
  return (
    <>
      <p>{t('decide.wants', { name: redemption.employee.name, reward: redemption.reward.name, points: t('points', { count: redemption.points }) })}</p>
      {redemption.note && <p className={l.soft}>{redemption.note}</p>}
    </>
  );
}

interface VerdictProps {
  token: string;
  asked: AskedByLink;
  onDecided: (decided: DecidedByLink) => void;
  onEnded: () => void;
}

/** Yes, or no with a reason. */
function Verdict({ token, asked, onDecided, onEnded }: VerdictProps) {
  const { t } = useI18n();
  const errorText = useErrorText();
  const intent = useIntent();
  const [declines, setDeclines] = useState(false);
  const [reason, setReason] = useState('');
  const [short, setShort] = useState(false);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const text = useRef<HTMLTextAreaElement>(null);
  const reader = asked.nomination?.nominator?.name ?? asked.redemption?.employee.name ?? '';

  const send = async (body: { action: 'approve' } | { action: 'decline'; reason: string }) => {
    if (busy) return;
    setBusy(true);
    setError(null);
    try {
      const decided = await call<DecidedByLink>('POST', `/decisions/${encodeURIComponent(token)}`, { body, key: intent.key(body) });
      intent.done();
      onDecided(decided);
    } catch (problem) {
      if (isEnded(problem)) onEnded();
      else setError(problem);
      setBusy(false);
    }
  };
  const decline = (event: SyntheticEvent) => {
    event.preventDefault();
    const words = reason.trim();
    setShort(words.length < 3);
    if (words.length < 3) text.current?.focus();
    else void send({ action: 'decline', reason: words });
  };

  return (
    <form className={l.stack} noValidate onSubmit={decline}>
      {error !== null && (
        <Note tone="bad" icon="info" alert>
          {errorText(error)}
        </Note>
      )}
      {declines ? (
        <>
          <Field label={t('decide.reason')} hint={t('decide.reason.hint', { name: reader })} error={short ? t('decide.reason.short') : null}>
            {(wiring) => (
              <textarea {...wiring} ref={text} className={c.input} rows={3} maxLength={1000} value={reason} onChange={({ target }) => setReason(target.value)} />
            )}
          </Field>
          <Button type="submit" look="solid" block busy={busy}>
            {busy ? t('decide.busy') : t('decide.send')}
          </Button>
          <Button look="ghost" block onClick={() => setDeclines(false)}>
            {t('decide.back')}
          </Button>
        </>
      ) : (
        <>
          <Button look="primary" block busy={busy} onClick={() => void send({ action: 'approve' })}>
            {busy ? t('decide.busy') : t('decide.approve')}
          </Button>
          <Button block onClick={() => setDeclines(true)}>
            {t('decide.decline')}
          </Button>
          <LinkButton to="/approvals" look="ghost" block>
            {t('decide.other')}
          </LinkButton>
        </>
      )}
    </form>
  );
}

function Done({ decided }: { decided: DecidedByLink }) {
  const { t } = useI18n();
  const yes = decided.status === 'approved' || decided.status === 'fulfilled';
  const how = yes ? 'approved' : decided.status === 'pending' ? 'next' : 'declined';
  return (
    <Entrance title={t(`decide.${how}`)}>
      <p role="status">{t(`decide.${how}.text`)}</p>
      <LinkButton to="/approvals" block>
        {t('decide.toApprovals')}
      </LinkButton>
    </Entrance>
  );
}

/** Nothing waits there for who got the link any more. */
function isEnded(problem: unknown): boolean {
  if (!isProblem(problem)) return false;
  return problem.status === 404 || problem.errors.some(({ location }) => location === 'path.token');
}
