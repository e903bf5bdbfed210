/** Words of a queue of clients to sign in for, whatever it is for. */
export const queue = {
  progress: (at: number, of: number) => `${at} of ${of}`,
  skipped: 'Skipped',
  skip: 'Skip',
  stop: 'Stop here',
  finish: 'Done',
  again: 'Go through the skipped ones',
} as const;
