/** The first screen: how to start. */
import { join } from './firm';
import { setUp } from './set-up';

export const welcome = {
  hero: "Every client's QuickBooks, and who you are in each.",
  text: "Connect Desktop and Online companies with a click. See what works, what doesn't, and what to do next.",
  setUp: { title: setUp.title, text: 'I have the keys from Conductor or Intuit.' },
  openFirm: { title: 'Open our firm', text: 'It is set up on this computer.' },
  join: { title: join.title, text: 'I was given a .counterfoil file.' },
  practice: { title: 'Look around', text: 'Open the practice firm. No keys, nothing real.' },
  label: 'How to begin',
} as const;
