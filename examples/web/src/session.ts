// The gateway holds the tokens of Zoho; the browser has a cookie that no script can read.
export interface Session {
  canSignIn: boolean;
  user: { name: string } | null;
}

// No page of another origin can send this header.
export const CSRF = { "Suitegraph-CSRF": "1" };

export async function session(): Promise<Session> {
  const response = await fetch("/auth/session", { headers: CSRF });
  if (!response.ok) throw new Error(`The gateway answered ${response.status}.`);
  return response.json();
}

export function signIn(): void {
  const here = location.pathname + location.search;
  location.assign(`/auth/sign-in?next=${encodeURIComponent(here)}`);
}

export async function signOut(): Promise<void> {
  await fetch("/auth/sign-out", { method: "POST", headers: CSRF });
  // A new page: nothing of the former user stays in memory.
  location.assign("/");
}
