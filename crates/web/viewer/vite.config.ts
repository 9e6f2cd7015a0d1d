import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';

// The server's address while developing; the built viewer is served by the same host as the API.
const server = process.env.LOGONTRACER_SERVER ?? 'http://127.0.0.1:8091';

export default defineConfig({
  plugins: [svelte()],
  server: { host: '127.0.0.1', port: 8090, proxy: { '/api': server } },
  // No data: URLs for fonts or scripts: the content security policy names 'self' alone.
  build: { target: 'es2022', assetsInlineLimit: 0, modulePreload: { polyfill: false } },
  worker: { format: 'es' },
  test: { include: ['src/**/*.test.ts'], environment: 'node' },
});
