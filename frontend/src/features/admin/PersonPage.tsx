import { useQuery } from '@tanstack/react-query';
import { type SyntheticEvent, useState } from 'react';
import { Link } from 'wouter';
import { call } from '../../api/client';
import { signInOptionsQuery } from '../../api/queries';
import { useIntent } from '../../api/intent';
import { isProblem } from '../../api/problem';
import type { Me } from '../../api/types';
import { useI18n } from '../../i18n';
import { Ago, useTitle } from '../../ui/bits';
import { Button, LinkButton } from '../../ui/Button';
import { cx } from '../../ui/cx';
import { Dialog } from '../../ui/Dialog';
import { Icon } from '../../ui/Icon';
import l from '../../ui/layout.module.css';
import { Who } from '../../ui/Person';
import { Empty, Failed, Note, RowBones } from '../../ui/states';
import { useTyped } from '../../ui/useTyped';
import s from './admin.module.css';
import { peopleParts, type RosterEntry, rosterEntryQuery } from './api';
import { CopyBox, FormFoot, SaveFailed, useFaults, useWrite } from './parts';
import { SignInBadge } from './People';
import { bodyOf, draftFields, draftOf, PersonFields } from './PersonFields';

/** One employee: what is known of them, whether they can sign in, and whether they are still here. */
export default function PersonPage({ id, me }: { id: string; me: Me }) {
  const { t } = useI18n();
  const person = useQuery(rosterEntryQuery(id));
  useTitle(person.data?.name ?? t('admin.people.title'));
  return (
    <>
      <Link className={l.back} href="/admin/people">
        <Icon name="cl" size="s" />
        {t('admin.people.all')}
      </Link>
      {person.isPending && (
        <div className={l.card}>
          <h1 className={l.vh}>{t('admin.people.title')}</h1>
          <RowBones rows={5} />
        </div>
      )}
      {person.isError && isProblem(person.error) && person.error.status === 404 && (
        <div className={l.card}>
          <h1 className={l.vh}>{t('admin.people.title')}</h1>
          <Empty title={t('admin.person.missing')} text={t('error.not_found')}>
            <LinkButton to="/admin/people">{t('admin.people.all')}</LinkButton>
          </Empty>
        </div>
      )}
      {person.isError && !(isProblem(person.error) && person.error.status === 404) && (
        <Failed title={t('admin.people.failed')} error={person.error} retry={() => void person.refetch()} />
      )}
      {person.data && <Page person={person.data} me={me} key={person.data.id} />}
    </>
  );
}

function Page({ person, me }: { person: RosterEntry; me: Me }) {
  const { t } = useI18n();
  return (
    <>
      <div className={cx(l.row, l.between, l.wrap)}>
        <h1 className={s.named}>
          <Who id={person.id} name={person.name} size="lg" below={[person.team?.name, t(`role.${person.role}`)].filter(Boolean).join(', ')} />
        </h1>
        <SignInBadge person={person} />
      </div>
      <div className={l.cols}>
        <About person={person} />
        <div className={l.stack}>
          {person.active && <SignIn person={person} />}
          <Here person={person} me={me} />
        </div>
      </div>
    </>
  );
}

function About({ person }: { person: RosterEntry }) {
  const { t } = useI18n();
  const [draft, setDraft, forget] = useTyped(`admin.person.${person.id}`, draftOf(person));
  const save = useWrite({
    write: (body: object) => call<RosterEntry>('PATCH', `/employees/${person.id}`, { body }),
    moves: peopleParts,
    done: () => t('admin.saved'),
    onDone: (changed) => {
      setDraft(draftOf(changed));
      forget();
    },
  });
  const faults = useFaults(save.error);
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    // Only what was changed: who changed something else meanwhile keeps it.
    const before: Record<string, unknown> = bodyOf(draftOf(person));
    const changed = Object.entries(bodyOf(draft)).filter(([name, value]) => before[name] !== value);
    save.mutate(Object.fromEntries(changed));
  };
  return (
    <form className={l.card} noValidate onSubmit={submit} aria-label={t('admin.person.about')}>
      <h2>{t('admin.person.about')}</h2>
      <PersonFields draft={draft} onChange={setDraft} faults={faults} self={person.id} />
      <SaveFailed error={save.error} fields={draftFields} />
      <FormFoot busy={save.isPending} save={t('admin.save')} />
    </form>
  );
}

interface Link {
  url: string;
  expires_at: string;
}

function SignIn({ person }: { person: RosterEntry }) {
  const { t, format } = useI18n();
  const [link, setLink] = useState<Link | null>(null);
  const { data: options } = useQuery(signInOptionsQuery);
  const intent = useIntent();
  const invite = useWrite({
    write: () => call<Link>('POST', `/employees/${person.id}/invitation`, { key: intent.key(person.id) }),
    moves: ['roster', 'setup', 'audit'],
    onDone: (made) => {
      intent.done();
      setLink(made);
    },
    tellFailures: true,
  });
  return (
    <section className={l.card} aria-label={t('admin.signIn')}>
      <h2>{t('admin.signIn')}</h2>
      <p className={l.soft}>
        {person.sign_in === 'ready' && t('admin.signIn.ready')}
        {person.sign_in === 'invited' && t('admin.signIn.invited', { date: format.date(person.invited_until ?? '') })}
        {person.sign_in === 'none' && t('admin.signIn.none')}
      </p>
      {person.last_seen_at && (
        <dl className={l.kv}>
          <dt>{t('admin.signIn.seen')}</dt>
          <dd>
            <Ago at={person.last_seen_at} />
          </dd>
        </dl>
      )}
      {person.email === null ? (
        <Note icon="info">{t('admin.signIn.noEmail')}</Note>
      ) : (
        <Button busy={invite.isPending} onClick={() => invite.mutate()}>
          <Icon name="link" />
          {person.sign_in === 'none' ? t('admin.invite') : t('admin.invite.again')}
        </Button>
      )}
      {link && (
        <Dialog title={t('admin.invite.title', { name: person.name })} onClose={() => setLink(null)} wide>
          <p>
            {options?.mail
              ? t('admin.invite.mailed', { email: person.email ?? '', date: format.exact(link.expires_at) })
              : t('admin.invite.text', { date: format.exact(link.expires_at) })}
          </p>
          <CopyBox label={t('admin.invite.link')} text={link.url} copied={t('admin.invite.copied')} />
          <Note icon="lock">{t('admin.invite.once')}</Note>
        </Dialog>
      )}
    </section>
  );
}

function Here({ person, me }: { person: RosterEntry; me: Me }) {
  const { t, format } = useI18n();
  const [asking, setAsking] = useState(false);
  const change = useWrite({
    write: (active: boolean) => call<RosterEntry>('PATCH', `/employees/${person.id}`, { body: { active } }),
    moves: [...peopleParts, 'approvals'],
    done: (changed) => (changed.active ? t('admin.here.back.done', { name: person.name }) : t('admin.here.leave.done', { name: person.name })),
    onDone: () => setAsking(false),
    tellFailures: true,
  });
  if (!person.active) {
    return (
      <section className={l.card} aria-label={t('admin.here')}>
        <h2>{t('admin.here')}</h2>
        <p className={l.soft}>{t('admin.here.gone', { date: format.date(person.deactivated_at ?? person.created_at) })}</p>
        <Button busy={change.isPending} onClick={() => change.mutate(true)}>
          {t('admin.here.back')}
        </Button>
      </section>
    );
  }
  return (
    <section className={l.card} aria-label={t('admin.here')}>
      <h2>{t('admin.here')}</h2>
      <p className={l.soft}>{person.id === me.id ? t('admin.here.self') : t('admin.here.text')}</p>
      {person.id !== me.id && (
        <Button look="danger" onClick={() => setAsking(true)}>
          {t('admin.here.leave')}
        </Button>
      )}
      {asking && (
        <Dialog title={t('admin.here.leave.title', { name: person.name })} onClose={() => setAsking(false)}>
          <p>{t('admin.here.leave.text')}</p>
          {person.reports > 0 && (
            <Note tone="ember" icon="alert">
              {t('admin.here.leave.reports', { count: person.reports })}
            </Note>
          )}
          <footer>
            <Button look="ghost" onClick={() => setAsking(false)}>
              {t('action.cancel')}
            </Button>
            <Button look="solid" busy={change.isPending} onClick={() => change.mutate(false)}>
              {t('admin.here.leave')}
            </Button>
          </footer>
        </Dialog>
      )}
    </section>
  );
}
