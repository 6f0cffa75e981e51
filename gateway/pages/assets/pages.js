// Pages work without this. It applies controls as they are changed, and asks again while a report is being made.
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
  const waiting = document.querySelector("[data-again]");
  if (waiting) setTimeout(() => replaceContent(location.href), Number(waiting.dataset.again));
};

// A jump within the page is no other page.
const place = () => location.pathname + location.search;
addEventListener("popstate", () => {
  if (place() !== shown) replaceContent(location.href);
});
begin();
