// Pages work without this. It applies controls as they are changed, asks again while a report is being made,
// and follows a run or a migration by the events that the gateway sends, or by asking again where there are none.
"use strict";

let shown = location.pathname + location.search;

const replaceContent = async (address) => {
  shown = location.pathname + location.search;
  const main = document.querySelector("main");
  main.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(address, { headers: { Accept: "text/html" }, redirect: "manual" });
    if (answer.type === "opaqueredirect") { location.reload(); return; }
    const next = new DOMParser().parseFromString(await answer.text(), "text/html");
    const focused = document.activeElement?.id;
    main.replaceWith(document.adoptNode(next.querySelector("main")));
    document.title = next.title;
    if (focused) document.getElementById(focused)?.focus();
    begin();
  } finally {
    document.querySelector("main").removeAttribute("aria-busy");
  }
};

const applied = (form) => {
  const kept = new URLSearchParams();
  for (const [name, value] of new FormData(form)) if (value !== "") kept.append(name, value);
  return `${form.getAttribute("action")}?${kept}`;
};

const showCalls = ({ callsDone, callsLeft }) => {
  const [bar, done, left] = ["progress", "[data-done]", "[data-left]"].map((each) =>
    document.querySelector(`[data-events] ${each}`));
  if (!bar || !done || !left) return;
  done.textContent = callsDone.toLocaleString("en");
  if (callsLeft === null) return;
  left.textContent = callsLeft.toLocaleString("en");
  bar.max = callsDone + callsLeft;
  bar.value = callsDone;
};

let following = null;
const follow = () => {
  const shown = document.querySelector("[data-events]");
  const address = shown?.dataset.events;
  if (following?.url.endsWith(address)) return;
  following?.close();
  following = null;
  if (!address) return;
  const again = () => setTimeout(() => replaceContent(location.href), 3000);
  if (!("EventSource" in window)) { again(); return; }
  following = new EventSource(address);
  // Users that are being chosen, and what is being typed, stay as they are until the end.
  following.addEventListener("progress", (event) => {
    const progress = JSON.parse(event.data);
    if (progress.outcomes === undefined) { showCalls(progress); return; }
    const counts = Object.fromEntries(progress.outcomes.map((each) => [each.outcome, each.count]));
    const open = (counts.WAITING ?? 0) + (counts.UNDOING ?? 0);
    const bar = document.querySelector("[data-events] progress");
    const words = document.querySelector("[data-events] [data-open]");
    if (!bar || !words) return;
    bar.value = bar.max - open;
    words.textContent = open.toLocaleString("en");
  });
  following.addEventListener("end", () => { following.close(); following = null; replaceContent(location.href); });
  following.onerror = () => {
    if (following?.readyState !== EventSource.CLOSED) return;
    following = null;
    again();
  };
};

const begin = () => {
  for (const form of document.querySelectorAll("form[data-adjust]")) {
    const apply = async () => {
      const address = applied(form);
      history.pushState(null, "", address);
      await replaceContent(address);
    };
    form.addEventListener("change", apply);
    form.addEventListener("submit", (event) => { event.preventDefault(); apply(); });
  }
  follow();
  const waiting = document.querySelector("[data-again]");
  if (waiting) setTimeout(() => replaceContent(location.href), Number(waiting.dataset.again));
};

// A jump within the page is no other page.
const place = () => location.pathname + location.search;
addEventListener("popstate", () => {
  if (place() !== shown) replaceContent(location.href);
});
begin();
