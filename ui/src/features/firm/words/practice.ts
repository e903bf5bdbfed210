/** The practice firm, the sandbox, and the title of the window. */
import type { Profile } from '../../../ipc/types';
import { product } from '../../../lib/words';

export const profileBanners: Partial<Record<Profile, { title: string; text: string }>> = {
  practice: {
    title: 'Practice firm.',
    text: 'Nothing here is real and nothing leaves this computer.',
  },
  sandbox: { title: 'Intuit sandbox.', text: 'Test companies only.' },
};

export const practice = {
  leave: 'Leave practice',
  startOver: 'Start over',
  opening: 'Opening the practice firm…',
  openingText:
    'A sample firm with 24 clients is being set up on this computer. This takes a few seconds.',
  startOverTitle: 'Start the practice firm over?',
  startOverText: 'The sample clients go back to how they were at first. Nothing real is touched.',
  startingOver: 'Starting over…',
  startedOver: 'Practice firm reset.',
} as const;

export function windowTitle(profile: Profile, firmName: string | null): string {
  const firm = firmName ? `${product} — ${firmName}` : product;
  if (profile === 'practice') return `${firm} (Practice)`;
  return profile === 'sandbox' ? `${firm} (Sandbox)` : firm;
}
