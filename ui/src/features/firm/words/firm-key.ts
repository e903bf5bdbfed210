/** Words about the key of the firm's change log, and changing it. */

export const button = "Change the firm's key…";
export const also = 'left lost stolen laptop employee epoch change log revoke';

export const title = "Change the firm's key?";
export const what =
  "The firm's key locks the shared change log, in which your computers tell each other who connected which client. Change it when somebody left the firm or a computer was lost.";

export const endsTitle = 'What it ends';
export const ends = [
  'Anyone who has only the former key can neither read nor add new entries. What was written before stays readable for them, and they could still add entries with an earlier date.',
];

export const staysTitle = 'What it does not end';
export const stays = [
  "Sign-ins at Intuit: turn the lost computer off at your sign-in relay, or disconnect its companies on Intuit's page Apps.",
  "Keys of Conductor: turn that computer's key off in Conductor's dashboard.",
];

export const othersTitle = 'What your other computers need';
export const others =
  'A new firm file each. Until one has joined with it, it does not see what is connected from now on, and the others do not see what it connects. Firm files that nobody has used yet bring only the former key.';

export const keep = 'Keep the key';
export const go = 'Change the key';
export const changing = 'Changing the key…';

export const doneTitle = "The firm's key was changed";
export const done =
  'This computer writes with the new key from now on, and still reads everything from before.';
export const next = 'Now make a new firm file for each other computer:';
export const nextUnknown =
  'Now make a new firm file for each other computer. The change log does not name any yet.';
export const conductor =
  'Where QuickBooks Desktop is used, put a Conductor key for that computer into its file: a file without one removes its key.';
export const addComputer = 'Make a firm file…';
export const later = 'Later';

/** The banner on a computer that has the former keys only. */
export const banner = {
  title: 'Your firm changed its key.',
  text: (entries: string | null): string => {
    const what =
      entries === '1'
        ? '1 entry of the shared change log'
        : `${entries ?? 'Some'} entries of the shared change log`;
    return `${what} cannot be read on this computer, and the others do not see what is connected here. Ask the person who looks after Counterfoil in your firm for a new firm file, then join with it. Your clients stay connected.`;
  },
} as const;
