import { type InfiniteData, useMutation, useQueryClient } from '@tanstack/react-query';
import { useRef } from 'react';
import { call, newKey } from '../../api/client';
import { isProblem, Problem } from '../../api/problem';
import { approvalsQuery } from '../../api/queries';
import type { Approval, BatchItem, BatchResult, Page } from '../../api/types';
import { useI18n } from '../../i18n';
import { useErrorText } from '../../ui/states';
import { useToast } from '../../ui/toast';

/** What can be said to something that waits. */
export type Verdict =
  | { action: 'approve'; points?: number; comment?: string }
  | { action: 'thanks'; comment?: string }
  | { action: 'decline'; reason: string };

export function nameOf(approval: Approval): string {
  return approval.kind === 'nomination' ? (approval.nomination.nominees[0]?.name ?? '') : approval.redemption.employee.name;
}

function bodyOf(verdict: Verdict): Record<string, unknown> {
  if (verdict.action === 'decline') return { reason: verdict.reason };
  const comment = verdict.comment ? { comment: verdict.comment } : {};
  if (verdict.action === 'thanks') return { as_thanks: true, ...comment };
  return { ...(verdict.points !== undefined && { points: verdict.points }), ...comment };
}

function pathOf(approval: Approval, verdict: Verdict): string {
  if (approval.kind === 'nomination') {
    return `/nominations/${approval.id}/${verdict.action === 'decline' ? 'decline' : 'approve'}`;
  }
  return `/redemptions/${approval.id}/${verdict.action === 'decline' ? 'reject' : 'approve'}`;
}

/** Everything that a decision moves. */
const moved = ['approvals', 'me', 'feed', 'board', 'programs', 'nomination', 'redemptions'];

export function useDecide() {
  const client = useQueryClient();
  const { t } = useI18n();
  const tell = useToast();
  const errorText = useErrorText();
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
    mutationFn: ({ id, key }: { id: string; key: string }) => call('POST', `/nominations/${id}/undo`, { key }),
    onSuccess: () => tell(t('approvals.undone')),
    onError: (error) => tell(errorText(error), { bad: true }),
    onSettled: refresh,
  });

  const done = (approval: Approval, verdict: Verdict): string => {
    const name = nameOf(approval);
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
      const undoable = approval.kind === 'nomination' ? { undo: () => undo.mutate({ id: approval.id, key: newKey() }) } : {};
      tell(done(approval, verdict), undoable);
    },
    onError: (error, _, context) => {
      if (context?.before) client.setQueryData(approvalsQuery.queryKey, context.before);
      tell(isProblem(error, 'not_pending') ? t('approvals.taken') : errorText(error), { bad: true });
    },
    onSettled: refresh,
  });

  const batch = useMutation({
    mutationFn: ({ items, key }: { items: BatchItem[]; key: string }) =>
      call<{ results: BatchResult[] }>('POST', '/approvals/batch', { body: { items }, key }),
    onMutate: ({ items }) => take(items.map((item) => item.id)),
    onSuccess: ({ results }) => {
      keys.current.clear();
      const refused = results.filter((result) => result.code);
      const approved = results.length - refused.length;
      if (approved > 0) tell(t('approvals.batch', { count: approved }));
      const first = refused[0];
      if (first?.code) {
        tell(t('approvals.batch.failed', { count: refused.length, reason: errorText(new Problem(409, { code: first.code })) }), {
          bad: true,
        });
      }
    },
    onError: (error, _, context) => {
      if (context?.before) client.setQueryData(approvalsQuery.queryKey, context.before);
      tell(errorText(error), { bad: true });
    },
    onSettled: refresh,
  });

  return {
    decide: (approval: Approval, verdict: Verdict) =>
      decide.mutate({ approval, verdict, key: keyOf(JSON.stringify([approval.id, verdict])) }),
    approveAll: (approvals: Approval[]) => {
      const items = approvals.map(({ kind, id }) => ({ kind, id, action: 'approve' as const }));
      batch.mutate({ items, key: keyOf(JSON.stringify(items)) });
    },
    busy: batch.isPending,
  };
}
