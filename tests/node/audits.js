// Prints what graphql-http's audits find at the address in the first argument, asked with the token in the second.
import { auditServer } from "graphql-http";

const [url, token] = process.argv.slice(2);
const asked = (address, options = {}) =>
  fetch(address, { ...options, headers: { ...options.headers, authorization: `Bearer ${token}` } });

const results = await auditServer({ url, fetchFn: asked });
console.log(JSON.stringify(results.map(({ id, name, status, reason }) => ({ id, name, status, reason }))));
