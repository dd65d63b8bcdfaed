import { type InfiniteData, useMutation, useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { call, newKey } from '../../api/client';
import { isProblem, Problem } from '../../api/problem';
import { approvalsQuery } from '../../api/queries';
import type { Approval, BatchItem, BatchResult, Me, Page, Person } from '../../api/types';
import { useI18n } from '../../i18n';
import { useErrorText } from '../../ui/states';
import { useToast } from '../../ui/toast';
import { dropTyped } from '../../ui/useTyped';

/** What can be said to something that waits. */
export type Verdict =
  | { action: 'approve'; points?: number; comment?: string }
  | { action: 'thanks'; comment?: string }
  | { action: 'decline'; reason: string }
  | { action: 'delegate'; to: Person };

export function nameOf(approval: Approval): string {
  return approval.kind === 'nomination' ? (approval.nomination.nominees[0]?.name ?? '') : approval.redemption.employee.name;
}

function bodyOf(verdict: Verdict): Record<string, unknown> {
  if (verdict.action === 'decline') return { reason: verdict.reason };
  if (verdict.action === 'delegate') return { to: verdict.to.id };
  const comment = verdict.comment ? { comment: verdict.comment } : {};
  if (verdict.action === 'thanks') return { as_thanks: true, ...comment };
  return { ...(verdict.points !== undefined && { points: verdict.points }), ...comment };
}

function pathOf(approval: Approval, verdict: Verdict): string {
  if (verdict.action === 'delegate') return `/approvals/${approval.id}/delegate`;
  if (approval.kind === 'nomination') {
    return `/nominations/${approval.id}/${verdict.action === 'decline' ? 'decline' : 'approve'}`;
  }
  return `/redemptions/${approval.id}/${verdict.action === 'decline' ? 'reject' : 'approve'}`;
}

function itemOf({ kind, id }: Approval, verdict: Verdict): BatchItem {
  const action = verdict.action === 'thanks' ? 'approve' : verdict.action;
  return { kind, id, action, ...bodyOf(verdict) };
}

/** Everything that a decision moves. */
const moved = ['approvals', 'me', 'feed', 'board', 'programs', 'nomination', 'redemptions', 'team'];

/** What the words for several things at once are kept by. */
export const many = 'many';

/** What was typed for a decision has arrived with it. */
function forgetWords(id: string): void {
  dropTyped(`decline.${id}`);
  dropTyped(`approve.${id}`);
  dropTyped(`delegate.${id}`);
}

/** An undo is offered for as long as its notice stands. */
const undoWithin = 10_000;

export function useDecide(me: Me) {
  const client = useQueryClient();
  const { t } = useI18n();
  const tell = useToast();
  const errorText = useErrorText();
  // Why some of the last batch were refused, by id.
  const [refused, setRefused] = useState<ReadonlyMap<string, string>>(new Map());
  const last = useRef<{ run: () => void; hide: () => void; at: number } | null>(null);
  // One key for each thing and verdict: pressed again after a lost answer, it is the same decision.
  const keys = useRef(new Map<string, string>());
  const keyOf = (content: string) => {
    const key = keys.current.get(content) ?? newKey();
    keys.current.set(content, key);
    return key;
  };

  const refresh = () => {
    for (const name of moved) void client.invalidateQueries({ queryKey: [name] });
  };

  /** Takes things out of the queue at once; what was there before comes back if the server says no. */
  const take = async (ids: string[]) => {
    await client.cancelQueries({ queryKey: approvalsQuery.queryKey });
    const before = client.getQueryData(approvalsQuery.queryKey);
    client.setQueryData(
      approvalsQuery.queryKey,
      (data: InfiniteData<Page<Approval>> | undefined) =>
        data && { ...data, pages: data.pages.map((page) => ({ ...page, items: page.items.filter((item) => !ids.includes(item.id)) })) },
    );
    return { before };
  };

  const undo = useMutation({
    mutationFn: async (things: { kind: Approval['kind']; id: string; key: string; verdict: Verdict }[]) => {
      for (const { kind, id, key, verdict } of things) {
        if (verdict.action === 'delegate') await call('POST', `/approvals/${id}/delegate`, { body: { to: me.id }, key });
        else await call('POST', `/${kind}s/${id}/undo`, { key });
      }
    },
    onSuccess: (_, things) => tell(t('approvals.undone', { count: things.length })),
    onError: (error) => tell(errorText(error), { bad: true }),
    onSettled: refresh,
  });

  const tellWithUndo = (text: string, approvals: Approval[], verdict: Verdict) => {
    const things = approvals.map(({ kind, id }) => ({ kind, id, key: newKey(), verdict }));
    const run = () => {
      last.current = null;
      undo.mutate(things);
    };
    last.current = { run, hide: tell(text, { undo: run }), at: Date.now() };
  };

  const done = (approval: Approval, verdict: Verdict): string => {
    const name = nameOf(approval);
    if (verdict.action === 'delegate') return t('approvals.delegated', { name, to: verdict.to.name });
    if (verdict.action === 'thanks') return t('approvals.thanked', { name });
    if (verdict.action === 'decline')
      return approval.kind === 'nomination' ? t('approvals.declined', { name }) : t('approvals.rejected', { name });
    return verdict.points
      ? t('approvals.approved', { name, points: t('points', { count: verdict.points }) })
      : t('approvals.approvedPlain', { name });
  };

  const decide = useMutation({
    mutationFn: ({ approval, verdict, key }: { approval: Approval; verdict: Verdict; key: string }) =>
      call('POST', pathOf(approval, verdict), { body: bodyOf(verdict), key }),
    onMutate: ({ approval }) => take([approval.id]),
    onSuccess: (_, { approval, verdict }) => {
      // Decided anew after an undo is a new decision.
      keys.current.clear();
      forgetWords(approval.id);
      tellWithUndo(done(approval, verdict), [approval], verdict);
    },
    onError: (error, _, context) => {
      if (context?.before) client.setQueryData(approvalsQuery.queryKey, context.before);
      tell(isProblem(error, 'not_pending') ? t('approvals.taken') : errorText(error), { bad: true });
    },
    onSettled: refresh,
  });

  const batch = useMutation({
    mutationFn: ({ approvals, verdict, key }: { approvals: Approval[]; verdict: Verdict; key: string }) =>
      call<{ results: BatchResult[] }>('POST', '/approvals/batch', {
        body: { items: approvals.map((approval) => itemOf(approval, verdict)) },
        key,
      }),
    onMutate: ({ approvals }) => take(approvals.map((approval) => approval.id)),
    onSuccess: ({ results }, { approvals, verdict }) => {
      keys.current.clear();
      forgetWords(many);
      const why = new Map<string, string>();
      for (const { id, code } of results) if (code) why.set(id, errorText(new Problem(409, { code })));
      setRefused(why);
      const through = approvals.filter((approval) => !why.has(approval.id));
      if (through.length > 0) tellWithUndo(t(`approvals.batch.${verdict.action}`, { count: through.length }), through, verdict);
      const first = [...why.values()][0];
      if (first) tell(t('approvals.batch.failed', { count: why.size, reason: first }), { bad: true });
    },
    onError: (error, _, context) => {
      if (context?.before) client.setQueryData(approvalsQuery.queryKey, context.before);
      tell(errorText(error), { bad: true });
    },
    onSettled: refresh,
  });

  return {
    refused,
    decide: (approval: Approval, verdict: Verdict) =>
      decide.mutate({ approval, verdict, key: keyOf(JSON.stringify([approval.id, verdict])) }),
    decideAll: (approvals: Approval[], verdict: Verdict) => {
      setRefused(new Map());
      batch.mutate({ approvals, verdict, key: keyOf(JSON.stringify([approvals.map(({ id }) => id), verdict])) });
    },
    /** Takes the last decision back while its notice stands. */
    undoLast: () => {
      if (!last.current || Date.now() - last.current.at > undoWithin) return;
      last.current.hide();
      last.current.run();
    },
    busy: batch.isPending,
  };
}
