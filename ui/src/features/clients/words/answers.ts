/** Words for answers of a service that are about the service or the firm's keys, and accuse no client. */
import * as fmt from '../../../lib/format';

const companies = (count: string | null) =>
  count === '1' ? '1 company' : `${count ?? 'some'} companies`;

/** Banners of a service that answers and is left alone all the same, by how it answered. */
export const leftAlone: Record<string, { title: (service: string) => string; text: string }> = {
  throttled: {
    title: (service) => `${service} asks for a pause.`,
    text: "Too much was asked in a short time. That is not about your clients. We'll stop asking for 10 minutes.",
  },
  refused: {
    title: (service) => `${service} refuses what is asked.`,
    text: "It answers, but doesn't take the requests. That is not about your clients: their rows stay as they were. We'll stop asking for 10 minutes.",
  },
};

export const refusedTogether = {
  title: (count: string | null) => `Intuit refused ${companies(count)} at once.`,
  ours: 'That is about the keys, not about your clients: their rows stay as they were. If the keys were changed at Intuit or in Settings, put the former ones back. If nothing was changed, connect one of the companies again: once one works, each row is checked by itself.',
  relays: (runner: string) =>
    `That is about the sign-in relay's keys, not about your clients: their rows stay as they were. Ask ${runner} whether they were changed. If nothing was, connect one of the companies again: once one works, each row is checked by itself.`,
};

export const refusedSinceKeys = {
  title: 'Intuit refuses companies since the keys were changed.',
  text: (count: string | null, at: number, now: number) =>
    `The keys were changed ${fmt.atMoment(at, now)}. Since then Intuit refused ${companies(count)} from before; the rows stay as they were. Put the former keys back, or connect again what Intuit refuses.`,
};

/** A refusal after a renewal whose answer got lost at `at`. */
export function renewalLost(at: number | null, now: number): string {
  const when =
    at === null ? 'The answer to a renewal' : `The answer to the renewal ${fmt.atMoment(at, now)}`;
  return `${when} got lost, and Intuit no longer takes the sign-in from before. Nobody needs to have disconnected anything. Connect again to continue.`;
}
