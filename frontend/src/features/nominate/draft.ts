import { useEffect, useState } from 'react';
import type { CustomerKind, NewNomination, Nomination, Person, Program, Ref } from '../../api/types';

/** What has been typed so far; it lives in the browser until it is sent. */
export interface Draft {
  programId: string;
  who: Person[];
  behaviours: string[];
  story: string;
  customerKind: CustomerKind;
  customerName: string;
  /** The outside customer is named only to those whom it concerns. */
  confidential: boolean;
  customerPerson: Person[];
  customerTeam: Ref | null;
  impact: string;
  enablers: Person[];
  points: number | null;
  /** Paid from one's own budget, where one has one and the program takes it. */
  fromOwn: boolean;
  private: boolean;
  savedAt: string | null;
}

export const emptyDraft: Draft = {
  programId: '',
  who: [],
  behaviours: [],
  story: '',
  customerKind: 'external',
  customerName: '',
  confidential: false,
  customerPerson: [],
  customerTeam: null,
  impact: '',
  enablers: [],
  points: null,
  fromOwn: false,
  private: false,
  savedAt: null,
};

export function isEmpty(draft: Draft): boolean {
  const typed = draft.story + draft.impact + draft.customerName;
  return typed.trim() === '' && draft.who.length === 0 && draft.behaviours.length === 0 && draft.enablers.length === 0;
}

/** An earlier nomination as a draft: to be sent again in better words. */
export function draftOf(earlier: Nomination): Partial<Draft> {
  const { customer } = earlier;
  const name = customer.name ?? '';
  return {
    programId: earlier.program?.id ?? '',
    who: earlier.nominees,
    behaviours: earlier.behaviours.map((behaviour) => behaviour.id),
    story: earlier.story,
    impact: earlier.impact,
    enablers: earlier.enablers.map((enabler) => ({ ...enabler, team: null })),
    points: earlier.points,
    fromOwn: earlier.from === 'manager_budget',
    private: earlier.visibility === 'private',
    customerKind: customer.kind,
    customerName: customer.kind === 'external' ? name : '',
    confidential: customer.confidential ?? false,
    customerPerson: customer.kind === 'employee' && customer.id ? [{ id: customer.id, name, team: null }] : [],
    customerTeam: customer.kind === 'team' && customer.id ? { id: customer.id, name } : null,
  };
}

const storageKey = (employeeId: string) => `laurel.draft.${employeeId}`;

function read(employeeId: string): Draft {
  try {
    const text = localStorage.getItem(storageKey(employeeId));
    return text ? { ...emptyDraft, ...(JSON.parse(text) as Partial<Draft>) } : emptyDraft;
  } catch {
    return emptyDraft;
  }
}

function write(employeeId: string, draft: Draft): void {
  try {
    if (isEmpty(draft)) localStorage.removeItem(storageKey(employeeId));
    else localStorage.setItem(storageKey(employeeId), JSON.stringify({ ...draft, savedAt: new Date().toISOString() }));
  } catch {
    // A closed or full storage: the form still works, it only forgets with the tab.
  }
}

export interface DraftState {
  draft: Draft;
  /** When the draft that was found was saved; null for a fresh start. */
  restored: string | null;
  change: (part: Partial<Draft>) => void;
  clear: () => void;
}

export function useDraft(employeeId: string): DraftState {
  const [start] = useState(() => read(employeeId));
  const [draft, setDraft] = useState(start);
  const [restored, setRestored] = useState(start.savedAt);
  useEffect(() => write(employeeId, draft), [employeeId, draft]);
  return {
    draft,
    restored,
    change: (part) => setDraft((before) => ({ ...before, ...part })),
    clear: () => {
      setRestored(null);
      setDraft(emptyDraft);
    },
  };
}

export function pointsOf(draft: Draft, program: Program): number {
  const points = draft.points ?? program.points.default;
  return Math.min(Math.max(points, program.points.min), program.points.max);
}

export type Fault = 'who' | 'tooMany' | 'behaviours' | 'story' | 'customer' | 'points';

/** What is still missing, in the order of the page. */
export function faultsOf(draft: Draft, program: Program, left: number | null): Fault[] {
  const faults: Fault[] = [];
  if (draft.who.length === 0) faults.push('who');
  if (draft.who.length > program.max_nominees) faults.push('tooMany');
  if (draft.behaviours.length > 3 || (!program.simple && draft.behaviours.length === 0)) faults.push('behaviours');
  if (draft.story.trim() === '') faults.push('story');
  if (!program.simple && !customerOf(draft)) faults.push('customer');
  const cost = pointsOf(draft, program) * (program.shares === 'each' ? Math.max(1, draft.who.length) : 1);
  if (program.funding === 'allowance' && left !== null && cost > left) faults.push('points');
  return faults;
}

export function customerOf(draft: Draft): NewNomination['customer'] | undefined {
  switch (draft.customerKind) {
    case 'employee': {
      const person = draft.customerPerson[0];
      return person && { kind: 'employee', id: person.id };
    }
    case 'team':
      return draft.customerTeam ? { kind: 'team', id: draft.customerTeam.id } : undefined;
    case 'external': {
      const name = draft.customerName.trim();
      return name === '' ? undefined : { kind: 'external', name, ...(draft.confidential && { confidential: true }) };
    }
  }
}

/** The draft as the API takes it; nothing is sent that was left empty. */
export function bodyOf(draft: Draft, program: Program): NewNomination {
  const customer = customerOf(draft);
  const impact = draft.impact.trim();
  return {
    program_id: program.id,
    nominee_ids: draft.who.map((p) => p.id),
    story: draft.story.trim(),
    points: pointsOf(draft, program),
    visibility: draft.private ? 'private' : 'public',
    ...(draft.fromOwn && program.manager_budgets && { from: 'manager_budget' as const }),
    ...(draft.behaviours.length > 0 && { behaviour_ids: draft.behaviours }),
    ...(customer && { customer }),
    ...(impact !== '' && { impact }),
    ...(draft.enablers.length > 0 && { enabler_ids: draft.enablers.map((p) => p.id) }),
  };
}
