import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vite';

// The oldest web views we run in: WebView2 follows Edge; WebKitGTK and macOS follow Safari 16.4.
const target = process.env.TAURI_ENV_PLATFORM === 'windows' ? 'chrome111' : 'safari16.4';

export default defineConfig({
  plugins: [svelte()],
  clearScreen: false,
  envPrefix: ['VITE_', 'TAURI_ENV_'],
  server: { host: '127.0.0.1', port: 1420, strictPort: true },
  // The content security policy has no `data:` for fonts and styles, so nothing may be inlined.
  build: { target, assetsInlineLimit: 0, emptyOutDir: true, modulePreload: { polyfill: false } },
});
