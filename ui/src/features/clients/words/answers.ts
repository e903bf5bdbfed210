/** Words for answers of a service that are about the service or the firm's keys, and accuse no client. */
import * as fmt from '../../../lib/format';

const companies = (count: string | null) =>
  count === '1' ? '1 company' : `${count ?? 'some'} companies`;

/** Banners of a service that answers and is left alone all the same, by how it answered. */
export const leftAlone: Record<string, { title: (service: string) => string; text: string }> = {
  throttled: {
    title: (service) => `${service} asked us to slow down.`,
    text: "We sent too many requests in a short time. This isn't about your clients. We'll ask again in 10 minutes.",
  },
  refused: {
    title: (service) => `${service} refuses our requests.`,
    text: "It answers, but turns every request down. This isn't about your clients: their rows stay as they were. We'll ask again in 10 minutes.",
  },
};

export const refusedTogether = {
  title: (count: string | null) => `Intuit refused ${companies(count)} at once.`,
  ours: 'This is about the keys, not about your clients: their rows stay as they were. If the keys were changed at Intuit or in Settings, put the previous ones back. If nothing was changed, reconnect one of the companies: once one works, the others are checked too.',
  relays: (runner: string) =>
    `This is about the sign-in relay's keys, not about your clients: their rows stay as they were. Ask ${runner} whether they were changed. If not, reconnect one of the companies: once one works, the others are checked too.`,
};

export const refusedSinceKeys = {
  title: 'Intuit refuses companies since the keys were changed.',
  text: (count: string | null, at: number, now: number) =>
    `The keys were changed ${fmt.atMoment(at, now)}. Since then Intuit refused ${companies(count)} that ${count === '1' ? 'was' : 'were'} connected before; their rows stay as they were. Put the previous keys back, or reconnect what Intuit refuses.`,
};

/** A refusal after a renewal whose answer got lost at `at`. */
export function renewalLost(at: number | null, now: number): string {
  const when =
    at === null ? 'The answer to a renewal' : `The answer to the renewal ${fmt.atMoment(at, now)}`;
  return `${when} was lost, and Intuit no longer accepts the previous sign-in. This doesn't mean that somebody disconnected it. Connect again to continue.`;
}
