import { defineConfig } from "vite";

// The browser's session is good for one origin alone, so this server hands the gateway's paths on to the gateway.
const gateway = process.env.GATEWAY ?? "http://127.0.0.1:8000";
// It keeps the page's own address as the host: that is where the sign-in leads back to.
const proxy = Object.fromEntries(
  ["/graphql", "/auth", "/files"].map((path) => [path, { target: gateway, changeOrigin: false }]),
);

export default defineConfig({
  server: { host: "127.0.0.1", port: 5173, proxy },
  preview: { host: "127.0.0.1", port: 4173, proxy },
});
