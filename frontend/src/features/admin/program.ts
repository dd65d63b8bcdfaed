import type { AwardRules, Person, Program } from '../../api/types';
import { type Language, newSayings, otherOf, type Sayings, sayingsOf, type Texts, textsBody } from './texts';

type Period = 'week' | 'month' | 'quarter' | 'year';

/** A program as its form has it: numbers as they are typed. */
export interface ProgramDraft {
  texts: Sayings;
  simple: boolean;
  active: boolean;
  funding: Program['funding'];
  approval: Program['approval'];
  min: string;
  usual: string;
  max: string;
  levels: string;
  maxNominees: string;
  shares: Program['shares'];
  total: string;
  period: Period;
  giver: string;
  pair: string;
  nominee: string;
  limitPeriod: Period;
  from: string;
  to: string;
  decidedFrom: string;
  /** Managers may pay from a budget of their own. */
  managerBudgets: boolean;
  nominators: Circle;
  nominees: Circle;
  /** Null: no award program. */
  award: AwardDraft | null;
}

/** What makes an award of a program, as its form has it. */
export interface AwardDraft {
  winners: string;
  panel: Person[];
  criteria: CriterionDraft[];
}

/** A criterion in the language in which the program was written first; what was typed before an upgrade has no translation. */
export interface CriterionDraft {
  name: string;
  description: string;
  weight: string;
  translation?: { name: string; description: string };
}

export const newCriterion: CriterionDraft = { name: '', description: '', weight: '1' };

export const newAward: AwardDraft = { winners: '1', panel: [], criteria: [newCriterion] };

/** The panel comes by name from elsewhere: the program has only ids. */
function awardOf(award: AwardRules, texts: Texts, panel: { id: string; name: string }[]): AwardDraft {
  const other = otherOf(sayingsOf(texts).first);
  return {
    winners: typed(award.winners),
    panel: award.panel_ids.map((id) => ({ id, name: panel.find((member) => member.id === id)?.name ?? '', team: null })),
    criteria: (texts.criteria ?? award.criteria).map(({ name, description, weight, translations }) => ({
      name,
      description: description ?? '',
      weight: typed(weight),
      translation: { name: '', description: '', ...translations?.[other] },
    })),
  };
}

function awardBody(award: AwardDraft, other: Language): AwardRules {
  return {
    winners: numberOf(award.winners) ?? 0,
    panel_ids: award.panel.map((member) => member.id),
    criteria: award.criteria.map(({ name, description, weight, translation }) => ({
      ...said({ name, description }),
      name: name.trim(),
      weight: numberOf(weight) ?? 0,
      translations: translation && Object.keys(said(translation)).length > 0 ? { [other]: said(translation) } : {},
    })),
  };
}

/** The texts that say something. */
function said(texts: { name: string; description: string }): { name?: string; description?: string } {
  const [name, description] = [texts.name.trim(), texts.description.trim()];
  return { ...(name && { name }), ...(description && { description }) };
}

/** Whom a program lets nominate, or be nominated; nothing chosen is everybody. */
export type Circle = Required<Program['nominators']>;

const everybody: Circle = { team_ids: [], roles: [] };

export function newDraft(first: Language): ProgramDraft {
  return {
    texts: newSayings(first),
    simple: false,
    active: true,
    funding: 'budget',
    approval: 'manager',
    min: '10',
    usual: '50',
    max: '100',
    levels: '',
    maxNominees: '1',
    shares: 'each',
    total: '10000',
    period: 'quarter',
    giver: '',
    pair: '',
    nominee: '',
    limitPeriod: 'month',
    from: '',
    to: '',
    decidedFrom: '',
    managerBudgets: false,
    nominators: everybody,
    nominees: everybody,
    award: null,
  };
}

const typed = (value: number | null | undefined) => (value === null || value === undefined ? '' : String(value));

export function draftOf(p: Program, texts: Texts, panel: { id: string; name: string }[] = []): ProgramDraft {
  return {
    texts: sayingsOf(texts),
    simple: p.simple,
    active: p.active,
    funding: p.funding,
    approval: p.approval,
    min: typed(p.points.min),
    usual: typed(p.points.default),
    max: typed(p.points.max),
    levels: p.points.levels.join(', '),
    maxNominees: typed(p.max_nominees),
    shares: p.shares,
    total: typed(p.budget?.total ?? 10000),
    period: p.budget?.period ?? 'quarter',
    giver: typed(p.limits.per_giver),
    pair: typed(p.limits.per_pair),
    nominee: typed(p.limits.per_nominee),
    limitPeriod: p.limits.period ?? 'month',
    from: p.from ?? '',
    to: p.to ?? '',
    decidedFrom: typed(p.approval_from),
    managerBudgets: p.manager_budgets,
    nominators: { ...everybody, ...p.nominators },
    nominees: { ...everybody, ...p.nominees },
    award: p.award && awardOf(p.award, texts, panel),
  };
}

/** A number as typed; what is no whole number goes as it is, for the server to refuse. */
export function numberOf(text: string): number | null {
  const clean = text.replace(/\s/g, '');
  return clean === '' ? null : Number(clean);
}

/** What follows from being an award: an owner decides, each winner gets the same, one is nominated at a time. */
function asAward(draft: ProgramDraft): ProgramDraft {
  if (!draft.award) return draft;
  return { ...draft, simple: false, approval: 'owner', decidedFrom: '', min: draft.usual, max: draft.usual, levels: '', maxNominees: '1', shares: 'each' };
}

/** The draft as the API takes it. A program that pays nothing has no points. */
export function bodyOf(typedIn: ProgramDraft, change: boolean) {
  const draft = asAward(typedIn);
  const paid = draft.funding !== 'none';
  const limits = { per_giver: numberOf(draft.giver), per_pair: numberOf(draft.pair), per_nominee: numberOf(draft.nominee) };
  const limited = Object.values(limits).some((limit) => limit !== null);
  const decidedFrom = draft.approval === 'none' || !paid ? null : numberOf(draft.decidedFrom);
  const levels = draft.levels
    .split(/[,;\s]+/)
    .filter(Boolean)
    .map(Number);
  return {
    ...textsBody(draft.texts, 'guidance'),
    ...(!change && { simple: draft.simple }),
    active: draft.active,
    funding: draft.funding,
    approval: draft.approval,
    points: paid
      ? { min: numberOf(draft.min) ?? 0, max: numberOf(draft.max) ?? 0, default: numberOf(draft.usual) ?? 0, levels }
      : { min: 0, max: 0, default: 0, levels: [] },
    // Left out of a new program; of one that is changed, null takes it away.
    ...(change || decidedFrom !== null ? { approval_from: decidedFrom } : {}),
    nominators: draft.nominators,
    nominees: draft.nominees,
    max_nominees: numberOf(draft.maxNominees) ?? 1,
    shares: draft.shares,
    limits: { ...limits, period: limited ? draft.limitPeriod : null },
    ...(draft.award && { award: awardBody(draft.award, otherOf(draft.texts.first)) }),
    manager_budgets: draft.managerBudgets && draft.funding === 'budget' && !draft.award,
    ...(draft.funding === 'budget' && { budget: { total: numberOf(draft.total) ?? 0, period: draft.period } }),
    ...(change ? { from: draft.from || null, to: draft.to || null } : { ...(draft.from && { from: draft.from }), ...(draft.to && { to: draft.to }) }),
  };
}
