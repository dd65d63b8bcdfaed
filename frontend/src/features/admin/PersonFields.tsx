import { useQuery } from '@tanstack/react-query';
import { teamsQuery } from '../../api/queries';
import type { Person } from '../../api/types';
import { useI18n } from '../../i18n';
import PeoplePicker from '../../ui/PeoplePicker';
import s from './admin.module.css';
import { type Role, type RosterEntry, roles } from './api';
import { SelectField, TextField } from './parts';

/** An employee as a form has them: empty texts for what is not there. */
export interface PersonDraft {
  name: string;
  email: string;
  personnel_number: string;
  team_id: string;
  manager: Person[];
  role: Role;
  locale: 'en' | 'ru';
  location: string;
  started_on: string;
}

/** The API's names of the fields that the form has. */
export const draftFields = ['name', 'email', 'personnel_number', 'team_id', 'manager_id', 'role', 'locale', 'location', 'started_on'] as const;

export function newDraft(locale: 'en' | 'ru'): PersonDraft {
  return { name: '', email: '', personnel_number: '', team_id: '', manager: [], role: 'employee', locale, location: '', started_on: '' };
}

export function draftOf(person: RosterEntry): PersonDraft {
  return {
    name: person.name,
    email: person.email ?? '',
    personnel_number: person.personnel_number ?? '',
    team_id: person.team?.id ?? '',
    manager: person.manager ? [{ ...person.manager, team: null }] : [],
    role: person.role,
    locale: person.locale,
    location: person.location ?? '',
    started_on: person.started_on ?? '',
  };
}

/** The draft as the API takes it. */
export function bodyOf(draft: PersonDraft) {
  const { manager, ...rest } = draft;
  return {
    ...rest,
    email: rest.email.trim() || null,
    personnel_number: rest.personnel_number.trim() || null,
    team_id: rest.team_id || null,
    manager_id: manager[0]?.id ?? null,
    location: rest.location.trim() || null,
    started_on: rest.started_on || null,
  };
}

interface Props {
  draft: PersonDraft;
  onChange: (draft: PersonDraft) => void;
  faults: (field: string) => string | null;
  /** Who cannot be the manager: the employee. */
  self?: string;
}

export function PersonFields({ draft, onChange, faults, self }: Props) {
  const { t } = useI18n();
  const teams = useQuery(teamsQuery);
  const set = (part: Partial<PersonDraft>) => onChange({ ...draft, ...part });
  return (
    <>
      <TextField label={t('admin.person.name')} value={draft.name} error={faults('name')} onChange={(name) => set({ name })} />
      <div className={s.pair}>
        <TextField
          label={t('admin.person.email')}
          type="email"
          value={draft.email}
          error={faults('email')}
          onChange={(email) => set({ email })}
        />
        <TextField
          label={t('admin.person.number')}
          optional
          mono
          value={draft.personnel_number}
          error={faults('personnel_number')}
          onChange={(personnel_number) => set({ personnel_number })}
        />
      </div>
      <div className={s.pair}>
        <SelectField
          label={t('admin.person.team')}
          value={draft.team_id}
          error={faults('team_id')}
          onChange={(team_id) => set({ team_id })}
          options={[
            { value: '', label: t('admin.person.noTeam') },
            ...(teams.data ?? []).map((team) => ({ value: team.id, label: team.name })),
          ]}
        />
        <PeoplePicker
          label={t('admin.person.manager')}
          max={1}
          optional
          value={draft.manager}
          without={self ? [self] : []}
          error={faults('manager_id')}
          onChange={(manager) => set({ manager })}
        />
      </div>
      <div className={s.pair}>
        <SelectField
          label={t('admin.person.role')}
          value={draft.role}
          error={faults('role')}
          hint={t(`admin.person.role.${draft.role}`)}
          onChange={(role) => set({ role: role as Role })}
          options={roles.map((role) => ({ value: role, label: t(`role.${role}`) }))}
        />
        <SelectField
          label={t('admin.person.language')}
          value={draft.locale}
          error={faults('locale')}
          onChange={(locale) => set({ locale: locale as PersonDraft['locale'] })}
          options={[
            { value: 'en', label: t('admin.language.en') },
            { value: 'ru', label: t('admin.language.ru') },
          ]}
        />
      </div>
      <div className={s.pair}>
        <TextField
          label={t('admin.person.location')}
          optional
          value={draft.location}
          error={faults('location')}
          onChange={(location) => set({ location })}
        />
        <TextField
          label={t('admin.person.startedOn')}
          optional
          type="date"
          value={draft.started_on}
          error={faults('started_on')}
          onChange={(started_on) => set({ started_on })}
        />
      </div>
    </>
  );
}
