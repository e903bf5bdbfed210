import './tokens.css';
import './fonts.css';
import './base.css';
import { mount } from 'svelte';
import App from './App.svelte';
import { fileArrived } from './features/firm/files/join-firm';
import { notifier } from './features/notifications/notifier';
import { actsFor } from './features/today/acting.svelte';
import { store } from './store/store.svelte';

const target = document.getElementById('app');
if (target) {
  void store.start({ changes: notifier, fileArrived, actsFor });
  mount(App, { target });
}

// A file dropped beside its zone must not take the place of the window.
for (const kind of ['dragover', 'drop'] as const) {
  window.addEventListener(kind, (event) => {
    if (event.dataTransfer?.types.includes('Files')) event.preventDefault();
  });
}
