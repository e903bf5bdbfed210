/** Banners about the keychain and the file of saved sign-ins beside it. */

import * as fmt from '../../../lib/format';

export const missing = {
  title: 'No keychain on this computer.',
  text: 'Clients cannot be connected without one, because the sign-in would be lost. Start the keyring of your desktop; Counterfoil continues when it opens. If this message stays, restart Counterfoil.',
} as const;

export const locked = {
  title: 'The keychain is locked.',
  text: 'Until it is unlocked, no client can be checked or connected; nothing is lost. Unlock it, and Counterfoil continues. If this message stays, restart Counterfoil.',
} as const;

export const full = {
  title: 'The keychain is full.',
  text: 'No new key can be saved. Saved ones still work. Delete entries there that you no longer need, then restart Counterfoil. On Windows they are in Credential Manager, under Generic Credentials.',
} as const;

export const unsaved = {
  title: (count: number) =>
    count === 1
      ? "One renewed sign-in isn't saved yet."
      : `${fmt.number(count)} renewed sign-ins aren't saved yet.`,
  text: "This computer could not store what Intuit sent: its disk is full, or its keychain or the file of saved sign-ins can't be written. If Counterfoil closes now, these clients may have to be connected again. Make room or unlock the keychain, then check the clients again; this message disappears when everything is saved.",
} as const;

export const unreadable = {
  title: (count: number) =>
    count === 1
      ? "One saved sign-in can't be read."
      : `${fmt.number(count)} saved sign-ins can't be read.`,
  text: "The key to them is not in this computer's keychain: the keychain was emptied or replaced, or the firm's folder comes from another computer. Nothing was deleted. Put the keychain back, or connect these clients again; all others still work.",
} as const;
