/** Choosing among the connections that Conductor has and no client uses. Pure. */
import type { AdoptedView, AdoptionForm, EndUserView } from '../../ipc/types';

/** How many go in one call; between two calls a person can stop. */
export const AT_ONCE = 25;

/** What is ticked at first: what surely belongs to one client. Of twins a person says which. */
export function firstPick(list: readonly EndUserView[]): Set<string> {
  return new Set(list.filter((it) => it.clientId !== null && it.twins === 1).map((it) => it.id));
}

/** Ticks or unticks one. A client takes one connection: its other twin is unticked. */
export function toggled(
  list: readonly EndUserView[],
  picked: ReadonlySet<string>,
  id: string,
): Set<string> {
  const next = new Set(picked);
  if (next.delete(id)) return next;
  const client = list.find((it) => it.id === id)?.clientId ?? null;
  for (const it of list) if (client !== null && it.clientId === client) next.delete(it.id);
  return next.add(id);
}

/** Ticks all of `some`, of twins for one client the one that answered last; or unticks them all. */
export function allOf(some: readonly EndUserView[], picked: ReadonlySet<string>): Set<string> {
  const next = new Set(picked);
  if (some.every((it) => next.has(it.id))) {
    for (const it of some) next.delete(it.id);
    return next;
  }
  for (const it of best(some)) next.add(it.id);
  return next;
}

/** One for each client, and all without a client. */
export function best(some: readonly EndUserView[]): EndUserView[] {
  const byClient = new Map<string, EndUserView>();
  for (const it of some) {
    const key = it.clientId ?? it.id;
    const other = byClient.get(key);
    if (!other || (it.lastSuccessAt ?? 0) > (other.lastSuccessAt ?? 0)) byClient.set(key, it);
  }
  return [...byClient.values()];
}

/** What is sent, in calls of at most {@link AT_ONCE}. */
export function calls(list: readonly EndUserView[], picked: ReadonlySet<string>): AdoptionForm[][] {
  const forms = list
    .filter((it) => picked.has(it.id))
    .map((it) => ({ endUserId: it.id, clientId: it.clientId }));
  const parts: AdoptionForm[][] = [];
  for (let at = 0; at < forms.length; at += AT_ONCE) parts.push(forms.slice(at, at + AT_ONCE));
  return parts;
}

export function sum(a: AdoptedView, b: AdoptedView): AdoptedView {
  return {
    adopted: a.adopted + b.adopted,
    added: a.added + b.added,
    refused: [...a.refused, ...b.refused],
  };
}
