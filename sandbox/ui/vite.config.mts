import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

// Vite only reads a default export.
export default defineConfig({
  base: '/',
  plugins: [react()],
  build: { outDir: '../dist/ui', emptyOutDir: true, chunkSizeWarningLimit: 1000 },
});
