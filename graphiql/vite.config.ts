import { defineConfig } from "vite";

// The gateway serves the page at /graphql and these files below /graphql/assets/.
export default defineConfig({
  base: "/graphql/",
  logLevel: "warn",
  // Two of GraphiQL's packages take Prettier's GraphQL parser by its old name, which is a second copy of it.
  resolve: { alias: { "prettier/parser-graphql": "prettier/plugins/graphql" } },
  build: {
    target: "es2022",
    // build.py names a new folder each time.
    emptyOutDir: false,
    license: { fileName: "licenses.md" },
    // Every file is a real file of the page's own origin: the content security policy allows no inline script.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 4000,
    rolldownOptions: {
      // "use client" and the like mean nothing in a bundle.
      checks: { moduleLevelDirective: false },
      // GraphiQL imports Monaco in a dozen parts and always needs them all.
      output: { codeSplitting: { groups: [{ name: "monaco", test: /node_modules\/monaco-/ }] } },
    },
  },
  worker: { format: "es" },
});
