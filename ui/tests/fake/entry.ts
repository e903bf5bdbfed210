/** Runs in the page before the window's own code: puts the fake where the app would be. */
import { makeFake } from './fake';
import type { Control, Options } from './options';

declare global {
  interface Window {
    __FAKE_OPTIONS__?: Options;
    __FAKE__: Control;
  }
}

const { ipc, control } = makeFake(window.__FAKE_OPTIONS__ ?? {});
window.__COUNTERFOIL_FAKE__ = ipc;
window.__FAKE__ = control;
