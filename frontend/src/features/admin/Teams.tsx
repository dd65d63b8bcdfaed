import { useQuery } from '@tanstack/react-query';
import { type SyntheticEvent, useState } from 'react';
import { Link } from 'wouter';
import { call } from '../../api/client';
import { useIntent } from '../../api/intent';
import { teamsQuery } from '../../api/queries';
import type { Person, Team } from '../../api/types';
import { useI18n } from '../../i18n';
import { PageHead, useTitle } from '../../ui/bits';
import { Button } from '../../ui/Button';
import { cx } from '../../ui/cx';
import { Dialog } from '../../ui/Dialog';
import { Icon } from '../../ui/Icon';
import l from '../../ui/layout.module.css';
import PeoplePicker from '../../ui/PeoplePicker';
import { Avatar } from '../../ui/Person';
import { Empty, Failed, RowBones } from '../../ui/states';
import { useTyped } from '../../ui/useTyped';
import s from './admin.module.css';
import { peopleParts } from './api';
import { SaveFailed, SelectField, TextField, useFaults, useWrite } from './parts';
import { below, type Branch, treeOf } from './tree';

/** How is the organisation cut, and who leads each part? */
export default function Teams() {
  const { t } = useI18n();
  useTitle(t('admin.teams.title'));
  const teams = useQuery(teamsQuery);
  const [editing, setEditing] = useState<Team | 'new' | null>(null);
  const tree = treeOf(teams.data ?? []);
  return (
    <>
      <PageHead title={t('admin.teams.title')} lead={t('admin.teams.lead')}>
        <Button look="primary" onClick={() => setEditing('new')}>
          <Icon name="plus" />
          {t('admin.teams.add')}
        </Button>
      </PageHead>
      {teams.isPending && (
        <div className={l.card}>
          <RowBones rows={5} />
        </div>
      )}
      {teams.isError && <Failed title={t('admin.teams.failed')} error={teams.error} retry={() => void teams.refetch()} />}
      {teams.data?.length === 0 && (
        <div className={l.card}>
          <Empty title={t('admin.teams.empty.title')} text={t('admin.teams.empty.text')} />
        </div>
      )}
      {tree.length > 0 && (
        <div className={cx(l.card, l.flush)}>
          <Level branches={tree} label={t('admin.teams.title')} onEdit={setEditing} />
        </div>
      )}
      {editing && <TeamDialog team={editing === 'new' ? null : editing} teams={teams.data ?? []} onClose={() => setEditing(null)} />}
    </>
  );
}

function Level({ branches, label, onEdit }: { branches: Branch[]; label: string; onEdit: (team: Team) => void }) {
  const { t } = useI18n();
  return (
    <ul className={s.tree} aria-label={label}>
      {branches.map(({ team, children }) => (
        <li key={team.id}>
          <div className={s.branch}>
            <Avatar id={team.id} name={team.name} shape="team" />
            <span className={s.branchName}>
              <b>{team.name}</b>
              <small>
                {team.lead ? t('admin.teams.ledBy', { name: team.lead.name }) : t('admin.teams.noLead')}
                {' · '}
                <Link href={`/admin/people?team=${team.id}`}>{t('admin.teams.members', { count: team.members })}</Link>
              </small>
            </span>
            <Button small aria-label={t('admin.teams.edit.of', { name: team.name })} onClick={() => onEdit(team)}>
              {t('admin.edit')}
            </Button>
          </div>
          {children.length > 0 && <Level branches={children} label={t('admin.teams.below', { name: team.name })} onEdit={onEdit} />}
        </li>
      ))}
    </ul>
  );
}

interface TeamDraft {
  name: string;
  parent: string;
  lead: Person[];
}

function TeamDialog({ team, teams, onClose }: { team: Team | null; teams: Team[]; onClose: () => void }) {
  const { t } = useI18n();
  const [draft, setDraft, forget] = useTyped<TeamDraft>(`admin.team.${team?.id ?? 'new'}`, {
    name: team?.name ?? '',
    parent: team?.parent?.id ?? '',
    lead: team?.lead ? [{ ...team.lead, team: null }] : [],
  });
  const { name, parent, lead } = draft;
  const intent = useIntent();
  const leave = () => {
    forget();
    onClose();
  };
  const save = useWrite({
    write: (body: object) =>
      team ? call<Team>('PATCH', `/teams/${team.id}`, { body }) : call<Team>('POST', '/teams', { body, key: intent.key(body) }),
    moves: peopleParts,
    done: (saved) => (team ? t('admin.saved') : t('admin.teams.added', { name: saved.name })),
    onDone: () => {
      intent.done();
      leave();
    },
  });
  const faults = useFaults(save.error);
  const own = team ? below(teams, team.id) : new Set<string>();
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    save.mutate({ name, parent_id: parent || null, lead_id: lead[0]?.id ?? null });
  };
  return (
    <Dialog title={team ? t('admin.teams.edit.of', { name: team.name }) : t('admin.teams.add')} onClose={onClose}>
      <form className={l.stack} noValidate onSubmit={submit}>
        <TextField label={t('admin.teams.name')} value={name} error={faults('name')} onChange={(next) => setDraft({ ...draft, name: next })} />
        <SelectField
          label={t('admin.teams.parent')}
          value={parent}
          error={faults('parent_id')}
          onChange={(next) => setDraft({ ...draft, parent: next })}
          options={[
            { value: '', label: t('admin.teams.top') },
            ...teams.filter((other) => !own.has(other.id)).map((other) => ({ value: other.id, label: other.name })),
          ]}
        />
        <PeoplePicker label={t('admin.teams.leadOf')} max={1} optional value={lead} error={faults('lead_id')} onChange={(next) => setDraft({ ...draft, lead: next })} />
        <SaveFailed error={save.error} fields={['name', 'parent_id', 'lead_id']} />
        <footer>
          <Button look="ghost" onClick={leave}>
            {t('action.cancel')}
          </Button>
          <Button type="submit" look="primary" busy={save.isPending}>
            {team ? t('admin.save') : t('admin.teams.add')}
          </Button>
        </footer>
      </form>
    </Dialog>
  );
}
