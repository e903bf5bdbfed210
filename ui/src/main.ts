import './tokens.css';
import './base.css';
import { mount } from 'svelte';
import App from './App.svelte';
import { roster } from './roster.svelte';

const target = document.getElementById('app');
if (target) {
  void roster.start();
  mount(App, { target });
}
